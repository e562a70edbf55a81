"""Little Book: sushi bar with two seats. Who finds it full waits until all have left."""
import threading

mutex, block, eating, waiting, must_wait, order = (
    threading.Lock(), threading.Semaphore(0), 0, 0, False, [])

def eat(name):
    global eating, waiting, must_wait
    mutex.acquire()
    if must_wait:
        waiting += 1
        mutex.release()
        block.acquire()
        waiting -= 1
    eating += 1
    must_wait = eating == 2
    order.append(eating)
    if waiting and not must_wait:
        block.release()
    else:
        mutex.release()
    mutex.acquire()
    eating -= 1
    if eating == 0:
        must_wait = False
    if waiting and not must_wait:
        block.release()
    else:
        mutex.release()

threads = [threading.Thread(target=eat, args=(n,)) for n in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(order, eating, waiting)
