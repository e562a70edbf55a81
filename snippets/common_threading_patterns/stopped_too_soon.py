import threading
from queue import SimpleQueue

task_queue = SimpleQueue()
running = True


def work():
    while running and not task_queue.empty():
        task_queue.get()


for i in range(2):
    task_queue.put(f"Task {i}")
worker = threading.Thread(target=work, name="W")
worker.start()
running = False  # shutdown
worker.join()
print(f"lost: {task_queue.qsize()}")
