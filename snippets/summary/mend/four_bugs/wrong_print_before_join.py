from queue import SimpleQueue
from threading import Lock, Thread

prices = SimpleQueue()
errors = []
total = 0
lock = Lock()


def add(price):
    global total
    with lock:
        total += int(price)


def work():
    while (price := prices.get()) != "stop":
        try:
            add(price)
        except ValueError:
            errors.append(price)


workers = [Thread(target=work) for _ in "AB"]
for worker in workers:
    worker.start()
for price in ("1", "free", "2"):
    prices.put(price)
for _ in workers:
    prices.put("stop")
print(f"total: {total}, errors: {errors}")
for worker in workers:
    worker.join()
