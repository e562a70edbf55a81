import threading

go = threading.Event()


def worker(order):
    go.wait()
    print(f"Packing {order['item']}")


threads = []
for item in ("apples", "bread", "cheese"):
    order = {"item": item}  # ①
    thread = threading.Thread(
        target=worker, args=(order,)
    )
    threads.append(thread)
    thread.start()

go.set()
for thread in threads:
    thread.join()
