import os
import threading
from concurrent.futures import ThreadPoolExecutor

count = getattr(os, "process_cpu_count", os.cpu_count)
expected = min(32, (count() or 1) + 4)  # ①
go = threading.Event()


def task(began):
    began.set()
    go.wait()


began = [threading.Event() for _ in range(40)]
with ThreadPoolExecutor() as executor:  # ②
    for event in began:
        executor.submit(task, event)
    for event in began[:expected]:
        event.wait()
    at_work = sum(event.is_set() for event in began)
    go.set()

print(f"{len(began)} tasks, {at_work} began at once")
print(f"As the formula says: {at_work == expected}")
