"""Every schedule of a program, up to a bound on pre-emptions, and what comes of each.

Where a thread waits or ends, any ready thread may go on: that is free. Where a running thread
could lose its turn, taking it away costs one pre-emption. Schedules are tried in order of their
cost, so that the first witness of an outcome is one of the plainest.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from . import garbage
from .interrupts import deferred
from .options import Options
from .policies import Replay
from .runner import Program, Result, default_backend
from .scheduler import Backend

MAX_STEPS: Final = 20_000  # a schedule longer than this is an outcome of its own: "step limit"
QUANTUM: Final = 500  # steps after which a thread that never waits lets the others go on
COLLECT_EVERY: Final = 200  # schedules between two collections of cyclic garbage


@dataclass
class Outcome:
    """How many schedules ended like this, and the first that did (for Options.schedule)."""

    count: int
    witness: list[int]


@dataclass
class Progress:
    """How far an exploration is; `outcomes` in the order they were found.

    `pending` schedules are known to be left, each of which may lead to more; `complete` says
    that none are: the limit did not end the exploration.
    """

    schedules: int = 0
    pending: int = 0
    complete: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)


class _Recorder(Replay):
    """Replays a schedule and notes every choice there was after its last one."""

    def __init__(self, schedule: list[int]) -> None:
        super().__init__(schedule)
        self._last = schedule[-2]
        self.open: list[tuple[int, int, int, bool]] = []

    def ask_in(self, point: int) -> int:
        """At every point, to note what there is to choose."""
        return 1

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:
        """What is written down; after that the default, and the choice is noted."""
        if point > self._last:
            self.open.append((point, count, default, preempting))
            return default
        return super().pick(point, count, default, preempting)


def explore(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    max_preemptions: int = 2,
    limit: int = 5000,
    outcome: Callable[[Result], str] | None = None,
    backend: Backend | None = None,
) -> Iterator[Progress]:
    """Run `source` under every schedule with at most `max_preemptions`; progress after each run.

    At most `limit` schedules are run. `outcome` tells what a run came to: by default what it
    printed, its deadlock or its exception. The same Progress object is yielded each time.
    """
    if max_preemptions < 0 or limit < 1:
        raise ValueError("max_preemptions must be at least 0 and limit at least 1")
    options = _for_exploring(options or Options())
    outcome = outcome or describe
    program = Program(source, filename, options.level, backend or default_backend())
    frontier: list[deque[list[int]]] = [deque() for _ in range(max_preemptions + 1)]
    # Point 0 says what time is in these schedules, so that a witness is all that `run` needs.
    frontier[0].append([0, options.quantum or QUANTUM])
    progress = Progress(pending=1)
    collecting = gc.isenabled()
    gc.disable()
    gc.freeze()  # what was there before need not be looked at again and again
    try:
        with program:
            while progress.pending and progress.schedules < limit:
                with deferred():
                    cost = next(i for i, queue in enumerate(frontier) if queue)
                    schedule = frontier[cost].popleft()
                    recorder = _Recorder(schedule)
                    result = program.run(replace(options, schedule=schedule), policy=recorder)
                    _count(progress, outcome(result), schedule)
                    _extend(frontier, cost, schedule, recorder.open)
                    progress.pending = sum(map(len, frontier))
                    progress.complete = not progress.pending
                    if progress.schedules % COLLECT_EVERY == 0:
                        garbage.collect()
                yield progress
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _extend(
    frontier: list[deque[list[int]]],
    cost: int,
    schedule: list[int],
    choices: list[tuple[int, int, int, bool]],
) -> None:
    """Put what else could have been chosen after `schedule` where its number of pre-emptions is."""
    for point, count, default, preempting in choices:
        price = cost + (preempting and default == 0)
        if price < len(frontier):
            frontier[price].extend(
                [*schedule, point, choice] for choice in range(count) if choice != default
            )


def describe(result: Result) -> str:
    """What a run came to, in words: its output, then its deadlock or its exceptions."""
    parts = [result.stdout.rstrip("\n")]
    if result.outcome == "deadlock":
        parts.append("deadlock: " + "; ".join(result.report.splitlines()[1:]))
    elif result.outcome == "step limit":
        parts.append(result.report)
    parts += [
        line
        for line in result.stderr.splitlines()
        if line[:1].isalpha() and not line.startswith(("Traceback", "Exception in thread"))
    ]
    return "\n".join(part for part in parts if part) or "(no output)"


def _count(progress: Progress, text: str, schedule: list[int]) -> None:
    progress.schedules += 1
    found = progress.outcomes.setdefault(text, Outcome(0, schedule))
    found.count += 1


def _for_exploring(options: Options) -> Options:
    """The same options for many short runs: no log and no waiting."""
    return replace(options, log=False, speed=None, max_steps=options.max_steps or MAX_STEPS)
