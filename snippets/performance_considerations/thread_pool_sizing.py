import time
from concurrent.futures import ThreadPoolExecutor


def io_bound_task(task_id):
    """Simulate I/O-bound task"""
    time.sleep(0.1)  # Simulate I/O wait
    return f"Task {task_id} completed"


def benchmark_workers(max_workers_list):
    for max_workers in max_workers_list:
        start_time = time.time()

        with ThreadPoolExecutor(
            max_workers=max_workers  # ①
        ) as executor:
            futures = [
                executor.submit(io_bound_task, i)
                for i in range(100)
            ]
            for future in futures:
                future.result()

        duration = time.time() - start_time
        print(  # ②
            f"{max_workers} workers:"
            f" {duration:.2f} seconds"
        )


# Test different worker counts
benchmark_workers([1, 2, 4, 8, 16, 32])
