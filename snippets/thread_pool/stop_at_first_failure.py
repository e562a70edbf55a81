import threading
from concurrent.futures import (
    FIRST_EXCEPTION,
    ThreadPoolExecutor,
    wait,
)

stop = threading.Event()


def process_task(task_id):
    if task_id == 1:
        raise ValueError("page not found")
    stop.wait()  # ① work, ready to stop
    return "stopped"


with ThreadPoolExecutor(max_workers=2) as executor:
    futures = [
        executor.submit(process_task, i)
        for i in range(4)
    ]
    wait(futures, return_when=FIRST_EXCEPTION)  # ②
    executor.shutdown(wait=False, cancel_futures=True)
    stop.set()  # ③

for i, future in enumerate(futures):
    if future.cancelled():
        print(f"Task {i}: cancelled")
    elif error := future.exception():
        print(f"Task {i}: {error}")
    else:
        print(f"Task {i}: {future.result()}")
