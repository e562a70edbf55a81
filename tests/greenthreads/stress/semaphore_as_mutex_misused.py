"""A semaphore released by who never took it lets two in at once."""
import threading

mutex, inside, most = threading.Semaphore(1), 0, 0

def work():
    global inside, most
    with mutex:
        inside += 1
        most = max(most, inside)
        inside -= 1

threads = [threading.Thread(target=f) for f in (work, work, mutex.release)]
for t in threads: t.start()
for t in threads: t.join()
print(most, inside)
