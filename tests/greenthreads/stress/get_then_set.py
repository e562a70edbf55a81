"""Looking for a key and then setting it is two steps: a list, and what is in it, may be lost."""
import threading

groups = {}

def add(name):
    if "g" not in groups:
        groups["g"] = []
    groups["g"].append(name)

threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(groups["g"]))
