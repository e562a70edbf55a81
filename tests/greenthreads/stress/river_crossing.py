"""Little Book: river crossing. Boats for two, and two of a kind only."""
import threading

mutex, waiting, queues = threading.Lock(), {"h": 0, "s": 0}, {}
queues["h"], queues["s"], boats = threading.Semaphore(0), threading.Semaphore(0), []

def passenger(kind):
    with mutex:
        waiting[kind] += 1
        if waiting[kind] == 2:
            waiting[kind] = 0
            boats.append(kind * 2)
            queues[kind].release(2)
    queues[kind].acquire()

threads = [threading.Thread(target=passenger, args=(kind,)) for kind in "hshs"]
for t in threads: t.start()
for t in threads: t.join()
print(*boats)
