import sys
import threading


def worker_function():
    print("Worker: sys.exit(3)")
    sys.exit(3)  # ①
    print("Worker goes on")


thread = threading.Thread(
    target=worker_function
)
thread.start()
thread.join()
print("Main goes on")
