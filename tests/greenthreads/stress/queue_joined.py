"""`join` waits until each item that was put is done."""
import queue
import threading

jobs, done = queue.Queue(), []

def work():
    jobs.get()
    done.append("done")
    jobs.task_done()

jobs.put(1)
jobs.put(2)
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
jobs.join()
print(done)
for t in threads: t.join()
