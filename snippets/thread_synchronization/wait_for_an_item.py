import threading

items = []
not_empty = threading.Condition()


def consumer():
    with not_empty:  # ①
        while not items:
            not_empty.wait()  # ②
        item = items.pop(0)
    print(f"got {item}")


thread = threading.Thread(target=consumer)
thread.start()
with not_empty:
    items.append("Item 0")
    not_empty.notify()  # ③
thread.join()
