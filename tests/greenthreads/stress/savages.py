"""Little Book: dining savages. Who finds the pot empty wakes the cook."""
import threading

mutex, empty, full = threading.Lock(), threading.Semaphore(0), threading.Semaphore(0)
servings, eaten, filled = 0, 0, 0

def cook():
    global servings, filled
    for _ in range(2):
        empty.acquire()
        servings = 1
        filled += 1
        full.release()

def savage():
    global servings, eaten
    with mutex:
        if servings == 0:
            empty.release()
            full.acquire()
        servings -= 1
        eaten += 1

threads = [threading.Thread(target=f) for f in (cook, savage, savage)]
for t in threads: t.start()
for t in threads: t.join()
print(servings, eaten, filled)
