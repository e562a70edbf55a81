"""One thread adds to an attribute, the other to the same in the object's `__dict__`."""
import threading

class Box:
    pass

box = Box()
box.n = 0

def by_name():
    box.n += 1

def by_dict():
    vars(box)["n"] += 1

threads = [threading.Thread(target=f) for f in (by_name, by_dict)]
for t in threads: t.start()
for t in threads: t.join()
print(box.n)
