import threading
from concurrent import futures

prices = [str(n) for n in range(1, 12)]
prices.append("free")
total = 0
at_work = set()
lock = threading.Lock()
three_busy = threading.Barrier(3)


def add(price):
    global total
    at_work.add(threading.get_ident())
    three_busy.wait()  # ② three at work
    amount = int(price)
    with lock:  # ③
        total += amount


workers = futures.ThreadPoolExecutor(3)  # ①
with workers as pool:
    tasks = {
        pool.submit(add, p): p for p in prices
    }
# ④ here all threads have ended

errors = []
for task, price in tasks.items():
    try:
        task.result()  # ⑤
    except ValueError as error:
        errors.append(f"{price!r}: {error}")

print(f"total: {total}, by {len(at_work)} workers")
print(f"threads: {threading.active_count()}")
for error in errors:
    print(error)
