import threading

go = threading.Event()


def worker_function():
    go.wait()


thread = threading.Thread(
    target=worker_function
)
thread.start()

gave = thread.join(timeout=0.2)  # ①
print(f"join gave {gave}")
print(f"alive: {thread.is_alive()}")  # ②

go.set()
gave = thread.join(timeout=20)
print(f"join gave {gave}")
print(f"alive: {thread.is_alive()}")  # ③
