"""Another thread is in one call into C that keeps the GIL, sum(range(15_000_000)). Main wakes every
5 ms: the longest time in which it could not run, in milliseconds, and how long the call took.
"""

import threading
import time

took = []


def work():
    begin = time.perf_counter()
    sum(range(15_000_000))
    took.append(time.perf_counter() - begin)


thread = threading.Thread(target=work)
last, longest = time.perf_counter(), 0.0
thread.start()
while not took:
    time.sleep(0.005)
    now = time.perf_counter()
    longest, last = max(longest, now - last), now
thread.join()
print(f"main stood still for {longest * 1000:.0f} ms of {took[0] * 1000:.0f} ms")
