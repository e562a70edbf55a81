import threading
import time
from concurrent.futures import ThreadPoolExecutor

lock = threading.Lock()


def task(task_id):
    with lock:  # ① one at a time
        time.sleep(0.1)
    time.sleep(0.3)  # ② side by side


for workers in [1, 2, 3]:
    start = time.perf_counter()
    with ThreadPoolExecutor(workers) as executor:
        for _ in executor.map(task, range(3)):
            pass
    seconds = time.perf_counter() - start
    print(f"{workers} workers: {seconds:.1f} s")
