"""An event keeps two threads in order."""
import threading

ready, text, seen = threading.Event(), [], []

def write():
    text.append("a")
    text.append("b")
    ready.set()

def read():
    ready.wait()
    seen.append("".join(text))

threads = [threading.Thread(target=f) for f in (read, write)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
