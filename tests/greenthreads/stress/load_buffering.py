"""Load buffering: each thread reads the other's variable, then writes its own."""
import threading

x = y = 0
seen = [None, None]

def left():
    global x
    seen[0] = y
    x = 1

def right():
    global y
    seen[1] = x
    y = 1

threads = [threading.Thread(target=f) for f in (left, right)]
for t in threads: t.start()
for t in threads: t.join()
print(*seen)
