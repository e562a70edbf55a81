import threading

buffer = []
not_empty = threading.Condition()
waits = threading.Semaphore(0)


def consumer(number):
    with not_empty:
        if not buffer:  # ①
            waits.release()
            not_empty.wait()
        try:
            item = buffer.pop(0)  # ②
            print(f"Consumer {number} got {item}")
        except IndexError as error:
            print(f"Consumer {number}: {error}")


threads = [
    threading.Thread(
        target=consumer, args=(i,),
        name=f"consumer {i}",
    )
    for i in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    waits.acquire()  # ③ until both wait
with not_empty:
    buffer.append("Item 0")
    not_empty.notify_all()  # ④
for thread in threads:
    thread.join()
