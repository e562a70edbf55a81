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
            while not (self.items or self.closed):
                self.change.wait()
            if self.closed:
                return None
            return self.items.pop(0)

    def close(self):
        with self.change:
            self.closed = True
            self.change.notify_all()


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
