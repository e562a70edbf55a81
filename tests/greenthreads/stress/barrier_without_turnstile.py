"""Little Book: a barrier that lets only one through."""
import threading

mutex, gate, count = threading.Lock(), threading.Semaphore(0), 0

def arrive():
    global count
    with mutex:
        count += 1
    if count == 2:
        gate.release()
    gate.acquire()

threads = [threading.Thread(target=arrive) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print("through")
