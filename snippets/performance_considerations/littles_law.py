import math
import time
from concurrent.futures import ThreadPoolExecutor

ANSWER_TIME = 0.1  # seconds per call
WANTED = 40  # calls per second


def call_service(task_id):
    time.sleep(ANSWER_TIME)


workers = math.ceil(WANTED * ANSWER_TIME)  # ①
for size in [workers - 1, workers]:
    with ThreadPoolExecutor(size) as executor:
        start = time.perf_counter()
        for _ in executor.map(call_service, range(40)):
            pass
        seconds = time.perf_counter() - start
    print(f"{size} workers: {seconds:.1f} s for 40 calls")
