from threading import Condition, Thread


class Shelf:
    """Room for one item."""

    def __init__(self):
        self.items = []
        self.change = Condition()

    def put(self, item):
        with self.change:
            while self.items:
                self.change.wait()
            self.items.append(item)
            self.change.notify()

    def get(self):
        with self.change:
            while not self.items:
                self.change.wait()
            got.append(self.items.pop())
            self.change.notify()


shelf, got = Shelf(), []
threads = [
    Thread(target=shelf.get, name="getter 1"),
    Thread(target=shelf.get, name="getter 2"),
    Thread(target=shelf.put, args=(1,), name="A"),
    Thread(target=shelf.put, args=(2,), name="B"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"got {sorted(got)}")
