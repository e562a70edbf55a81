from concurrent.futures import ThreadPoolExecutor


def process_task(task_id):
    if task_id == 3:
        raise ValueError(f"Task {task_id} failed")
    return f"Task {task_id} completed"


tasks = range(6)
with ThreadPoolExecutor(max_workers=3) as executor:
    results = executor.map(process_task, tasks)  # ①
    try:
        for result in results:
            print(result)
    except ValueError as error:  # ②
        print(f"map ends here: {error}")
    left = list(results)
    print(f"Left of {len(tasks)} tasks: {left}")
