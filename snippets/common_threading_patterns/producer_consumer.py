import queue
import random
import threading
import time

# Shared queue
task_queue = queue.Queue(maxsize=10)


def producer():
    """Produces tasks and puts them in the queue"""
    for i in range(20):
        task = f"Task {i}"
        task_queue.put(task)  # ①
        print(f"Produced: {task}")
        time.sleep(random.uniform(0.1, 0.5))


def consumer(consumer_id):
    """Consumes tasks from the queue"""
    while True:
        try:
            task = task_queue.get(timeout=2)  # ②
            print(
                f"Consumer {consumer_id} "
                f"processing: {task}"
            )
            # Simulate work
            time.sleep(random.uniform(0.2, 0.8))
            task_queue.task_done()  # ③
        except queue.Empty:
            print(
                f"Consumer {consumer_id} "
                "timed out, exiting"
            )
            break  # ④


# Start producer and consumers
producer_thread = threading.Thread(target=producer)
consumer_threads = [
    threading.Thread(target=consumer, args=(i,))
    for i in range(3)
]
producer_thread.start()
for thread in consumer_threads:
    thread.start()

# Wait for completion
producer_thread.join()
task_queue.join()  # ⑤
