from collections import deque
from threading import Condition, Lock, Thread


class Closed(Exception):
    """The buffer is closed and empty."""


class Buffer:
    def __init__(self, size):
        self.items = deque()
        self.size = size
        self.closed = False
        self.lock = Lock()
        self.not_full = Condition(self.lock)
        self.not_empty = Condition(self.lock)

    def put(self, item):
        with self.not_full:
            self.not_full.wait_for(
                lambda: self.closed
                or len(self.items) < self.size
            )
            if self.closed:
                raise Closed
            self.items.append(item)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            self.not_empty.wait_for(
                lambda: self.items or self.closed
            )
            if not self.items:
                raise Closed
            item = self.items.popleft()
            self.not_full.notify()
            return item

    def close(self):
        with self.lock:
            self.closed = True
            self.not_full.notify_all()
            self.not_empty.notify_all()


def consumer(number):
    try:
        while True:
            item = buffer.get()
            print(f"Consumer {number} got {item}")
    except Closed:
        print(f"Consumer {number} leaves")


buffer = Buffer(2)
threads = [
    Thread(target=consumer, args=(i,))
    for i in range(2)
]
for thread in threads:
    thread.start()
for i in range(2):
    buffer.put(f"Item {i}")
buffer.close()
for thread in threads:
    thread.join()
try:
    buffer.put("Item 2")
except Closed:
    print("closed: Item 2 refused")
