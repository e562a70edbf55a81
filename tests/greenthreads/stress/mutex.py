"""Little Book: mutex. A semaphore of one protects a sum."""
import threading

mutex, total = threading.Semaphore(1), 0

def add(number):
    global total
    with mutex:
        total = total + number

threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2, 4)]
for t in threads: t.start()
for t in threads: t.join()
print(total)
