import threading
from collections import deque

items = deque(["the last item"])
both_have_checked = threading.Barrier(2)


def take():
    if len(items) > 0:            # ① check
        both_have_checked.wait()  # ②
        return items.popleft()    # ③ act
    return "nothing there"


def worker():
    try:
        print(f"worker got: {take()}")
    except IndexError as error:
        print(f"worker failed: {error}")


threads = [
    threading.Thread(target=worker)
    for _ in range(2)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"left: {len(items)}")
