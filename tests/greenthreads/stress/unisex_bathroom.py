"""Little Book: unisex bathroom. The first of a kind locks the door for the other kind."""
import threading

empty, lock, count, mixed = threading.Semaphore(1), threading.Lock(), 0, []
inside = []

def woman():
    global count
    with lock:
        count += 1
        if count == 1:
            empty.acquire()
    inside.append("w")
    mixed.append("m" in inside)
    inside.remove("w")
    with lock:
        count -= 1
        if count == 0:
            empty.release()

def man():
    with empty:
        inside.append("m")
        mixed.append("w" in inside)
        inside.remove("m")

threads = [threading.Thread(target=f) for f in (woman, man)]
for t in threads: t.start()
for t in threads: t.join()
print(mixed, inside)
