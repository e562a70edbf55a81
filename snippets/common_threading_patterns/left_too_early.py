import queue
import threading

task_queue = queue.SimpleQueue()


def producer():
    task_queue.put("Task 0")


def consumer():
    try:
        task_queue.get_nowait()
    except queue.Empty:
        pass  # leaves


threads = [
    threading.Thread(target=producer, name="P"),
    threading.Thread(target=consumer, name="C"),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"left in queue: {task_queue.qsize()}")
