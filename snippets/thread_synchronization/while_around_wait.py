import threading

buffer = []
not_empty = threading.Condition()
waits = threading.Semaphore(0)


def consumer(number):
    with not_empty:
        while not buffer:  # ①
            print(f"Consumer {number} waits")
            waits.release()
            not_empty.wait()
        item = buffer.pop(0)
        print(f"Consumer {number} got {item}")


threads = [
    threading.Thread(
        target=consumer, args=(i,)
    )
    for i in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    waits.acquire()
with not_empty:
    buffer.append("Item 0")
    not_empty.notify_all()
waits.acquire()  # ② one of them waits again
with not_empty:
    buffer.append("Item 1")
    not_empty.notify_all()
for thread in threads:
    thread.join()
