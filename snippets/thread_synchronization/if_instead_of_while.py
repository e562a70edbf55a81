import threading

buffer = []
not_empty = threading.Condition()
waits = threading.Semaphore(0)


def consumer(consumer_id):
    with not_empty:
        if not buffer:  # ①
            waits.release()
            not_empty.wait()
        try:
            item = buffer.pop(0)  # ②
            print(f"Consumer {consumer_id} got {item}")
        except IndexError as error:
            print(f"Consumer {consumer_id}: {error}")


threads = [
    threading.Thread(target=consumer, args=(i,))
    for i in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    waits.acquire()  # ③ until both wait
with not_empty:
    buffer.append("Item 0")
    not_empty.notify_all()  # ④ one item, two woken
for thread in threads:
    thread.join()
