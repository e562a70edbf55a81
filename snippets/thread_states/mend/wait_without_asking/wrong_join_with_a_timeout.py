import time
from threading import Thread

results = []


def worker_function():
    time.sleep(0.25)  # work
    results.append("bread")


thread = Thread(target=worker_function)
thread.start()
thread.join(timeout=0.2)
print(f"result: {results[0]}")
