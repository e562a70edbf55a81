# Not in the browser: starts processes
import os
from concurrent.futures import ProcessPoolExecutor


def cpu_bound_task(size):
    return sum(n % 7 for n in range(size)), os.getpid()


if __name__ == "__main__":  # ①
    sizes = [100_000, 200_000, 300_000]
    with ProcessPoolExecutor(max_workers=2) as executor:
        answers = executor.map(cpu_bound_task, sizes)
        for size, (total, pid) in zip(sizes, answers):
            other = pid != os.getpid()  # ②
            print(f"{size}: {total}, elsewhere: {other}")
