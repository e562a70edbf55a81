"""The last of what is there comes first."""
import queue
import threading

stack, order = queue.LifoQueue(), []

def push():
    for n in (1, 2):
        stack.put(n)

def pop():
    for _ in range(2):
        order.append(stack.get())

threads = [threading.Thread(target=f) for f in (pop, push)]
for t in threads: t.start()
for t in threads: t.join()
print(order)
