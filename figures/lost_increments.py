"""Four threads, 50,000 updates each, five runs: how many of a hundred updates are lost by
counter += 1 · obj.x += 1 · d["k"] += 1 · counter += int(1) · obj.x += 1 with a property x ·
d["k"] = d.get("k", 0) + 1 · counter += 1 with a lock.
"""

import sys
import threading

UPDATES, THREADS, RUNS = 50_000, 4, 5
lock = threading.Lock()
sys.setswitchinterval(1e-5)  # with the GIL: more turns


class Plain:
    x = 0


class WithProperty:
    _x = 0

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, value):
        self._x = value


def plus_equals():
    global counter
    for _ in range(UPDATES):
        counter += 1


def attribute():
    for _ in range(UPDATES):
        obj.x += 1


def item():
    for _ in range(UPDATES):
        d["k"] += 1


def with_a_call():
    global counter
    for _ in range(UPDATES):
        counter += int(1)


def get_and_set():
    for _ in range(UPDATES):
        d["k"] = d.get("k", 0) + 1


def locked():
    global counter
    for _ in range(UPDATES):
        with lock:
            counter += 1


def begin(update, together):
    together.wait()
    update()


def lost(update, result, make=Plain):
    global counter, obj, d
    missing = 0
    for _ in range(RUNS):
        counter, obj, d = 0, make(), {"k": 0}
        together = threading.Barrier(THREADS)
        threads = [threading.Thread(target=begin, args=(update, together)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        missing += UPDATES * THREADS - result()
    # 0 is said only where nothing is lost.
    percent = 100 * missing / (UPDATES * THREADS * RUNS)
    return f"{max(percent, 0.1):.1f}" if missing else "0"


print(
    lost(plus_equals, lambda: counter),
    lost(attribute, lambda: obj.x),
    lost(item, lambda: d["k"]),
    lost(with_a_call, lambda: counter),
    lost(attribute, lambda: obj.x, WithProperty),
    lost(get_and_set, lambda: d["k"]),
    lost(locked, lambda: counter),
    sep=" · ",
)
