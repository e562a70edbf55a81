"""Little Book: baboons on a rope, which holds one direction at a time."""
import threading

rope, order = threading.Lock(), []
switch = {"east": [threading.Lock(), 0], "west": [threading.Lock(), 0]}

def cross(side):
    lock, _ = switch[side]
    with lock:
        switch[side][1] += 1
        if switch[side][1] == 1:
            rope.acquire()
    order.append(side[0])
    with lock:
        switch[side][1] -= 1
        if switch[side][1] == 0:
            rope.release()

threads = [threading.Thread(target=cross, args=(side,)) for side in ("east", "west")]
for t in threads: t.start()
for t in threads: t.join()
print("".join(order))
