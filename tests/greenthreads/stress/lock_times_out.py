"""`acquire` with a timeout while another holds the lock for a while."""
import threading
import time

lock, got = threading.Lock(), []

def hold():
    with lock:
        time.sleep(0.0003)

def try_for_long():
    got.append(lock.acquire(timeout=0.0003))
    if got[0]:
        lock.release()

threads = [threading.Thread(target=f) for f in (hold, try_for_long)]
for t in threads: t.start()
for t in threads: t.join()
print(got)
