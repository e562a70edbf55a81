"""Little Book: signalling. What one thread writes is there before the other reads it."""
import threading

written = threading.Semaphore(0)
page, read = "", []

def write():
    global page
    page = "text"
    written.release()

def look():
    written.acquire()
    read.append(page)

threads = [threading.Thread(target=f) for f in (look, write)]
for t in threads: t.start()
for t in threads: t.join()
print(read)
