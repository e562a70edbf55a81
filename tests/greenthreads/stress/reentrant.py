"""A method that takes a lock calls another that takes it again: an `RLock` lets it."""
import threading

class Counter:
    def __init__(self):
        self.lock, self.n = threading.RLock(), 0

    def add(self):
        with self.lock:
            self.n += 1

    def add_twice(self):
        with self.lock:
            self.add()
            self.add()

counter = Counter()
threads = [threading.Thread(target=f) for f in (counter.add_twice, counter.add)]
for t in threads: t.start()
for t in threads: t.join()
print(counter.n)
