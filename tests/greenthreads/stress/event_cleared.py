"""An event that is set and cleared at once: who comes too late waits until the next."""
import threading

go, seen = threading.Event(), []

def wait():
    seen.append(go.wait(timeout=0.001))

def pulse():
    go.set()
    go.clear()

threads = [threading.Thread(target=f) for f in (wait, pulse)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
