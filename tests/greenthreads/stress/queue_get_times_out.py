"""`get` with a timeout: the item may come too late."""
import queue
import threading

box, got = queue.Queue(), []

def take():
    try:
        got.append(box.get(timeout=0.0005))
    except queue.Empty:
        got.append("empty")

threads = [threading.Thread(target=take), threading.Thread(target=box.put, args=("item",))]
for t in threads: t.start()
for t in threads: t.join()
print(got, box.qsize())
