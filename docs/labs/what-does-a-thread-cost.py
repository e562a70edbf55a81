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

sys.path.insert(0, "docs/labs")  # where chart.py is
from chart import bars

free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
build = "free-threaded build" if free_threaded else "build with the GIL"
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
HTML(bars(list(costs.items()), "Cost of thread operations", text, "µs"))

# %% [markdown]
# ## What holds
#
# These are checked each time the page is built: a build whose numbers say otherwise fails.

# %%
assert costs["take and release a Lock"] < costs["switch to a waiting thread"]
assert costs["Queue: put and get"] < costs["Thread: start and join"]
ratio = costs["Thread: start and join"] / costs["take and release a Lock"]
print(f"one thread started costs as much as {ratio:.0f} locks taken")
print(f"tasks of 1 ms: a thread for each adds {costs['Thread: start and join'] / 10:.1f} %")

# %% [markdown]
# - **A lock that nobody else holds is cheap**: measure before you write clever code without it.
# - **Waiting is what costs**: a hand-over to a waiting thread is many times the price of a lock.
#   Hand over few large pieces of work, not many small ones.
# - **A thread costs more than a queue's put and get**: for many short tasks, use a
#   [pool](../../thread-pool/), which starts its threads once.
