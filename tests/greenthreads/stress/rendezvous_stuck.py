"""Little Book: a rendezvous in which both wait before they signal."""
import threading

here, there = threading.Semaphore(0), threading.Semaphore(0)

def meet(own, other):
    other.acquire()
    own.release()

threads = [threading.Thread(target=meet, args=pair) for pair in ((here, there), (there, here))]
for t in threads: t.start()
for t in threads: t.join()
print("met")
