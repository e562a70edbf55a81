import threading

go = threading.Event()
results = []


def worker_function():
    go.wait()  # ①
    results.append("bread")


thread = threading.Thread(
    target=worker_function
)
thread.start()
if thread.is_alive():  # ②
    go.set()
    thread.join()  # ③ meanwhile it ends
    print(f"No result yet: {results}")
print(f"alive: {thread.is_alive()}")  # ④
