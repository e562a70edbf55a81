import faulthandler
import re
import tempfile
import threading

lock_a = threading.Lock()
lock_b = threading.Lock()
both_hold_one = threading.Barrier(2)
both_gave_up = threading.Barrier(2)


def first_worker():
    with lock_a:
        both_hold_one.wait()
        lock_b.acquire(timeout=1)  # ①
        both_gave_up.wait()


def second_worker():
    with lock_b:
        both_hold_one.wait()
        lock_a.acquire(timeout=1)  # ②
        both_gave_up.wait()


threads = [
    threading.Thread(target=first_worker),
    threading.Thread(target=second_worker),
]
with tempfile.TemporaryFile("w+") as report:
    faulthandler.dump_traceback_later(0.5, file=report)  # ③
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.seek(0)
    for line in report:
        if "threading.py" not in line:  # ④
            print(re.sub(r'".*/', '"', line.rstrip()))
