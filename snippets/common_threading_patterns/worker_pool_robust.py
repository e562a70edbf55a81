import queue
import threading
import time
from concurrent.futures import Future


class WorkerPool:
    def __init__(self, num_workers):
        self._tasks = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers = [
            threading.Thread(target=self._worker)
            for _ in range(num_workers)
        ]
        for worker in self._workers:  # ① last
            worker.start()

    def submit(self, function, *args):
        future = Future()  # ②
        with self._lock:
            if self._closed:  # ③
                raise RuntimeError(
                    "pool is closed"
                )
            task = (future, function, args)
            self._tasks.put(task)
        return future

    def shutdown(self):
        with self._lock:
            if not self._closed:
                self._closed = True
                for _ in self._workers:  # ④
                    self._tasks.put(None)
        for worker in self._workers:
            worker.join()

    def _worker(self):
        while self._run(self._tasks.get()):
            pass

    def _run(self, task):  # ⑤ its names end with it
        if task is None:
            return False
        future, function, args = task
        if future.set_running_or_notify_cancel():
            try:
                result = function(*args)
            except BaseException as error:  # ⑥
                future.set_exception(error)
            else:
                future.set_result(result)
        return True

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.shutdown()


def process_task(task_id):
    time.sleep(0.5)  # Simulate work
    result = 60 / task_id
    return f"60 / {task_id} = {result:.1f}"


with WorkerPool(2) as pool:  # ⑦
    futures = [
        pool.submit(process_task, i)
        for i in range(4)
    ]
done = sum(future.done() for future in futures)
print(f"done: {done}")
for future in futures:
    if error := future.exception():
        print(repr(error))
    else:
        print(future.result())
try:
    pool.submit(process_task, 4)
except RuntimeError as error:
    print(f"refused: {error}")
