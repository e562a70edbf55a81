"""Little Book: multiplex. At most two are inside at once."""
import threading

room, lock, inside, most = threading.Semaphore(2), threading.Lock(), 0, 0

def visit():
    global inside, most
    with room:
        with lock:
            inside += 1
            most = max(most, inside)
        with lock:
            inside -= 1

threads = [threading.Thread(target=visit) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(most)
