import threading


class Point:
    x, y = 10, 20


point = Point()
seen = []


def read():
    seen.append((point.x, point.y))


def move():
    point.x = 30
    point.y = 40


reader = threading.Thread(target=read, name="R")
writer = threading.Thread(target=move, name="W")
reader.start()
writer.start()
reader.join()
writer.join()
print(f"reader saw {seen[0]}")
