import threading
import time
from concurrent.futures import ThreadPoolExecutor

TASKS = 400


def task():
    may_finish.wait()


def report(what, tasks, start):
    seconds = time.perf_counter() - start
    count = threading.active_count() - 1
    print(f"{what}: {len(tasks)} tasks, {count} threads")
    print(f"  started in {seconds * 1000:.0f} ms")


may_finish = threading.Event()
start = time.perf_counter()
threads = [
    threading.Thread(target=task)
    for _ in range(TASKS)
]
for thread in threads:
    thread.start()
report("a thread per task", threads, start)
may_finish.set()
for thread in threads:
    thread.join()

may_finish = threading.Event()
with ThreadPoolExecutor(max_workers=4) as pool:
    start = time.perf_counter()
    tasks = [pool.submit(task) for _ in range(TASKS)]
    report("a pool of four", tasks, start)
    may_finish.set()
