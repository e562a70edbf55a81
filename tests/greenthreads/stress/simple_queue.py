"""Two consumers and a `SimpleQueue`."""
import queue
import threading

box, got = queue.SimpleQueue(), {}

def take(name):
    got[name] = box.get()

threads = [threading.Thread(target=take, args=(name,)) for name in "ab"]
for t in threads: t.start()
box.put(1)
box.put(2)
for t in threads: t.join()
print(sorted(got.items()))
