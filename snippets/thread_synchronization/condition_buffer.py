import random
import threading
import time


class Buffer:
    def __init__(self, max_size):
        self.buffer = []
        self.max_size = max_size
        self.lock = threading.Lock()
        self.not_full = threading.Condition(
            self.lock
        )
        self.not_empty = threading.Condition(
            self.lock
        )

    def put(self, item):
        with self.lock:
            # ①
            while len(self.buffer) >= self.max_size:
                print("Buffer full, waiting...")
                self.not_full.wait()  # ②

            self.buffer.append(item)
            print(
                f"Added {item}, "
                f"buffer size: {len(self.buffer)}"
            )
            self.not_empty.notify()  # ③

    def get(self):
        with self.lock:
            while len(self.buffer) == 0:
                print("Buffer empty, waiting...")
                self.not_empty.wait()

            item = self.buffer.pop(0)
            print(
                f"Removed {item}, "
                f"buffer size: {len(self.buffer)}"
            )
            self.not_full.notify()
            return item


def producer(buffer):
    for i in range(10):
        buffer.put(f"Item {i}")
        time.sleep(random.uniform(0.1, 0.3))


def consumer(buffer):
    for _ in range(10):
        buffer.get()
        time.sleep(random.uniform(0.2, 0.4))


# Test the buffer
buffer = Buffer(3)

producer_thread = threading.Thread(
    target=producer, args=(buffer,)
)
consumer_thread = threading.Thread(
    target=consumer, args=(buffer,)
)

producer_thread.start()
consumer_thread.start()

producer_thread.join()
consumer_thread.join()
