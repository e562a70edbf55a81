# Not in the browser: measures real seconds inside C code
import hashlib
import sys
import threading
import time

data = bytes(40_000_000)


def hash_big_data():
    hashlib.sha3_512(data)


def loop():
    for _ in range(5_000_000):
        pass


def sum_in_one_call():
    sum(range(15_000_000))


def measure(work):
    thread = threading.Thread(target=work)
    begin = time.perf_counter()
    thread.start()
    turns = 0
    while thread.is_alive():
        time.sleep(0.005)  # ①
        turns += 1
    ms = (time.perf_counter() - begin) * 1000
    name = work.__name__
    print(f"{name}: {ms:.0f} ms, turns: {turns}")


gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"GIL: {'on' if gil else 'off'}")
for work in [hash_big_data, loop, sum_in_one_call]:
    measure(work)
