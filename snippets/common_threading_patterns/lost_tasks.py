import queue
import threading

# 2 workers and the main thread
all_busy = threading.Barrier(3)
may_finish = threading.Event()


class WorkerPool:
    def __init__(self, num_workers):
        self.task_queue = queue.Queue()
        self.running = True
        self.workers = [
            threading.Thread(target=self._worker)
            for _ in range(num_workers)
        ]
        for worker in self.workers:
            worker.start()

    def _worker(self):
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
