from queue import Queue
from threading import Thread

STOP = object()


class WorkerPool:
    def __init__(self, size):
        self.tasks = Queue()
        self.running = True
        self.workers = [
            Thread(target=self.work)
            for _ in range(size)
        ]
        for worker in self.workers:
            worker.start()

    def work(self):
        while self.running:
            task = self.tasks.get()
            if task is not STOP:
                done.append(task)

    def shutdown(self):
        self.running = False
        for _ in self.workers:
            self.tasks.put(STOP)
        for worker in self.workers:
            worker.join()


done = []
pool = WorkerPool(2)
pool.tasks.put("task")
pool.shutdown()
print(f"done: {done}")
