import threading
import time

two_desks = threading.BoundedSemaphore(2)
pair = threading.Barrier(2)
lock = threading.Lock()
inside = 0
most = 0


def visit():
    global inside, most
    with two_desks:  # ①
        with lock:
            inside += 1
            most = max(most, inside)
        pair.wait()  # ②
        time.sleep(0.1)
        with lock:
            inside -= 1


threads = [
    threading.Thread(target=visit)
    for _ in range(6)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"most visitors at once: {most}")
print(f"inside at the end: {inside}")
