"""`wait_for` with a timeout: it may be over before the other thread comes."""
import threading

door, opened, seen = threading.Condition(), False, []

def enter():
    with door:
        seen.append(door.wait_for(lambda: opened, timeout=0.0005))

def unlock():
    global opened
    with door:
        opened = True
        door.notify()

threads = [threading.Thread(target=f) for f in (enter, unlock)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
