"""The table of known classes, explored: how many, how long, how much memory; beside it, frontrun's.

    PYTHONPATH=src .venv/bin/python tests/greenthreads/benchmark.py [--patience S] [NAME ...]

Prints a table for `src/greenthreads/README.md`. A name may be a part of one, as `counter`. Both
explore in this process, one after the other, frontrun at most `patience` seconds each. Times are
those of this process's CPU, threads included: so other work on the machine makes little
difference, and none to the ratio.

It stands beside the tests, not in the package: it needs their programs, and frontrun, which is no
part of what is shipped.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter, process_time
from types import CodeType, ModuleType
from typing import Any

from known_classes import PROGRAMS, TABLE, program

from greenthreads import Options
from greenthreads.exploration import Exploration, explore
from greenthreads.exploration.explorer import COLLECT_EVERY

LEAST_TIME = 1.0  # seconds of CPU that a rate is measured over
HEAD = (
    "| program | classes | redundant | runs | s | runs/s | MB more "
    "| frontrun: runs | s | runs/s | times as long a run |"
)


@dataclass
class Measured:
    """Explorations of one program, repeated until a rate can be told."""

    found: Exploration
    seconds: float  # of the quickest, from its beginning
    rate: float  # runs a second, once begun
    growth: float | None  # of memory, in MB; None if there were too few runs to tell


def measure(text: str) -> Measured:
    """Explore until enough time has gone by."""
    times: list[float] = []
    memory: list[float] = []
    runs, spent = 0, 0.0
    while spent < LEAST_TIME:
        gc.collect()  # an exploration leaves its world, in circles
        began = process_time()
        exploration = explore(text, "program.py", Options(level="free-threaded"))
        found = next(exploration)
        started = process_time()
        for found in exploration:  # noqa: B007
            runs += 1
            if runs % COLLECT_EVERY == 0:
                memory.append(resident())
        ended = process_time()
        spent += ended - started
        times.append(ended - began)
    growth = memory[-1] - memory[0] if len(memory) > 1 else None
    return Measured(found, min(times), runs / spent, growth)


def resident() -> float:
    """The memory of this process, in MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


# -- frontrun ----------------------------------------------------------------------------------


@dataclass
class Theirs:
    """What frontrun did; it calls a run an execution."""

    runs: int
    complete: bool
    seconds: float


def measure_theirs(name: str, text: str, patience: float) -> Theirs:
    """Have frontrun go through all schedules of the same functions, which it starts itself."""
    import frontrun

    code = above_the_threads(text, str(PROGRAMS / f"{name}.py"))

    def fresh() -> ModuleType:
        module = ModuleType(name)
        module.__file__ = code.co_filename
        exec(code, vars(module))
        return module

    began, cpu = perf_counter(), process_time()
    result = frontrun.explore(
        setup=fresh,
        workers=[worker(number) for number in range(len(vars(fresh())["WORK"]))],
        invariant=lambda module: True,
        preemption_bound=None,
        stop_on_first=False,
        detect_io=False,
        reproduce_on_failure=0,
        timeout_per_run=patience,
        deadlock_timeout=patience,
        total_timeout=patience,
    )
    # It does not say whether its time was up.
    complete = perf_counter() - began < patience and result.inconclusive_reason is None
    return Theirs(result.num_explored, complete, process_time() - cpu)


def worker(number: int) -> Callable[[Any], None]:
    """What one thread does."""

    def work(module: Any) -> None:
        function, *args = module.WORK[number]
        function(*args)

    return work


def above_the_threads(text: str, filename: str) -> CodeType:
    """Code of a program up to where it makes threads."""
    body = ast.parse(text).body
    end = next(i for i, statement in enumerate(body) if "Thread(" in ast.unparse(statement))
    return compile(ast.Module(body[:end], []), filename, "exec")


# -- the table ---------------------------------------------------------------------------------


def row(name: str, size: int, patience: float) -> str:
    """Measure one program."""
    text = program(name, size)
    ours = measure(text)
    found = ours.found
    wrong = "" if (found.classes, found.complete) == (TABLE[name, size][0], True) else " (wrong)"
    cells = [
        f"{name}({size})",
        f"{found.classes:,}{wrong}",
        f"{found.redundant}",
        f"{found.runs:,}",
        f"{ours.seconds:.2f}",
        f"{ours.rate:,.0f}",
        "-" if ours.growth is None else f"{ours.growth:.1f}",
    ]
    if patience:
        theirs = measure_theirs(name, text, patience)
        rate = theirs.runs / theirs.seconds
        cells += [
            f"{theirs.runs:,}" + ("" if theirs.complete else ", cut off"),
            f"{theirs.seconds:.2f}",
            f"{rate:,.1f}",
            f"{ours.rate / rate:,.0f}",
        ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--patience", type=float, default=20.0, help="frontrun's; 0 leaves it out")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    try:
        peer = f"frontrun {version('frontrun')}" if given.patience else "without frontrun"
    except PackageNotFoundError:
        peer, given.patience = "frontrun is not there", 0.0
    if given.patience:
        from frontrun._cooperative import patch_locks

        patch_locks()  # as its command line does: before a program makes any
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {peer}, {os.cpu_count()} CPUs ({processor()}).\n")
    head = HEAD if given.patience else HEAD[: HEAD.index(" frontrun")]
    print(head)
    print("|---" + "|--:" * (head.count("|") - 2) + "|", flush=True)
    for name, size in TABLE:
        if not given.names or any(part in f"{name}({size})" for part in given.names):
            print(row(name, size, given.patience), flush=True)


def processor() -> str:
    """What the system calls its processor."""
    with open("/proc/cpuinfo") as file:
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main())  # type: ignore[func-returns-value]
