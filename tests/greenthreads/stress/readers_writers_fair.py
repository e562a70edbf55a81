"""Little Book: no-starve readers and writers. A writer in the turnstile keeps new readers out."""
import threading

turnstile, room_empty, mutex = threading.Lock(), threading.Semaphore(1), threading.Lock()
readers, text, seen = 0, "old", []

def write():
    global text
    with turnstile:
        with room_empty:
            text = "new"

def read():
    global readers
    with turnstile:
        pass
    with mutex:
        readers += 1
        if readers == 1:
            room_empty.acquire()
    seen.append(text)
    with mutex:
        readers -= 1
        if readers == 0:
            room_empty.release()

threads = [threading.Thread(target=f) for f in (read, write)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
