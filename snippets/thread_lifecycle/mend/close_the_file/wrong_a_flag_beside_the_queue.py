from queue import Queue
from threading import Event, Thread

inbox = Queue()
stop = Event()


def worker_function():
    saved = []
    try:
        while not stop.is_set():
            saved.append(inbox.get())
    finally:
        print(f"Closed with {saved}")


thread = Thread(target=worker_function)
thread.start()
for record in (1, 2, 3):
    inbox.put(record)
stop.set()
thread.join()
