"""A sleep that seems long enough."""
import threading
import time

log = []

def early():
    log.append("early")

def late():
    time.sleep(0.00005)
    log.append("late")

threads = [threading.Thread(target=f) for f in (late, early)]
for t in threads: t.start()
for t in threads: t.join()
print(log)
