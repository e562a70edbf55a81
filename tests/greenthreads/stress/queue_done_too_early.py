"""`task_done` before the work: `join` does not wait for it."""
import queue
import threading

jobs, done = queue.Queue(), []

def work():
    jobs.get()
    jobs.task_done()
    done.append("done")

jobs.put(1)
worker = threading.Thread(target=work)
worker.start()
jobs.join()
print(done)
worker.join()
