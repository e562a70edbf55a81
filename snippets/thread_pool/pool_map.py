from concurrent.futures import ThreadPoolExecutor


def process_task(task_id):
    if task_id == 3:
        raise ValueError(f"Task {task_id} failed")
    return f"Task {task_id} completed"


with ThreadPoolExecutor(max_workers=3) as executor:
    results = executor.map(process_task, range(6))  # ①
    try:
        for result in results:
            print(result)
    except ValueError as error:  # ②
        print(f"map ends here: {error}")
    print(f"What is left: {list(results)}")
