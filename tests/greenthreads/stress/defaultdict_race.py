"""A `defaultdict` makes the list that is missing: no list is lost."""
import threading
from collections import defaultdict

groups = defaultdict(list)

def add(name):
    groups["g"].append(name)

threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(groups["g"]))
