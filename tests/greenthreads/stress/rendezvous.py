"""Little Book: rendezvous. Both first halves come before both second halves."""
import threading

here, there, diary = threading.Semaphore(0), threading.Semaphore(0), []

def meet(name, arrived, other):
    diary.append(name + "1")
    arrived.release()
    other.acquire()
    diary.append(name + "2")

threads = [
    threading.Thread(target=meet, args=("a", here, there)),
    threading.Thread(target=meet, args=("b", there, here)),
]
for t in threads: t.start()
for t in threads: t.join()
print(*diary)
