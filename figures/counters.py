"""Four threads, 50,000 increments each: nanoseconds of time that passed for one increment of
AtomicCounter (one lock) and of ShardedCounter (a cell for each thread). The best of five.
"""

import contextlib
import io
import runpy
import threading
import time
from pathlib import Path

CHAPTER = Path(__file__).parents[1] / "snippets/thread_safety_best_practices"
UPDATES, THREADS = 50_000, 4


def counter_of(program, name):
    with contextlib.redirect_stdout(io.StringIO()):
        return runpy.run_path(str(CHAPTER / program))[name]


def nanoseconds(make):
    counter = make()

    def work():
        for _ in range(UPDATES):
            counter.increment()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.value() if hasattr(counter, "value") else counter.get_value()
    return (time.perf_counter() - begin) / UPDATES / THREADS * 1e9


atomic = counter_of("atomic_operations.py", "AtomicCounter")
sharded = counter_of("sharded_counter.py", "ShardedCounter")
one = min(nanoseconds(atomic) for _ in range(5))
each = min(nanoseconds(sharded) for _ in range(5))
print(f"AtomicCounter {one:.0f} ns, ShardedCounter {each:.0f} ns")
