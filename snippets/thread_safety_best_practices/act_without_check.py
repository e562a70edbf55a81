import threading
from collections import deque

items = deque(["the last item"])
both_are_here = threading.Barrier(2)


def take():
    both_are_here.wait()  # the bad moment
    try:
        return items.popleft()  # ① act
    except IndexError:          # ② then look
        return "nothing there"


def worker():
    print(f"worker got: {take()}")


threads = [
    threading.Thread(target=worker)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"left: {len(items)}")
