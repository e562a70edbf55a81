from queue import Queue
from threading import Thread


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
            done.append(task)

    def shutdown(self):
        self.running = False
        for worker in self.workers:
            worker.join()


done = []
pool = WorkerPool(2)
pool.tasks.put("task")
pool.shutdown()
print(f"done: {done}")
