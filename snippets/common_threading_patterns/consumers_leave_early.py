import queue
import threading

task_queue = queue.Queue()
task_queue.put("Task 0")
all_left = threading.Barrier(3)


def producer():
    all_left.wait()  # ① a long pause
    task_queue.put("Task 1")
    print("Produced: Task 1")


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


threads = [threading.Thread(target=producer)]
for i in range(2):
    threads.append(
        threading.Thread(
            target=consumer, args=(i,)
        )
    )
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

waiter = threading.Thread(
    target=task_queue.join
)
waiter.start()
waiter.join(timeout=0.5)  # ③
blocked = waiter.is_alive()
print(f"join() still blocked: {blocked}")
print(f"left in queue: {task_queue.get()}")

task_queue.task_done()  # lets the waiter end
waiter.join()
