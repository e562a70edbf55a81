"""Store buffering: each thread writes its own variable, then reads the other's."""
import threading

x = y = 0
seen = [None, None]

def left():
    global x
    x = 1
    seen[0] = y

def right():
    global y
    y = 1
    seen[1] = x

threads = [threading.Thread(target=f) for f in (left, right)]
for t in threads: t.start()
for t in threads: t.join()
print(*seen)
