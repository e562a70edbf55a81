"""A list is compared while another thread changes both of its items."""
import threading

pair, seen = [0, 0], []

def change():
    pair[0] = 1
    pair[1] = 1

def compare():
    seen.append(pair == [0, 1])

threads = [threading.Thread(target=f) for f in (compare, change)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
