"""Little Book: producer and consumer with a buffer of one place."""
import threading

mutex, items, spaces = threading.Lock(), threading.Semaphore(0), threading.Semaphore(1)
buffer, eaten, most = [], [], 0

def produce():
    global most
    for n in range(2):
        spaces.acquire()
        with mutex:
            buffer.append(n)
            most = max(most, len(buffer))
        items.release()

def consume():
    for _ in range(2):
        items.acquire()
        with mutex:
            eaten.append(buffer.pop(0))
        spaces.release()

threads = [threading.Thread(target=f) for f in (produce, consume)]
for t in threads: t.start()
for t in threads: t.join()
print(eaten, most)
