"""Only who gets the lock at once does the work."""
import threading

lock, did = threading.Lock(), []

def once(name):
    if lock.acquire(blocking=False):
        did.append(name)
        lock.release()

threads = [threading.Thread(target=once, args=(name,)) for name in "abc"]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(did))
