import threading
from concurrent.futures import ThreadPoolExecutor

three = threading.Barrier(3)


def process_task(task_id):
    three.wait()  # ①
    return threading.current_thread().name


with ThreadPoolExecutor(
    max_workers=3, thread_name_prefix="worker"
) as executor:
    names = list(executor.map(process_task, range(9)))

for name in sorted(set(names)):
    print(f"Thread {name} did its share")
print(f"{len(names)} tasks, {len(set(names))} threads")
print(f"Threads left: {threading.active_count()}")  # ②
