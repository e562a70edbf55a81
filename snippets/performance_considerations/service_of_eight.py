import threading
import time
from concurrent.futures import ThreadPoolExecutor

places = threading.BoundedSemaphore(8)


def call_service(task_id):
    with places:  # ① takes eight at a time
        time.sleep(0.05)


for workers in [2, 4, 8, 16, 32]:
    with ThreadPoolExecutor(workers) as executor:
        start = time.perf_counter()
        for _ in executor.map(call_service, range(40)):
            pass
        seconds = time.perf_counter() - start
    print(f"{workers} workers: {seconds:.2f} s")  # ②

free = 0
while places.acquire(blocking=False):
    free += 1
print(f"places free at the end: {free}")
