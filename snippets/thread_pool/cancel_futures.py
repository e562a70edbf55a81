import threading
from concurrent.futures import ThreadPoolExecutor

started = threading.Event()
cancelled = threading.Event()


def process_task(task_id):
    started.set()
    cancelled.wait()
    return "completed"


executor = ThreadPoolExecutor(max_workers=1)
futures = [
    executor.submit(process_task, i) for i in range(5)
]
started.wait()  # ①
executor.shutdown(  # ②
    wait=False, cancel_futures=True
)
cancelled.set()
executor.shutdown()  # ③

for i, future in enumerate(futures):
    if future.cancelled():
        print(f"Task {i} cancelled")
    else:
        print(f"Task {i} {future.result()}")
