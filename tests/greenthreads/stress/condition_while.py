"""A `Condition` as it is meant: look again after each wait."""
import threading

box, items, got = threading.Condition(), [], []

def consume():
    with box:
        while not items:
            box.wait()
        got.append(items.pop())

def produce():
    for item in "ab":
        with box:
            items.append(item)
            box.notify()

threads = [threading.Thread(target=f) for f in (consume, produce, consume)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(got))
