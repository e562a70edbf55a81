import queue
import threading

task_queue = queue.Queue()
errors = []
STOP = object()


def consumer():
    while True:
        task = task_queue.get()
        try:
            if task is STOP:  # the end
                break
            print(f"60 / {task} = {60 / task}")
        except Exception as error:  # ①
            errors.append((task, error))
        finally:
            task_queue.task_done()  # ②


for number in (3, 0, 5):
    task_queue.put(number)

thread = threading.Thread(target=consumer)
thread.start()

task_queue.join()
print("join() returned")
for task, error in errors:  # ③
    print(f"task {task} failed: {error!r}")

task_queue.put(STOP)
thread.join()
