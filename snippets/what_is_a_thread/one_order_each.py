import threading

go = threading.Event()


def worker(order):
    go.wait()
    print(f"Packing {order['item']}")


threads = []
for item in ("apples", "bread", "cheese"):
    order = {"item": item}  # ①
    threads.append(
        threading.Thread(target=worker, args=(order,))
    )
    threads[-1].start()

go.set()
for thread in threads:
    thread.join()
