"""Little Book: Senate bus. Who comes while it boards waits for the next."""
import threading

mutex, riders, left = threading.Lock(), 0, []
bus, boarded = threading.Semaphore(0), threading.Semaphore(0)

def ride():
    global riders
    with mutex:
        riders += 1
    bus.acquire()
    boarded.release()

def drive():
    global riders
    with mutex:
        for _ in range(riders):
            bus.release()
            boarded.acquire()
        left.append(riders)
        riders = 0

threads = [threading.Thread(target=f) for f in (ride, drive, ride)]
for t in threads: t.start()
threads[1].join()
bus.release(2)
for t in threads: t.join()
print(left)
