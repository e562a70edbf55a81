import threading

working = threading.Event()
never = threading.Event()


def worker_function():
    try:
        print("Worker opens the file")
        working.set()
        never.wait()  # ② still busy
    finally:
        print("Worker closes the file")  # ③


thread = threading.Thread(
    target=worker_function,
    daemon=True,  # ①
)
thread.start()
working.wait()
print("Main ends")
