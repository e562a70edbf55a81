from queue import Queue
from threading import Barrier, Event, Thread

all_busy = Barrier(3)  # 2 workers and main
may_finish = Event()


class WorkerPool:
    def __init__(self, size):
        self.task_queue = Queue()
        self.running = True
        self.workers = [
            Thread(target=self._work) for _ in range(size)
        ]
        for worker in self.workers:
            worker.start()

    def _work(self):
        while self.running:  # ①
            task = self.task_queue.get()
            print(f"processing: {task}")
            all_busy.wait()
            may_finish.wait()
            self.task_queue.task_done()

    def shutdown(self):
        self.running = False  # ②
        may_finish.set()
        for worker in self.workers:
            worker.join()


pool = WorkerPool(2)
for i in range(4):
    pool.task_queue.put(f"Task {i}")
all_busy.wait()
pool.shutdown()
print(f"lost: {pool.task_queue.qsize()}")
pool.task_queue.put("Task 4")  # ③ no error
print(f"lost: {pool.task_queue.qsize()}")
