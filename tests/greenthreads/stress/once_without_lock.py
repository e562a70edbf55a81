"""Initialisation without a lock: it may happen twice."""
import threading

made, instance, got = [], None, []

def get():
    global instance
    if instance is None:
        made.append(1)
        instance = len(made)
    got.append(instance)

threads = [threading.Thread(target=get) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(len(made), sorted(got))
