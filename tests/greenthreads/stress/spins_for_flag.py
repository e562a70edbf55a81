"""A thread that looks again and again until another has written."""
import threading
import time

ready, data = False, None

def wait():
    while not ready:
        time.sleep(0)
    seen.append(data)

def write():
    global ready, data
    ready = True
    data = "data"

seen = []
threads = [threading.Thread(target=f) for f in (wait, write)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
