import time
from threading import Thread


def worker(order):
    print(f"Packing {order['item']}")


order = {}
threads = []
for item in ("apples", "bread", "cheese"):
    order["item"] = item
    thread = Thread(target=worker, args=(order,))
    threads.append(thread)
    thread.start()
    time.sleep(0.1)
for thread in threads:
    thread.join()
