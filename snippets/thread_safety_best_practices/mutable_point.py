import threading


class ImmutablePoint:
    def __init__(self, x, y):
        self._x = x
        self._y = y

    x = property(lambda self: self._x)
    y = property(lambda self: self._y)


point = ImmutablePoint(10, 20)
half_read = threading.Barrier(2)
changed = threading.Barrier(2)


def reader():
    x = point.x  # ① reads 10
    half_read.wait()
    changed.wait()
    y = point.y  # ③ reads 40
    print(f"reader saw ({x}, {y})")


def writer():
    half_read.wait()
    point._x = 30  # ② no error
    point._y = 40
    changed.wait()


threads = [
    threading.Thread(target=reader),
    threading.Thread(target=writer),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
