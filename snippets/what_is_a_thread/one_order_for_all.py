import threading

go = threading.Event()


def worker(order):
    go.wait()  # ① until all are written
    print(f"Packing {order['item']}")


order = {}
threads = []
for item in ("apples", "bread", "cheese"):
    order["item"] = item  # ②
    thread = threading.Thread(
        target=worker, args=(order,)
    )
    threads.append(thread)
    thread.start()

go.set()
for thread in threads:
    thread.join()
