import threading
import time

totals = []


def increment():
    total = 0             # ① its own
    for _ in range(1000):
        time.sleep(0.001)
        total += 1
    totals.append(total)  # ② once


threads = [
    threading.Thread(target=increment)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{totals} make {sum(totals)}")  # ③
