import itertools
import threading

next_id = itertools.count(1).__next__  # ①
ids = []


def worker():
    for _ in range(2):
        ids.append(next_id())  # ②


threads = [
    threading.Thread(target=worker)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{len(ids)} ids")
print(f"{len(set(ids))} different ones")
print(f"from {min(ids)} to {max(ids)}")
