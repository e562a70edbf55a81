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


def beats_during(work):
    thread = threading.Thread(target=work)
    thread.start()
    beats = 0
    while thread.is_alive():
        time.sleep(0.005)  # ①
        beats += 1
    thread.join()
    return beats


gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"GIL: {'on' if gil else 'off'}")
for work in [hash_big_data, loop, sum_in_one_call]:
    print(f"{work.__name__}: {beats_during(work)} beats")
