"""An idle consumer is told to stop: milliseconds until it has ended, the middle one of seven. By a
flag, seen after get(timeout=1) · by a stop mark · by Queue.shutdown() (3.13).
"""

import queue
import random
import statistics
import threading
import time

STOP = object()


def by_flag(tasks, flag):
    while not flag.is_set():
        try:
            tasks.get(timeout=1)
        except queue.Empty:
            continue


def by_mark(tasks, flag):
    while tasks.get() is not STOP:
        pass


def by_shutdown(tasks, flag):
    try:
        while True:
            tasks.get()
    except queue.ShutDown:
        pass


def milliseconds(consumer, stop):
    tasks, flag = queue.Queue(), threading.Event()
    thread = threading.Thread(target=consumer, args=(tasks, flag))
    thread.start()
    time.sleep(random.uniform(0, 1))  # somewhere in its second of waiting
    begin = time.perf_counter()
    stop(tasks, flag)
    thread.join()
    return (time.perf_counter() - begin) * 1000


def middle(consumer, stop):
    return statistics.median(milliseconds(consumer, stop) for _ in range(7))


flagged = middle(by_flag, lambda tasks, flag: flag.set())
marked = middle(by_mark, lambda tasks, flag: tasks.put(STOP))
print(f"flag {flagged:.0f} ms · mark {marked:.1f} ms", end="")
if hasattr(queue, "ShutDown"):
    ended = middle(by_shutdown, lambda tasks, flag: tasks.shutdown())
    print(f" · shutdown {ended:.1f} ms", end="")
