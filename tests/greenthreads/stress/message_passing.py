"""Message passing: first the data, then the flag that says they are there."""
import threading

data = ready = 0
seen = None

def send():
    global data, ready
    data = 42
    ready = 1

def receive():
    global seen
    seen = (ready, data)

threads = [threading.Thread(target=f) for f in (receive, send)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
