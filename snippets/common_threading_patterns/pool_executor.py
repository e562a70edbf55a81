import time
from concurrent.futures import ThreadPoolExecutor


def process_task(task_id):
    time.sleep(0.5)  # Simulate work
    result = 60 / task_id
    return f"60 / {task_id} = {result:.1f}"


with ThreadPoolExecutor(max_workers=2) as pool:
    futures = [
        pool.submit(process_task, i)
        for i in range(4)
    ]
done = sum(future.done() for future in futures)
print(f"done: {done}")
for future in futures:
    if error := future.exception():
        print(repr(error))
    else:
        print(future.result())
try:
    pool.submit(process_task, 4)
except RuntimeError as error:
    print(f"refused: {error}")
