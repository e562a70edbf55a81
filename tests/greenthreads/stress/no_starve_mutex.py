"""Little Book: Morris's mutex, in which nobody waits for ever."""
import threading

room1 = room2 = total = 0
mutex, t1, t2 = threading.Semaphore(1), threading.Semaphore(1), threading.Semaphore(0)

def work():
    global room1, room2, total
    with mutex:
        room1 += 1
    t1.acquire()
    room2 += 1
    with mutex:
        room1 -= 1
        (t2 if room1 == 0 else t1).release()
    t2.acquire()
    room2 -= 1
    total += 1
    (t1 if room2 == 0 else t2).release()

threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(total)
