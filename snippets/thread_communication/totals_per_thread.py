import threading
import time

totals = []


def increment():
    total = 0                # ① no other thread sees it
    for _ in range(1000):
        time.sleep(0.001)
        total += 1
    totals.append(total)     # ② once per thread


threads = [
    threading.Thread(target=increment)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{totals} make {sum(totals)}")  # ③
