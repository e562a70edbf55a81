import threading


class ImmutablePoint:
    def __init__(self, x, y):
        self._x = x
        self._y = y

    x = property(lambda self: self._x)
    y = property(lambda self: self._y)

    def __repr__(self):
        return f"Point({self._x}, {self._y})"


point = ImmutablePoint(10, 20)
half_read = threading.Barrier(2)
changed = threading.Barrier(2)


def reader():
    x = point.x  # ① 10
    half_read.wait()
    changed.wait()
    y = point.y  # ③ 40
    print(f"reader saw ({x}, {y})")


def writer():
    half_read.wait()
    point._x = 30  # ② nobody minds
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

point.z = 50  # ④ nor this
print(f"the point is {point}, z is {point.z}")
same = ImmutablePoint(30, 40) == point
print(f"equal to another {point}: {same}")
