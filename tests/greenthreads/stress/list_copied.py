"""A slice copies a list while another thread changes both of its items."""
import threading

pair, seen = [0, 0], []

def change():
    pair[0] = 1
    pair[1] = 1

def copy():
    seen.append(pair[:])

threads = [threading.Thread(target=f) for f in (copy, change)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
