"""24,000 events are counted by 1 thread → by 4: nanoseconds that pass for one event. A counter of
its own for each thread · one shared without a lock · one behind a lock · through a queue. The best
of fifteen, of the queue of five.
"""

import threading
import time
from queue import Queue

EVENTS = 24_000


class Shared:
    n = 0


def own(shared, lock, queue, events):
    mine = Shared()
    for _ in range(events):
        mine.n += 1
    with lock:
        shared.n += mine.n


def without(shared, lock, queue, events):
    for _ in range(events):
        shared.n += 1


def locked(shared, lock, queue, events):
    for _ in range(events):
        with lock:
            shared.n += 1


def queued(shared, lock, queue, events):
    for _ in range(events):
        queue.put(True)


def count(shared, queue):
    while queue.get():
        shared.n += 1


def nanoseconds(work, threads):
    shared, lock, queue = Shared(), threading.Lock(), Queue()
    counting = threading.Thread(target=count, args=(shared, queue))
    counting.start()
    ready, begun = threading.Barrier(threads), []

    def begin():
        ready.wait()
        begun.append(time.perf_counter())
        work(shared, lock, queue, EVENTS // threads)

    workers = [threading.Thread(target=begin) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    queue.put(None)
    counting.join()
    took = (time.perf_counter() - min(begun)) / EVENTS * 1e9
    assert work is without or shared.n == EVENTS
    return took


def best(work):
    rounds = 5 if work is queued else 15
    return [min(nanoseconds(work, threads) for _ in range(rounds)) for threads in (1, 4)]


WAYS = own, without, locked, queued
print(*("{:.0f} → {:.0f}".format(*best(work)) for work in WAYS), sep=" · ")
