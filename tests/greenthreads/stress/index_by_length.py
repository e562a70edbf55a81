"""Each thread believes that the item it appended is the last."""
import threading

items, where = [], {}

def add(name):
    items.append(name)
    where[name] = len(items) - 1

threads = [threading.Thread(target=add, args=(name,)) for name in "ab"]
for t in threads: t.start()
for t in threads: t.join()
print("".join(items), where["a"], where["b"])
