"""`join` with a timeout may come back before the thread has ended."""
import threading

n = 0

def work():
    global n
    for _ in range(3):
        n += 1

worker = threading.Thread(target=work)
worker.start()
worker.join(timeout=0.00001)
print(worker.is_alive(), n)
worker.join()
