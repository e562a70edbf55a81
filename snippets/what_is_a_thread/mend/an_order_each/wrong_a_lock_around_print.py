from threading import Lock, Thread

lock = Lock()


def worker(order):
    with lock:
        print(f"Packing {order['item']}")


order = {}
threads = []
for item in ("apples", "bread", "cheese"):
    order["item"] = item
    thread = Thread(target=worker, args=(order,))
    threads.append(thread)
    thread.start()
for thread in threads:
    thread.join()
