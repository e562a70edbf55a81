import threading

ready = threading.Event()


def worker(number):
    ready.wait()  # ①
    print(f"Worker {number} goes")


early = threading.Thread(
    target=worker, args=(0,)
)
early.start()
print("Event set")
ready.set()
early.join()

late = threading.Thread(
    target=worker, args=(1,)
)
late.start()  # ② the event was set before
late.join()
