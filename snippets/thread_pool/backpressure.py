import threading
import time
from concurrent.futures import ThreadPoolExecutor

LIMIT = 2
places = threading.Semaphore(LIMIT)


def process_task(task_id):
    time.sleep(0.1)


def submit(executor, function, *args):
    def run():
        try:
            return function(*args)
        finally:
            places.release()  # ②

    places.acquire()  # ①
    try:
        return executor.submit(run)
    except RuntimeError:  # ③ refused
        places.release()
        raise


start = time.perf_counter()
futures = []
with ThreadPoolExecutor(max_workers=1) as executor:
    for i in range(4):
        future = submit(executor, process_task, i)
        futures.append(future)
        seconds = time.perf_counter() - start
        print(f"Task {i} submitted at {seconds:.1f} s")

print(f"{len(futures)} tasks done")
