"""Little Book: readers and writers. Two readers may be inside together, never with the writer."""
import threading

room_empty, mutex, readers, text, seen = threading.Semaphore(1), threading.Lock(), 0, "old", []

def write():
    global text
    with room_empty:
        text = ""
        text = "new"

def read():
    global readers
    with mutex:
        readers += 1
        if readers == 1:
            room_empty.acquire()
    seen.append(text)
    with mutex:
        readers -= 1
        if readers == 0:
            room_empty.release()

threads = [threading.Thread(target=f) for f in (read, write, read)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(seen))
