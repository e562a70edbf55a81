import threading
import time

ready = []


def bake(cake, seconds):
    time.sleep(seconds)
    ready.append(cake)


threads = []
for recipe in (
    ("apple", 0.1),
    ("plum", 0.1),
    ("tower", 0.3),
):
    thread = threading.Thread(
        target=bake, args=recipe
    )
    threads.append(thread)
    thread.start()
for thread in threads:
    thread.join()
print(f"ready: {ready}")
