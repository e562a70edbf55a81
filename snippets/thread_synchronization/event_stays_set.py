import threading

ready = threading.Event()


def worker(worker_id):
    ready.wait()  # ①
    print(f"Worker {worker_id} goes")


early = threading.Thread(target=worker, args=(0,))
early.start()
print("Event set")
ready.set()
early.join()

late = threading.Thread(target=worker, args=(1,))
late.start()  # ② the event was set before
late.join()
