import threading
from concurrent.futures import ThreadPoolExecutor

go = threading.Event()


def process_task(task_id):
    go.wait()  # ①
    return threading.current_thread().name


with ThreadPoolExecutor(
    max_workers=1, thread_name_prefix="worker"
) as executor:
    names = executor.map(process_task, range(3))
    go.set()

for task_id, name in enumerate(names):
    print(f"Task {task_id} ran in {name}")
print(f"Threads left: {threading.active_count()}")  # ②
