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
from threading import Semaphore

from IPython.display import HTML

sys.path.insert(0, "docs/labs")  # where chart.py is
from chart import Series, lines

free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
build = "free-threaded build" if free_threaded else "build with the GIL"
print(platform.python_implementation(), platform.python_version(), "-", build)
print(platform.system(), platform.machine(), "-", os.cpu_count(), "cores")

# %% [markdown]
# ## The measurement
#
# 32 tasks, pools of 1 to 32 workers. The clock starts when the pool is there, so that the cost
# of starting its threads does not count. The best of two runs is kept: what disturbs a
# run can only make it slower.

# %%
TASKS = 32
WORKERS = [1, 2, 4, 8, 16, 32]


def seconds(task, workers):
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(time.sleep, [0.001] * workers))  # all workers are up
        start = time.perf_counter()
        list(pool.map(lambda _: task(), range(TASKS)))
        return time.perf_counter() - start


def measure(task):
    return [(n, min(seconds(task, n) for _ in range(2))) for n in WORKERS]


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
series = [Series(name, points) for name, points in measured.items()]
series.append(Series("ideal: ceil(32 / workers) rounds of 20 ms", ideal, ideal=True))
text = "; ".join(
    f"{name}: {points[0][1]:.2f} s with 1 worker, {points[3][1]:.2f} s with 8, "
    f"{points[-1][1]:.2f} s with 32"
    for name, points in measured.items()
)
HTML(lines(series, "Seconds for 32 tasks by workers", text, "workers", "seconds"))

# %% [markdown]
# ## What holds
#
# These are checked each time the page is built: a build whose numbers say otherwise fails.

# %%
sleep, limited, compute = (dict(points) for points in measured.values())

# Sleep never returns early: no pool can beat the ideal.
assert all(sleep[n] >= t for n, t in ideal)
# Waiting in parallel: 32 workers are many times faster than one.
assert sleep[1] / sleep[32] > 4
# The service's door is the limit: beyond 8 workers nothing is gained.
assert limited[32] >= 4 * DELAY
print(f"sleeping, 1 to 32 workers: {sleep[1] / sleep[32]:.1f} times faster")
print(f"service of 8, 8 to 32 workers: {limited[8] / limited[32]:.1f} times faster")
print(f"computing, 1 to 2 workers: {compute[1] / compute[2]:.1f} times faster")

# %% [markdown]
# - **Sleeping** follows the ideal until there is a worker for each task.
# - **A limited service** follows it up to its limit. More workers only move the queue from your
#   pool to its door.
# - **Computing** gains nothing from threads on a build with the GIL. On a free-threaded build it
#   gains up to the number of cores, then no more.
#
# So the number to find is not "workers" but *how many the thing you wait for serves at once*.
# The chapter [Performance Considerations](../../performance-considerations/) has the programs;
# [What does a thread cost?](../what-does-a-thread-cost/) has the price of a worker.
