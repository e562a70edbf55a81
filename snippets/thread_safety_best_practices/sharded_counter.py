import threading


class ShardedCounter:
    def __init__(self):
        self._local = threading.local()
        self._cells = []
        self._lock = threading.Lock()

    def increment(self):
        cell = getattr(self._local, "cell", None)
        if cell is None:
            cell = self._local.cell = [0]
            with self._lock:  # ① once
                self._cells.append(cell)
        cell[0] += 1  # ② no lock

    def value(self):
        with self._lock:
            return sum(map(sum, self._cells))


counter = ShardedCounter()


def worker():
    for _ in range(10):
        counter.increment()


threads = [
    threading.Thread(target=worker)
    for _ in range(4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"total: {counter.value()}")  # ③
