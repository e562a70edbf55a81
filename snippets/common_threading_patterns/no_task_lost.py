import queue
import threading

STOP = object()
busy = threading.Semaphore(0)
may_finish = threading.Event()


class WorkerPool:
    def __init__(self, num_workers):
        self.task_queue = queue.Queue()
        self.workers = [
            threading.Thread(target=self._worker)
            for _ in range(num_workers)
        ]
        for worker in self.workers:
            worker.start()

    def _worker(self):
        while True:
            task = self.task_queue.get()
            if task is STOP:
                break
            print(f"processing: {task}")
            busy.release()
            may_finish.wait()

    def shutdown(self):
        for _ in self.workers:
            self.task_queue.put(STOP)
        may_finish.set()
        for worker in self.workers:
            worker.join()


pool = WorkerPool(2)
for i in range(4):
    pool.task_queue.put(f"Task {i}")
for _ in range(2):
    busy.acquire()
pool.shutdown()
print(f"lost: {pool.task_queue.qsize()}")
