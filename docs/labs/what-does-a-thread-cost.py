# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # What does a thread cost?
#
# You will be able to say when a thread, a lock or a queue is too expensive for what it does.
# This page computes: its programs ran when the site was built, on the machine named here.

# %%
import os
import platform
import sys
import sysconfig
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Queue, SimpleQueue

from IPython.display import HTML

sys.path.insert(0, "docs/labs")  # where the site has its chart.py
try:
    from chart import bars
except ImportError:  # downloaded: the numbers are all here, the picture is on the site
    bars = None

gil_on = getattr(sys, "_is_gil_enabled", lambda: True)()
build = "free-threaded build" if sysconfig.get_config_var("Py_GIL_DISABLED") else "usual build"
build += ", GIL on" if gil_on else ", GIL off"
print(platform.python_implementation(), platform.python_version(), "-", build)
print(platform.system(), platform.machine(), "-", os.cpu_count(), "cores")

# %% [markdown]
# ## The measurement
#
# Each operation runs many times in a loop; the best of three rounds is kept, in microseconds
# per operation. The loop itself is part of the figure.


# %%
def microseconds(operation, times):
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(times):
            operation()
        rounds.append((time.perf_counter() - start) / times * 1e6)
    return min(rounds)


# %% [markdown]
# ## One thread by itself
#
# What the tools cost when nobody else wants them.

# %%
lock = threading.Lock()
queue, simple = Queue(), SimpleQueue()


def nothing():
    pass


def take_and_release():
    with lock:
        pass


def through_queue():
    queue.put(1)
    queue.get()


def through_simple_queue():
    simple.put(1)
    simple.get()


costs = {
    "call a function": microseconds(nothing, 100_000),
    "take and release a Lock": microseconds(take_and_release, 100_000),
    "SimpleQueue: put and get": microseconds(through_simple_queue, 50_000),
    "Queue: put and get": microseconds(through_queue, 20_000),
}

# %% [markdown]
# ## Two threads
#
# What it costs to *start* another thread, and to *hand over* to one that waits. For the
# hand-over, two threads play ping-pong through two queues: a round trip is two switches.

# %%
there, back = SimpleQueue(), SimpleQueue()


def player():
    while there.get():
        back.put(1)


def round_trip():
    there.put(1)
    back.get()


def start_and_join():
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()


partner = threading.Thread(target=player)
partner.start()
costs["switch to a waiting thread"] = microseconds(round_trip, 3_000) / 2
there.put(None)
partner.join()

with ThreadPoolExecutor(1) as pool:
    costs["pool: submit, result"] = microseconds(lambda: pool.submit(nothing).result(), 1_000)
costs["Thread: start and join"] = microseconds(start_and_join, 500)

for name, cost in costs.items():
    print(f"{name:>28} {cost:9.3f} µs")

# %% [markdown]
# ## The picture
#
# The axis is logarithmic: each line is ten times the one before.

# %%
text = "; ".join(f"{name}: {cost:.2g} microseconds" for name, cost in costs.items())
HTML(bars(list(costs.items()), "Cost of thread operations", text, "µs") if bars else text)

# %% [markdown]
# ## What holds
#
# Each sentence below is printed from the numbers above, and checked: where the measurement says
# otherwise, the page is not built.

# %%
lock_cost = costs["take and release a Lock"]
queue_cost = costs["Queue: put and get"]
switch = costs["switch to a waiting thread"]
start = costs["Thread: start and join"]

assert switch > 2 * lock_cost, costs
print(f"A hand-over to a waiting thread costs as much as {switch / lock_cost:.0f} free locks.")
assert start > 2 * queue_cost, costs
print(f"A thread costs as much as {start / queue_cost:.0f} puts and gets of a queue.")
print(f"Tasks of 1 ms: a thread for each adds {start / 10:.1f} %.")

# %% [markdown]
# - **A lock that nobody else holds is cheap**: measure before you write clever code without it.
# - **Waiting is what costs**: a hand-over to a waiting thread has the price of several locks. Hand
#   over few large pieces of work, not many small ones.
# - **A thread costs more than a queue's put and get**: for many short tasks, use a
#   [pool](../../thread-pool/), which starts its threads once.
#
# What it costs when several threads *want the same thing* is measured by
# [What does contention cost?](../what-does-contention-cost/)
