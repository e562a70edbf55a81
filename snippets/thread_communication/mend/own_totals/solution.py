import time
from threading import Thread

totals = []


def count():
    found = 0             # ① its own
    for _ in range(3):
        time.sleep(0.1)
        found += 1
    totals.append(found)  # ② once


a = Thread(target=count, name="A")
b = Thread(target=count, name="B")
a.start()
b.start()
a.join()
b.join()
print(f"total: {sum(totals)}")
