import time
from threading import Lock, Thread

total = 0
lock = Lock()


def count():
    global total
    with lock:
        for _ in range(3):
            time.sleep(0.1)
            total += 1


a = Thread(target=count, name="A")
b = Thread(target=count, name="B")
a.start()
b.start()
a.join()
b.join()
print(f"total: {total}")
