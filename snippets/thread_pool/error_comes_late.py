import threading
from concurrent.futures import ThreadPoolExecutor

main_knows = threading.Event()


def process_task(task_id):
    if task_id == 0:
        raise ValueError("Task 0 failed")
    main_knows.wait()
    print(f"Processing task {task_id}")


try:
    with ThreadPoolExecutor(max_workers=1) as executor:
        futures = [
            executor.submit(process_task, i)
            for i in range(4)
        ]
        try:
            futures[0].result()  # ①
        finally:
            print("Main leaves the with block")
            main_knows.set()
except ValueError as error:  # ②
    print(f"Handled: {error}")
