import queue
import threading
import time

task_queue = queue.Queue(maxsize=2)
STOP = object()


def producer(consumers):
    try:
        for i in range(6):
            task_queue.put(f"Task {i}")
            print(f"Produced: Task {i}")
    finally:
        for _ in range(consumers):  # ①
            task_queue.put(STOP)


def consumer(number):
    while True:
        task = task_queue.get()
        if task is STOP:  # ②
            break
        print(f"Consumer {number} got {task}")
        time.sleep(0.1)  # Simulate work
    print(f"Consumer {number} leaves")


threads = [
    threading.Thread(target=producer, args=(2,)),
    threading.Thread(target=consumer, args=(0,)),
    threading.Thread(target=consumer, args=(1,)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"left in queue: {task_queue.qsize()}")
