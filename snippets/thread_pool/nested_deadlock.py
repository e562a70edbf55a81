from concurrent.futures import ThreadPoolExecutor

inner_futures = []


def inner_task():
    return "inner task completed"


def outer_task():
    future = executor.submit(inner_task)  # ①
    inner_futures.append(future)
    try:
        return future.result(timeout=0.5)  # ②
    except TimeoutError:
        return "outer task gave up"


with ThreadPoolExecutor(max_workers=1) as executor:
    print(executor.submit(outer_task).result())
print(f"Too late: {inner_futures[0].result()}")  # ③
