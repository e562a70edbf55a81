from concurrent.futures import ThreadPoolExecutor


def inner_task():
    return "inner task completed"


def outer_task(inner_pool):
    future = inner_pool.submit(inner_task)
    return future.result(timeout=5)


with (
    ThreadPoolExecutor(max_workers=1) as inner_pool,
    ThreadPoolExecutor(max_workers=1) as outer_pool,
):
    future = outer_pool.submit(outer_task, inner_pool)
    print(future.result())
