import os
import threading
from concurrent.futures import ThreadPoolExecutor

go = threading.Event()

with ThreadPoolExecutor() as executor:  # ①
    tasks = [executor.submit(go.wait) for _ in range(40)]
    workers = threading.active_count() - 1
    go.set()

count = getattr(os, "process_cpu_count", os.cpu_count)
expected = min(32, (count() or 1) + 4)  # ②
print(f"{len(tasks)} tasks waited in {workers} threads")
print(f"As the formula says: {workers == expected}")
