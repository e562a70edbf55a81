"""The same with a `Lock`: it waits for itself, if it comes to that."""
import threading

lock, busy = threading.Lock(), False

def add():
    with lock:
        if busy:
            with lock:
                pass

def be_busy():
    global busy
    busy = True
    busy = False

threads = [threading.Thread(target=f) for f in (add, be_busy)]
for t in threads: t.start()
for t in threads: t.join()
print("done")
