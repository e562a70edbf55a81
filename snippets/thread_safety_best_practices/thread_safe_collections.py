import threading
from collections import deque

# Thread-safe queue
from queue import Queue

thread_safe_queue = Queue()


# Thread-safe deque (with locks)
class ThreadSafeDeque:
    def __init__(self):
        self.deque = deque()
        self.lock = threading.Lock()

    def append(self, item):
        with self.lock:
            self.deque.append(item)

    def popleft(self):
        with self.lock:
            return self.deque.popleft()

    def __len__(self):
        with self.lock:
            return len(self.deque)


thread_safe_deque = ThreadSafeDeque()


def worker(number):
    for i in range(2):
        item = number * 2 + i
        thread_safe_queue.put(item)     # ①
        thread_safe_deque.append(item)  # ②


threads = [
    threading.Thread(target=worker, args=(n,))
    for n in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

in_queue = [
    thread_safe_queue.get()
    for _ in range(thread_safe_queue.qsize())
]
print(f"queue: {sorted(in_queue)}")
in_deque = [
    thread_safe_deque.popleft()
    for _ in range(len(thread_safe_deque))
]
print(f"deque: {sorted(in_deque)}")
print(f"left in it: {len(thread_safe_deque)}")
