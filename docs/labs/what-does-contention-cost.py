# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What does contention cost?
#
# You will be able to say what it costs when several threads want the same thing, and how to have
# them want it less often. This page computes: its programs ran when the site was built, on the
# machine named here.

# %%
import os
import platform
import sys
import sysconfig
import time
from pathlib import Path
from queue import Queue
from threading import Barrier, Lock, Thread

from IPython.display import HTML

sys.path.insert(0, "docs/labs")  # where the site has its chart.py
try:
    from chart import Series, lines
except ImportError:  # downloaded: the numbers are all here, the picture is on the site
    lines = None

gil_on = getattr(sys, "_is_gil_enabled", lambda: True)()
build = "free-threaded build" if sysconfig.get_config_var("Py_GIL_DISABLED") else "usual build"
build += ", GIL on" if gil_on else ", GIL off"
print(platform.python_implementation(), platform.python_version(), "-", build)
print(platform.system(), platform.machine(), "-", os.cpu_count(), "cores")

# %% [markdown]
# ## Four ways to count
#
# Threads count 24,000 events together. *Contention* is that they want the same thing at the same
# time: here the counter, and what guards it.
#
# - **A counter of its own** for each thread. They meet once, at the end, to add them up.
# - **One shared counter, without a lock**: the fast way that can lose updates.
# - **One shared counter behind a lock**: right, and everybody waits for everybody.
# - **A queue**: each event is handed to one thread, which alone counts.

# %%
EVENTS = 24_000
THREADS = [1, 2, 4, 8]


class Shared:
    n = 0


def own_counters(threads):
    shared, lock = Shared(), Lock()

    def work(events):
        mine = Shared()
        for _ in range(events):
            mine.n += 1
        with lock:
            shared.n += mine.n

    return work, lambda: shared.n


def shared_without_lock(threads):
    shared = Shared()

    def work(events):
        for _ in range(events):
            shared.n += 1

    return work, lambda: shared.n


def shared_with_lock(threads):
    shared, lock = Shared(), Lock()

    def work(events):
        for _ in range(events):
            with lock:
                shared.n += 1

    return work, lambda: shared.n


def through_a_queue(threads):
    queue, counted = Queue(), Shared()

    def count():
        while queue.get():
            counted.n += 1

    counting = Thread(target=count)
    counting.start()

    def work(events):
        for _ in range(events):
            queue.put(True)

    def total():
        queue.put(None)
        counting.join()
        return counted.n

    return work, total


WAYS = {
    "a counter of its own": own_counters,
    "shared, no lock": shared_without_lock,
    "shared, with a lock": shared_with_lock,
    "a queue": through_a_queue,
}

# %% [markdown]
# ## The measurement
#
# Nanoseconds of time that passes for one event, all threads together. The clock starts when all
# threads are there and the first of them begins. The ways are measured in turn, many times, and
# the best round of each is kept: what disturbs a round can only make it slower. The loop itself is
# part of the figure.


# %%
ROUNDS, OF_A_QUEUE = 12, 3  # a queue takes long


def nanoseconds(way, threads):
    work, total = way(threads)
    ready, begun = Barrier(threads), []

    def begin():
        ready.wait()
        begun.append(time.perf_counter())
        work(EVENTS // threads)

    workers = [Thread(target=begin) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    counted = total()
    return (time.perf_counter() - min(begun)) / EVENTS * 1e9, EVENTS - counted


cost = {name: dict.fromkeys(THREADS, float("inf")) for name in WAYS}
lost = dict.fromkeys(WAYS, 0)
for number in range(ROUNDS):
    for name, way in WAYS.items():
        for threads in THREADS if number < OF_A_QUEUE or name != "a queue" else ():
            took, missing = nanoseconds(way, threads)
            cost[name][threads] = min(took, cost[name][threads])
            lost[name] = max(missing, lost[name])

print(f"{'threads':>22}", *(f"{n:7}" for n in THREADS), "   lost at the most")
for name in WAYS:
    print(f"{name:>22}", *(f"{took:7.0f}" for took in cost[name].values()), f"{lost[name]:9,}")

# %% [markdown]
# ## The picture
#
# Both axes are logarithmic. With twice the cores at work, the time for one event would be half: a
# straight line down. Contention is what makes a line go up.

# %%
series = [Series(name, list(took.items())) for name, took in cost.items()] if lines else []
text = "; ".join(
    f"{name}: {took[1]:.0f} ns with 1 thread, {took[8]:.0f} ns with 8"
    for name, took in cost.items()
)
TITLE = "Nanoseconds for one event by threads"
HTML(lines(series, TITLE, text, "threads", "ns for one event") if lines else text)

# %% [markdown]
# ## What holds
#
# Each sentence below is printed from the numbers above, and checked: where the measurement says
# otherwise, the page is not built.

# %%
own, free, locked, queue = cost.values()

# Three of the four are right, with however many threads.
right = [name for name in WAYS if name != "shared, no lock"]
assert not any(lost[name] for name in right), lost
print(f"Nothing is lost by: {'; '.join(right)}.")
print(f"Shared without a lock, the worst round lost {lost['shared, no lock']:,} of {EVENTS:,}.")

# Also alone, a lock is more than none, and a queue is a lock and more.
assert queue[1] > locked[1] > own[1], cost
print(f"One thread: a lock makes an event {locked[1] / own[1]:.1f} times as expensive,")
print(f"and a queue {queue[1] / own[1]:.0f} times.")

# Who shares one lock is never as fast as who shares nothing.
times = locked[8] / own[8]
assert times > 1.2, cost
print(f"Eight threads: a shared lock costs {times:.1f} times as much as a counter for each.")

# %% [markdown]
# ## Without the GIL
#
# This site is built with one interpreter. So the same four ways were measured on others as well,
# and the numbers come from that program, `figures/contention.py`.

# %%
figures = Path("snippets/figures/contention.txt")
print(figures.read_text("utf-8") if figures.exists() else "The figures are on the site.")

# %% [markdown]
# - **The lock itself is cheap; wanting it at the same time is not.** Each event that takes a lock
#   pays for it, also while nobody else wants it, and more when somebody does.
# - **Share less often, not faster.** A counter for each thread, added up once, is right without a
#   lock for each event. That also holds for lists, dictionaries and totals.
# - **With the GIL, more threads do not make counting faster**: they take turns on one core anyway.
#   Without it, only the counters of their own can use the cores; who shares one counter shares
#   one place in memory, and the cores wait for each other there.
# - **A queue is for handing over work, not for counting**: it pays a lock for each item, on both
#   sides, and wakes a thread. Hand over a list of events in place of each event.
#
# [What does a thread cost?](../what-does-a-thread-cost/) has the prices without contention, and
# [Counters that can be added up](../../thread-safety-best-practices/#counters-that-can-be-added-up)
# the program.
