"""How quick the green threads are: the goals are printed with what was measured.

What is asserted is loose (ten times the goal), because the machine may be busy; the time counted is
this process's own.
"""

from pathlib import Path
from time import process_time

import pytest

from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.exploration import explore
from greenthreads.runner import Options, run
from greenthreads.scheduler import Scheduler

SNIPPETS = Path(__file__).parents[2] / "snippets"
COUNTER = """
import threading
counter = 0
def work():
    global counter
    counter += 1
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
"""


@pytest.fixture
def told(capsys):
    """Prints a measurement past pytest's capture."""

    def tell(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", end="")

    return tell


def test_a_switch(told):
    turns = 20_000

    def main(s):
        def loop():
            for _ in range(turns // 2):
                s.pause()

        tasks = [s.spawn(loop) for _ in range(2)]
        for task in tasks:
            s.join(task)

    scheduler = Scheduler(GreenletBackend(), log=False)
    began = process_time()
    scheduler.run(lambda: main(scheduler))
    each = (process_time() - began) / scheduler.switches * 1e6
    told(f"a switch: {each:.2f} µs (goal 5)")
    assert each < 50


def test_exploration(told):
    began = process_time()
    source = COUNTER.replace("range(2)", "range(4)")
    *_, found = explore(source, "p.py", Options(level="free-threaded"))
    rate = found.runs / (process_time() - began)
    told(f"exploration: {rate:.0f} runs a second (goal 2,000)")
    assert rate > 100


def test_a_thousand_threads(told):
    source = """
import threading, time
threads = [threading.Thread(target=time.sleep, args=(1,)) for _ in range(1000)]
for t in threads: t.start()
for t in threads: t.join()
"""
    began = process_time()
    result = run(source, "p.py", Options())
    told(f"1,000 threads at once: {process_time() - began:.2f} s")
    assert result.outcome == "finished"
    assert len(result.threads) == 1001
    assert result.elapsed < 1.1


def test_the_slowest_program_of_the_source(told):
    times = {}
    for name in (
        "thread_pool/thread_pool",
        "thread_communication/thread_safe_counter",
        "performance_considerations/thread_pool_sizing",
    ):
        source = (SNIPPETS / f"{name}.py").read_text("utf-8")
        began = process_time()
        assert run(source, "p.py", Options()).outcome == "finished"
        times[name] = process_time() - began
    name = max(times, key=times.get)
    told(f"slowest program of the source: {times[name]:.2f} s, {name} (goal 0.3)")
    assert times[name] < 3
