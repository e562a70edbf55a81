"""Little Book: roller coaster. The car leaves when it is full, and is empty when it comes again."""
import threading

mutex, boarded, log = threading.Lock(), 0, []
board, all_aboard, unboard = (threading.Semaphore(0) for _ in range(3))

def car():
    board.release(2)
    all_aboard.acquire()
    log.append("ride")
    unboard.release(2)

def passenger():
    global boarded
    board.acquire()
    with mutex:
        boarded += 1
        log.append("in")
        if boarded == 2:
            all_aboard.release()
    unboard.acquire()
    log.append("out")

threads = [threading.Thread(target=f) for f in (car, passenger, passenger)]
for t in threads: t.start()
for t in threads: t.join()
print(*log)
