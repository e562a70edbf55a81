import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int


current = Point(10, 20)
half_read = threading.Barrier(2)
changed = threading.Barrier(2)


def reader():
    point = current  # ① read it once
    x = point.x
    half_read.wait()
    changed.wait()
    y = point.y      # ③ the old one
    print(f"reader saw ({x}, {y})")


def writer():
    global current
    half_read.wait()
    current = Point(30, 40)  # ② a new one
    changed.wait()


threads = [
    threading.Thread(target=reader),
    threading.Thread(target=writer),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"current is {current}")
