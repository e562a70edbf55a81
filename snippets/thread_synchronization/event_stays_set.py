import threading

ready = threading.Event()


def worker(number):
    ready.wait()  # ①
    print(f"Worker {number} goes")


first = threading.Thread(
    target=worker, args=(0,)
)
first.start()
print("Event set")
ready.set()
first.join()

second = threading.Thread(
    target=worker, args=(1,)
)
second.start()  # ② the event was set before
second.join()
