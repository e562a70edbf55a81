import threading

go = threading.Event()
results = []


def worker_function():
    go.wait()
    results.append("late result")


thread = threading.Thread(
    target=worker_function
)
thread.start()
alive = thread.is_alive()  # ①
go.set()
thread.join()  # ② meanwhile, it ends
if alive:
    print("Still working, no result yet")
print(f"alive: {thread.is_alive()}, {results}")
