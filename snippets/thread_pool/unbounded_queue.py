import threading
from concurrent.futures import ThreadPoolExecutor

started = threading.Event()
go = threading.Event()


def process_task(task_id):
    started.set()
    go.wait()


with ThreadPoolExecutor(max_workers=1) as executor:
    futures = [
        executor.submit(process_task, i)  # ①
        for i in range(100)
    ]
    started.wait()
    running = sum(f.running() for f in futures)
    print(f"Submitted: {len(futures)} tasks")
    print(f"Running: {running}")
    print(f"In the queue: {len(futures) - running}")
    go.set()
