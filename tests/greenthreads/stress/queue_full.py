"""`put_nowait` into a queue of one: it may be full."""
import queue
import threading

box, log = queue.Queue(1), []

def put(item):
    try:
        box.put_nowait(item)
    except queue.Full:
        log.append(f"no room for {item}")

threads = [threading.Thread(target=put, args=(item,)) for item in "ab"]
threads.append(threading.Thread(target=lambda: log.append(box.get())))
for t in threads: t.start()
for t in threads: t.join()
print(sorted(log), box.qsize())
