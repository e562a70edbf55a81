import threading
import time
from concurrent.futures import ThreadPoolExecutor

LIMIT = 2
places = threading.Semaphore(LIMIT)


def process_task(task_id):
    time.sleep(0.1)


def give_back(future):
    places.release()  # ①


def submit(executor, function, *args):
    places.acquire()  # ②
    try:
        future = executor.submit(function, *args)
    except RuntimeError:  # ③ refused
        places.release()
        raise
    future.add_done_callback(give_back)
    return future


start = time.perf_counter()
futures = []
with ThreadPoolExecutor(max_workers=1) as executor:
    for i in range(4):
        future = submit(executor, process_task, i)
        futures.append(future)
        seconds = time.perf_counter() - start
        print(f"Task {i} submitted at {seconds:.1f} s")

print(f"{len(futures)} tasks done")
