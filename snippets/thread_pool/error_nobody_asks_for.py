from concurrent.futures import ThreadPoolExecutor


def process_task(task_id):
    return 10 / task_id


with ThreadPoolExecutor(max_workers=3) as executor:
    futures = [
        executor.submit(process_task, i)
        for i in range(5)
    ]
print("All tasks done")  # ①

for i, future in enumerate(futures):
    error = future.exception()  # ②
    print(f"Task {i}: {error!r}")
