import threading

working = threading.Event()
never = threading.Event()


def worker_function():
    try:
        print("Worker begins")
        working.set()
        never.wait()  # ①
    finally:
        print("Worker cleans up")  # ②


thread = threading.Thread(
    target=worker_function,
    daemon=True,  # ③
)
thread.start()
working.wait()
print("Main ends")
