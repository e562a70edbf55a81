# Needs Python 3.14
# Not in the browser: starts interpreters
from concurrent import interpreters
from concurrent.futures import InterpreterPoolExecutor


def cpu_bound_task(size):
    total = sum(n % 7 for n in range(size))
    return total, interpreters.get_current().id


if __name__ == "__main__":
    here = interpreters.get_current().id
    sizes = [100_000, 200_000, 300_000]
    with InterpreterPoolExecutor(max_workers=2) as pool:
        answers = pool.map(cpu_bound_task, sizes)
        for size, (total, there) in zip(sizes, answers):
            other = there != here  # ①
            print(f"{size}: {total}, elsewhere: {other}")
