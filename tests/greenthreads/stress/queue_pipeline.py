"""Producer, worker, collector: two queues keep the order."""
import queue
import threading

first, second, out = queue.Queue(1), queue.Queue(), []

def produce():
    for n in (1, 2):
        first.put(n)
    first.put(None)

def work():
    while (n := first.get()) is not None:
        second.put(n * n)
    second.put(None)

threads = [threading.Thread(target=f) for f in (produce, work)]
for t in threads: t.start()
while (n := second.get()) is not None:
    out.append(n)
for t in threads: t.join()
print(out)
