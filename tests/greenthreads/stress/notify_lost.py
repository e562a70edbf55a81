"""A `notify` that nobody waits for yet is lost: who waits after it waits for ever."""
import threading

bell = threading.Condition()

def ring():
    with bell:
        bell.notify()

def wait():
    with bell:
        bell.wait()

threads = [threading.Thread(target=f) for f in (wait, ring)]
for t in threads: t.start()
for t in threads: t.join()
print("heard")
