"""`is_alive` tells how it was."""
import threading

n = 0

def work():
    global n
    n = 1

worker = threading.Thread(target=work)
worker.start()
print(worker.is_alive(), n)
worker.join()
