from queue import Queue
from threading import Thread

inbox = Queue()


def worker_function():
    saved = []
    try:
        while True:
            saved.append(inbox.get())
            inbox.task_done()
    finally:
        print(f"Closed with {saved}")


thread = Thread(target=worker_function, daemon=True)
thread.start()
for record in (1, 2, 3):
    inbox.put(record)
inbox.join()
