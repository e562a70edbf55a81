import threading
import time
from concurrent import futures

prices = ["1", "2", "3", "4", "5", "free"]
total = 0
lock = threading.Lock()


def add(price):
    global total
    time.sleep(0.1)  # ① work
    amount = int(price)
    with lock:  # ②
        total += amount


workers = futures.ThreadPoolExecutor(3)  # ③
with workers as pool:
    tasks = {
        pool.submit(add, p): p for p in prices
    }
# ④ here all threads have ended
done = sum(task.done() for task in tasks)

errors = []
for task, price in tasks.items():
    try:
        task.result()  # ⑤
    except ValueError as error:
        errors.append(f"{price!r}: {error}")

print(f"total: {total}, {done} tasks done")
for error in errors:
    print(error)
