import sys
import threading

counter = 0
start = threading.Barrier(2)


def increment():
    global counter
    start.wait()
    for _ in range(2):
        counter += 1  # ①


threads = [
    threading.Thread(target=increment)
    for _ in range(2)
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
print(f"Lost: {4 - counter} of 4")
