import threading
import time


def once(function):
    """Call it once; keep the result."""
    lock = threading.Lock()
    results = []

    def wrapper():
        with lock:  # ①
            if not results:
                results.append(function())
        return results[0]

    return wrapper


@once
def connect():
    print("connecting")
    time.sleep(0.1)
    return "the connection"


got = []


def worker():
    got.append(connect())


threads = [
    threading.Thread(target=worker)
    for _ in range(3)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

print(f"{len(got)} threads got {set(got)}")
