"""Little Book: Santa, with two reindeer and no elves."""
import threading

santa, sleigh, mutex = threading.Semaphore(0), threading.Semaphore(0), threading.Lock()
reindeer, diary = 0, []

def sleep_until_woken():
    santa.acquire()
    with mutex:
        if reindeer == 2:
            diary.append("sleigh")
            for _ in range(2):
                sleigh.release()

def come_home():
    global reindeer
    with mutex:
        reindeer += 1
        if reindeer == 2:
            santa.release()
    sleigh.acquire()
    diary.append("hitched")

threads = [threading.Thread(target=f) for f in (sleep_until_woken, come_home, come_home)]
for t in threads: t.start()
for t in threads: t.join()
print(*diary)
