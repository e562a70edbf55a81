import sys
import threading

counter = 0
start = threading.Barrier(4)


def increment():
    global counter
    start.wait()
    for _ in range(10_000):
        counter += 1  # ①


threads = [
    threading.Thread(target=increment)
    for _ in range(4)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

# Python 3.13 can tell; before, it is on
gil_on = True
if sys.version_info >= (3, 13):
    gil_on = sys._is_gil_enabled()
print(f"GIL: {'on' if gil_on else 'off'}")
print(f"Lost: {40_000 - counter} of 40000")
