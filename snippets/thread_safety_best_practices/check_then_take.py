import threading
from collections import deque

items = deque(["the last item"])
came_late = []


def take(name):
    try:
        if len(items) > 0:   # check
            items.popleft()  # act
    except IndexError:
        came_late.append(name)


threads = [
    threading.Thread(
        target=take, args=(name,), name=name
    )
    for name in ("A", "B")
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"found nothing to pop: {len(came_late)}")
