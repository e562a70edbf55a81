# Needs Python 3.13
import queue
import threading

task_queue = queue.Queue(maxsize=2)


def producer(number):
    task_queue.put(f"Task {number}")


def consumer(number):
    while True:
        try:
            task = task_queue.get()  # ①
        except queue.ShutDown:  # ②
            print(f"Consumer {number} leaves")
            break
        print(f"Consumer {number} got {task}")


producers = [
    threading.Thread(target=producer, args=(number,))
    for number in (0, 1)
]
consumers = [
    threading.Thread(target=consumer, args=(number,))
    for number in (0, 1)
]
for thread in producers + consumers:
    thread.start()
for thread in producers:
    thread.join()
task_queue.shutdown()  # ③
for thread in consumers:
    thread.join()
print(f"left in queue: {task_queue.qsize()}")
