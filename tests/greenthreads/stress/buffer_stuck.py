"""Little Book: a consumer who holds the mutex while it waits for an item."""
import threading

mutex, items, buffer = threading.Lock(), threading.Semaphore(0), []

def produce():
    with mutex:
        buffer.append("item")
    items.release()

def consume():
    with mutex:
        items.acquire()
        buffer.pop()

threads = [threading.Thread(target=f) for f in (consume, produce)]
for t in threads: t.start()
for t in threads: t.join()
print(buffer)
