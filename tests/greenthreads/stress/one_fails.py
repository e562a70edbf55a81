"""One thread dies of an exception and does not give its semaphore back."""
import threading

places, done = threading.Semaphore(1), []

def work(text):
    places.acquire()
    done.append(int(text))
    places.release()

threads = [threading.Thread(target=work, args=(text,)) for text in ("one", "1")]
for t in threads: t.start()
threads[0].join()
threads[1].join(0.001)
print(done)
places.release()
threads[1].join()
