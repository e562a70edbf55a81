# ---
# jupyter:
#   jupytext:
#     text_representation: {extension: .py, format_name: percent}
#   kernelspec: {display_name: Python 3, language: python, name: python3}
# ---

# %% [markdown]
# # How many workers?
#
# You will be able to tell how many workers a pool needs, by measuring instead of guessing.
# This page computes: its programs ran when the site was built, on the machine named here.

# %%
import os
import platform
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Semaphore

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
# ## The measurement
#
# 32 tasks, pools of 1 to 32 workers. The clock starts when all threads of the pool are there, so
# that the cost of starting them does not count: a `Barrier` holds each of the first tasks until
# there are as many as workers. The best of three runs is kept: what disturbs a run can only make
# it slower.

# %%
TASKS = 32
WORKERS = [1, 2, 4, 8, 16, 32]


def seconds(task, workers, clock=time.perf_counter):
    with ThreadPoolExecutor(workers) as pool:
        all_up = Barrier(workers)
        list(pool.map(lambda _: all_up.wait(), range(workers)))
        start = clock()
        list(pool.map(lambda _: task(), range(TASKS)))
        return clock() - start


def measure(task):
    return [(n, min(seconds(task, n) for _ in range(3))) for n in WORKERS]


def cores_at_work(task, workers):
    """Seconds of computing per second that passes."""

    def both():
        return time.perf_counter() + 1j * time.process_time()

    took = seconds(task, workers, both)
    return took.imag / took.real


# %% [markdown]
# ## Three kinds of work
#
# *Sleeping* stands for waiting on something that serves any number at once. *A service that
# takes eight* lets eight in and makes the others wait at its door. *Computing* is pure Python.

# %%
DELAY = 0.02
service = Semaphore(8)


def sleeping():
    time.sleep(DELAY)


def service_takes_eight():
    with service:
        time.sleep(DELAY)


def computing():
    sum(i * i for i in range(100_000))


measured = {
    "sleeping": measure(sleeping),
    "a service that takes eight": measure(service_takes_eight),
    "computing": measure(computing),
}

print(f"{'workers':>27}", *(f"{n:7}" for n in WORKERS))
for name, points in measured.items():
    print(f"{name:>27}", *(f"{t:7.3f}" for _, t in points))

# %% [markdown]
# ## The picture
#
# Both axes are logarithmic: "twice the workers, half the time" is a straight line down. The
# ideal of sleeping work is `ceil(tasks / workers)` rounds of one delay each.

# %%
ideal = [(n, -(-TASKS // n) * DELAY) for n in WORKERS]
series = []
if lines:
    series = [Series(name, points) for name, points in measured.items()]
    series.append(Series("ideal: ceil(32 / workers) rounds of 20 ms", ideal, ideal=True))
text = "; ".join(
    f"{name}: {points[0][1]:.2f} s with 1 worker, {points[3][1]:.2f} s with 8, "
    f"{points[-1][1]:.2f} s with 32"
    for name, points in measured.items()
)
TITLE = "Seconds for 32 tasks by workers"
HTML(lines(series, TITLE, text, "workers", "seconds") if lines else text)

# %% [markdown]
# ## What holds
#
# Each sentence below is printed from the numbers above, and checked: where the measurement says
# otherwise, the page is not built.

# %%
sleep, limited, compute = (dict(points) for points in measured.values())

# Sleep never returns early: no pool can beat the ideal.
assert all(sleep[n] >= t for n, t in ideal)
gained = sleep[1] / sleep[32]
assert gained > 4, sleep
print(f"Sleeping: 32 workers are {gained:.1f} times as fast as one.")

# The service's door is the limit: 32 tasks are four rounds of eight, with however many workers.
assert all(took >= 4 * DELAY for took in limited.values())
gained = limited[1] / limited[8]
assert gained > 2, limited
print(f"A service of eight: 8 workers are {gained:.1f} times as fast as one.")

# With the GIL on, one core at most computes in Python, on a busy machine less.
cores = cores_at_work(computing, 2)
assert cores < 1.1 or not gil_on, cores
print(f"Computing with 2 workers, {build}: {cores:.1f} cores at work.")

# %% [markdown]
# - **Sleeping** gains with each worker, until there is a worker for each task.
# - **A limited service** gains up to its limit. More workers only move the queue from your pool
#   to its door.
# - **Computing** in Python has one core at most while the GIL is on, so more workers gain nothing.
#   Where their times differ, another program on this machine was busy meanwhile. With the GIL off,
#   computing gains up to the number of free cores.
#
# So the number to find is not "workers" but *how many the thing you wait for serves at once*.
# The chapter [Performance Considerations](../../performance-considerations/) has the programs;
# [What does a thread cost?](../what-does-a-thread-cost/) has the price of a worker.
