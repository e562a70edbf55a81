import threading
from concurrent.futures import (
    ThreadPoolExecutor,
    as_completed,
)

others_printed = threading.Event()


def process_task(task_id):
    if task_id == 0:
        others_printed.wait()  # ①
    if task_id == 2:
        raise ValueError("page not found")
    return f"Task {task_id} completed"


with ThreadPoolExecutor(max_workers=3) as executor:
    tasks = {
        executor.submit(process_task, i): i
        for i in range(5)
    }
    for n, future in enumerate(as_completed(tasks), 1):
        try:
            print(future.result())  # ②
        except ValueError as error:
            print(f"Task {tasks[future]} failed: {error}")
        if n == 4:
            others_printed.set()  # ③
