# Thread-safe: Immutable objects
import threading


class ImmutablePoint:
    def __init__(self, x, y):
        self._x = x
        self._y = y

    @property
    def x(self):
        return self._x

    @property
    def y(self):
        return self._y

    def __repr__(self):
        return f"Point({self._x}, {self._y})"


# Multiple threads can safely read it
point = ImmutablePoint(10, 20)
odd_reads = [0] * 5


def reader(i):
    for _ in range(1000):
        x, y = point.x, point.y  # ①
        if (x, y) != (10, 20):
            odd_reads[i] += 1


threads = [
    threading.Thread(target=reader, args=(i,))
    for i in range(5)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{len(threads)} readers of {point}")
print(f"odd reads: {sum(odd_reads)}")
try:
    point.x = 99  # ② no setter
except AttributeError:
    print(f"x cannot be set: {point}")
