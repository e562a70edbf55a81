"""Little Book: dining hall. Nobody stays at the table alone: two leave together."""
import threading

mutex, okay_to_leave, eating, ready, log = threading.Lock(), threading.Semaphore(0), 0, 0, []

def student(name):
    global eating, ready
    with mutex:
        eating += 1
    mutex.acquire()
    eating -= 1
    ready += 1
    if eating == 1 and ready == 1:
        mutex.release()
        okay_to_leave.acquire()
        log.append("was awaited")
    elif eating == 0 and ready == 2:
        okay_to_leave.release()
        ready -= 2
        mutex.release()
    else:
        ready -= 1
        mutex.release()

threads = [threading.Thread(target=student, args=(n,)) for n in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print(eating, ready, log)
