import time
from threading import Lock, Thread

total = 0


def count():
    global total
    for _ in range(3):
        time.sleep(0.1)
        with Lock():
            total += 1


a = Thread(target=count, name="A")
b = Thread(target=count, name="B")
a.start()
b.start()
a.join()
b.join()
print(f"total: {total}")
