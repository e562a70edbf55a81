"""What a thread costs: microseconds to create, start and join one (the best of five rounds of 200),
and KiB of real memory for each of 500 that wait.
"""

import threading
import time


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4


def start_and_join():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def microseconds():
    begin = time.perf_counter()
    for _ in range(200):
        start_and_join()
    return (time.perf_counter() - begin) / 200 * 1e6


price = min(microseconds() for _ in range(5))
go = threading.Event()
before = resident()
threads = [threading.Thread(target=go.wait) for _ in range(500)]
for thread in threads:
    thread.start()
memory = (resident() - before) / 500
go.set()
for thread in threads:
    thread.join()
print(f"{price:.0f} µs, {memory:.0f} KiB")
