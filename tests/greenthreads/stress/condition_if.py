"""A `Condition` with `if` in place of `while`: two consumers are woken for one item."""
import threading

box, items, got = threading.Condition(), [], []

def consume():
    with box:
        if not items:
            box.wait()
        got.append(items.pop() if items else "nothing")

def produce():
    with box:
        items.append("item")
        box.notify_all()

threads = [threading.Thread(target=f) for f in (consume, consume, produce)]
for t in threads: t.start()
for t in threads: t.join(0.05)
with box: box.notify_all()
for t in threads: t.join()
print(sorted(got))
