from threading import Condition, Thread


class Buffer:
    def __init__(self):
        self.items = []
        self.closed = False
        self.change = Condition()

    def put(self, item):
        with self.change:
            self.items.append(item)
            self.change.notify()

    def get(self):
        with self.change:
            if not self.items:
                self.change.wait(timeout=1)
            return self.items.pop(0) if self.items else None

    def close(self):
        self.closed = True


def consume():
    while (item := buffer.get()) is not None:
        got.append(item)


buffer, got = Buffer(), []
consumers = [Thread(target=consume) for _ in "AB"]
for consumer in consumers:
    consumer.start()
buffer.put("Item 0")
buffer.close()
for consumer in consumers:
    consumer.join()
print(f"got {got}")
