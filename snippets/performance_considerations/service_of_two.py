import threading
import time
from concurrent.futures import ThreadPoolExecutor

places = threading.Semaphore(2)


def call_service(task_id):
    with places:  # ① takes two at a time
        time.sleep(0.05)


for workers in [1, 2, 3]:
    with ThreadPoolExecutor(workers) as executor:
        start = time.perf_counter()
        for _ in executor.map(call_service, range(3)):
            pass
        seconds = time.perf_counter() - start
    print(f"{workers} workers: {seconds:.2f} s")  # ②
