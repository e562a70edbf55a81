"""The most urgent of what is there comes first, not of what will be there."""
import queue
import threading

jobs, order = queue.PriorityQueue(), []

def work():
    for _ in range(2):
        order.append(jobs.get())

threads = [threading.Thread(target=work)]
threads += [threading.Thread(target=jobs.put, args=(n,)) for n in (2, 1)]
for t in threads: t.start()
for t in threads: t.join()
print(order)
