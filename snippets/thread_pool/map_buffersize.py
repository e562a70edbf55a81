# Needs Python 3.14
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice


def tasks():
    for i in count():  # ① without an end
        print(f"Task {i} taken")
        yield i


def process_task(task_id):
    return f"Task {task_id} completed"


with ThreadPoolExecutor(max_workers=2) as executor:
    results = executor.map(
        process_task, tasks(), buffersize=2  # ②
    )
    for result in islice(results, 3):
        print(result)
