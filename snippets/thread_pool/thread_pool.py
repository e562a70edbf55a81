import time
from concurrent.futures import ThreadPoolExecutor


def process_task(task_id):
    print(f"Processing task {task_id}")  # ①
    time.sleep(1)  # Simulate work
    return f"Task {task_id} completed"


# Create a thread pool with 3 workers
with ThreadPoolExecutor(max_workers=3) as executor:  # ②
    # Submit tasks
    futures = []
    for i in range(10):
        future = executor.submit(process_task, i)  # ③
        futures.append(future)

    # Get results
    for future in futures:
        result = future.result()  # ④
        print(result)
