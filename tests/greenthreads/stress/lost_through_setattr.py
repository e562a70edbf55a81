"""A class that checks what is assigned, and stores it with `object.__setattr__`."""
import threading

class Checked:
    def __init__(self):
        self.n = 0

    def __setattr__(self, name, value):
        if value < 0:
            raise ValueError(value)
        object.__setattr__(self, name, value)

box = Checked()

def add():
    box.n = box.n + 1

threads = [threading.Thread(target=add) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(box.n)
