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
    begin_and_end = []
    beats = []

    def timed_work():
        begin_and_end.append(time.perf_counter())
        work()
        begin_and_end.append(time.perf_counter())

    thread = threading.Thread(target=timed_work)
    thread.start()
    while thread.is_alive():
        time.sleep(0.005)  # ①
        beats.append(time.perf_counter())
    thread.join()
    begin, end = begin_and_end
    return sum(begin < beat < end for beat in beats)


gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(f"GIL: {'on' if gil else 'off'}")
for work in [hash_big_data, loop, sum_in_one_call]:
    print(f"{work.__name__}: {beats_during(work)} beats")
