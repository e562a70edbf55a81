# Needs Python 3.13
import queue
import threading
import time

task_queue = queue.Queue(maxsize=2)


def producer():
    try:
        for i in range(2):
            task_queue.put(f"Task {i}")
            print(f"Produced: Task {i}")
    finally:
        task_queue.shutdown()  # ①


def consumer(number):
    while True:
        try:
            task = task_queue.get()  # ②
        except queue.ShutDown:  # ③
            print(f"Consumer {number} leaves")
            break
        print(f"Consumer {number} got {task}")
        time.sleep(0.1)  # Simulate work


threads = [threading.Thread(target=producer)]
for i in range(2):
    threads.append(
        threading.Thread(
            target=consumer, args=(i,)
        )
    )
for thread in threads:
    thread.start()
for thread in threads:  # ④
    thread.join()
left = task_queue.qsize()
print(f"All done, {left} left")
