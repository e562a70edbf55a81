"""A lock that one thread takes and another gives back: an error, if it comes first."""
import threading

lock, log = threading.Lock(), []

def take():
    lock.acquire()
    log.append("taken")

def give():
    try:
        lock.release()
    except RuntimeError as error:
        log.append(str(error))

threads = [threading.Thread(target=f) for f in (take, give)]
for t in threads: t.start()
for t in threads: t.join()
print(log, lock.locked())
