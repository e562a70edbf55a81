import threading
import time
from concurrent.futures import ThreadPoolExecutor

prices = [str(n) for n in range(1, 12)] + ["free"]
total = 0
lock = threading.Lock()


def add(price):
    global total
    time.sleep(0.25)      # stands for a request
    amount = int(price)
    with lock:            # ②
        total += amount


with ThreadPoolExecutor(
    max_workers=3, thread_name_prefix="adder"  # ①
) as pool:
    futures = {pool.submit(add, p): p for p in prices}
# ③ here all threads have ended

errors = []
for future, price in futures.items():
    try:
        future.result()   # ④
    except ValueError as error:
        errors.append(f"{price!r}: {error}")

print(f"total: {total}, threads: {threading.active_count()}")
for error in errors:
    print(error)
