import queue
import threading
import time


class WorkerPool:
    def __init__(self, num_workers):
        self.task_queue = queue.Queue()
        self.workers = []
        self.running = True

        # Create workers
        for i in range(num_workers):
            worker = threading.Thread(
                target=self._worker, args=(i,)
            )
            # Ends when the main program exits
            worker.daemon = True
            worker.start()  # ①
            self.workers.append(worker)

    def _worker(self, worker_id):
        """Worker function that processes tasks"""
        while self.running:
            try:
                task = self.task_queue.get(timeout=1)
                print(
                    f"Worker {worker_id} "
                    f"processing: {task}"
                )
                time.sleep(0.5)  # Simulate work
                self.task_queue.task_done()
            except queue.Empty:  # ②
                continue

    def submit_task(self, task):
        """Submit a task to the worker pool"""
        self.task_queue.put(task)

    def shutdown(self):
        """Shutdown the worker pool"""
        self.running = False  # ③
        for worker in self.workers:
            worker.join()


# Usage
pool = WorkerPool(3)

# Submit tasks
for i in range(10):
    pool.submit_task(f"Task {i}")

# Wait for all tasks to complete
pool.task_queue.join()  # ④
pool.shutdown()
