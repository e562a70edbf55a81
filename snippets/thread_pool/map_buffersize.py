# Needs Python 3.14
from concurrent.futures import ThreadPoolExecutor


def tasks():
    for i in range(5):
        print(f"Task {i} taken")
        yield i


def process_task(task_id):
    return f"Task {task_id} completed"


with ThreadPoolExecutor(max_workers=2) as executor:
    results = executor.map(
        process_task, tasks(), buffersize=2  # ①
    )
    for result in results:
        print(result)
