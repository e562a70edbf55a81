"""A `match` statement looks at two attributes of an object, one after the other."""
import threading

class Point:
    __match_args__ = ("x", "y")
    x = y = 0

point, seen = Point(), []

def move():
    point.x = 1
    point.y = 1

def look():
    match point:
        case Point(0, 1):
            seen.append("never there")
        case Point(x, y):
            seen.append(f"{x}{y}")

threads = [threading.Thread(target=f) for f in (look, move)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
