"""A pair that is shared is unpacked while another thread replaces its items."""
import threading

pair, seen = [0, 0], []

def change():
    pair[0] = 1
    pair[1] = 1

def unpack():
    a, b = pair
    seen.append(f"{a}{b}")

threads = [threading.Thread(target=f) for f in (unpack, change)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)
