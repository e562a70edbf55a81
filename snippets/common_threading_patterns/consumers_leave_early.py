import queue
from threading import Barrier, Thread

task_queue, all_left = queue.Queue(), Barrier(3)
task_queue.put("Task 0")


def producer():
    all_left.wait()  # ① a long pause
    task_queue.put("Task 1")


def consumer(number):
    while True:
        try:
            task = task_queue.get(timeout=0.2)
        except queue.Empty:
            print(f"Consumer {number} timed out")
            break  # ②
        print(f"Consumer {number} got {task}")
        task_queue.task_done()
    all_left.wait()


threads = [
    Thread(target=producer),
    Thread(target=consumer, args=(0,)),
    Thread(target=consumer, args=(1,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
waiter = Thread(target=task_queue.join)
waiter.start()
waiter.join(timeout=0.5)  # ③
print(f"join() still blocked: {waiter.is_alive()}")
print(f"left in queue: {task_queue.get()}")
task_queue.task_done()  # lets the waiter end
waiter.join()
