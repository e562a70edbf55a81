import sys
import time
from concurrent.futures import ThreadPoolExecutor


def cpu_bound_task(task_id):
    total = 0
    for number in range(600_000):
        total += number % 7
    return total


def measure(workers):
    start, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(workers) as executor:
        sums = executor.map(cpu_bound_task, range(4))
        total = sum(sums)
    seconds = time.perf_counter() - start
    cores = (time.process_time() - cpu) / seconds  # ①
    print(
        f"{workers} workers: {total} in {seconds:.2f} s,"
        f" {cores:.1f} cores at work"
    )


gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"GIL: {'on' if gil else 'off'}")
for workers in [1, 2, 4]:
    measure(workers)
