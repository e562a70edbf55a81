"""`setdefault` is one step: both threads get the same list."""
import threading

groups = {}

def add(name):
    groups.setdefault("g", []).append(name)

threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(groups["g"]))
