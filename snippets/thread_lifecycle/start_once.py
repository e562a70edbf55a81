import threading


def worker_function():
    print("Worker runs")


thread = threading.Thread(
    target=worker_function
)

try:
    thread.join()  # ①
except RuntimeError as error:
    print(f"join first: {error}")

thread.start()
thread.join()
thread.join()
print("joined twice")  # ②

try:
    thread.start()  # ③
except RuntimeError as error:
    print(f"start again: {error}")
