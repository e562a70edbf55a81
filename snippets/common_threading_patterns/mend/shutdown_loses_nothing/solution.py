from queue import Queue
from threading import Thread

STOP = object()


class WorkerPool:
    def __init__(self, size):
        self.tasks = Queue()
        self.workers = [
            Thread(target=self.work)
            for _ in range(size)
        ]
        for worker in self.workers:
            worker.start()

    def work(self):
        while (task := self.tasks.get()) is not STOP:
            done.append(task)

    def shutdown(self):
        for _ in self.workers:
            self.tasks.put(STOP)
        for worker in self.workers:
            worker.join()


done = []
pool = WorkerPool(2)
pool.tasks.put("task")
pool.shutdown()
print(f"done: {done}")
