from queue import SimpleQueue
from threading import Thread

STOP = object()


class Pool:
    def __init__(self):
        self.tasks = SimpleQueue()
        self.closed = False
        self.worker = Thread(target=self.work)
        self.worker.start()

    def work(self):
        while (task := self.tasks.get()) is not STOP:
            done.append(task)

    def submit(self, task):
        if self.closed:
            return
        if self.closed:
            return
        self.tasks.put(task)
        accepted.append(task)

    def shutdown(self):
        self.closed = True
        self.tasks.put(STOP)
        self.worker.join()


done, accepted = [], []
pool = Pool()
pool.submit("early")
threads = [
    Thread(target=pool.submit, args=("late",)),
    Thread(target=pool.shutdown),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
