"""Check then act on a queue: `empty` tells how it was."""
import queue
import threading

box, got = queue.Queue(), []
box.put("cake")

def take():
    if not box.empty():
        try:
            got.append(box.get_nowait())
        except queue.Empty:
            got.append("gone")

threads = [threading.Thread(target=take) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(got))
