import threading
import time
from concurrent.futures import ThreadPoolExecutor

LIMIT = 6
places = threading.BoundedSemaphore(LIMIT)


def process_task(task_id):
    time.sleep(0.02)


def submit(executor, function, *args):
    places.acquire()  # ①
    future = executor.submit(function, *args)
    future.add_done_callback(
        lambda _: places.release()  # ②
    )
    return future


most = 0
futures = []
with ThreadPoolExecutor(max_workers=3) as executor:
    for i in range(30):
        future = submit(executor, process_task, i)
        futures.append(future)
        open_now = sum(not f.done() for f in futures)
        most = max(most, open_now)

print(f"{len(futures)} tasks done")
print(f"At most {most} were open at once")
