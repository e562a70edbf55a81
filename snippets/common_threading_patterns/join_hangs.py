import queue
import threading

task_queue = queue.Queue()


def consumer():
    while True:
        task = task_queue.get()
        result = 60 / task  # ①
        print(f"60 / {task} = {result}")
        task_queue.task_done()  # ②


for number in (3, 0, 5):
    task_queue.put(number)

thread = threading.Thread(target=consumer)
thread.start()
thread.join()
print(f"consumer alive: {thread.is_alive()}")

# task_queue.join() would block here for ever.
# So another thread calls it, and we look.
waiter = threading.Thread(target=task_queue.join)
waiter.start()
waiter.join(timeout=0.5)
print(f"join() still blocked: {waiter.is_alive()}")
print(f"left in queue: {task_queue.qsize()}")

# Two task_done() are missing.
task_queue.task_done()  # ③
task_queue.task_done()
waiter.join()
