"""Every schedule of a program: one run for each class of schedules that can end differently."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..options import Options
from ..runner import Program, default_backend
from ..scheduler import Backend
from .running import Runs
from .scheduler import LIMIT, REDUNDANT, STRAYED

COLLECT_EVERY = 200  # runs between two collections of cyclic garbage

Kind = Literal["finished", "deadlock", "error", "endless", "step limit"]


@dataclass
class Outcome:
    """What some classes of schedules come to."""

    kind: str
    text: str
    classes: int = 0
    late: bool = True
    witness: list[int] = field(default_factory=list)


@dataclass
class Exploration:
    """How far an exploration is."""

    complete: bool = False
    classes: int = 0
    redundant: int = 0
    runs: int = 0
    restarts: int = 0
    outcomes: dict[Any, Outcome] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


def explore(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    ordered: bool = False,
    limit: int = 20_000,
    backend: Backend | None = None,
) -> Exploration:
    """Run `source` once for each class of its schedules."""
    progress = Exploration()
    for progress in steps(
        source, filename, options, ordered=ordered, limit=limit, backend=backend
    ):
        pass
    return progress


def steps(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    ordered: bool = False,
    limit: int = 20_000,
    backend: Backend | None = None,
) -> Iterator[Exploration]:
    """The same, step by step: the exploration after each run."""
    options = options or Options(level="free-threaded")
    program = Program(source, filename, "off", backend or default_backend())
    runs = Runs(program, options, ordered, options.level == "gil")
    progress, digests = Exploration(), set()
    scheduler = runs.scheduler
    collecting = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        with runs:
            while progress.runs < limit:
                runs.once()
                progress.runs += 1
                if scheduler.sharing.news:
                    _begin_anew(scheduler, progress)
                    digests.clear()
                    yield progress
                    continue
                if scheduler.outcome == STRAYED:
                    progress.reasons = ["two runs that were to be the same were not"]
                    return
                _count(runs, progress, digests)
                if progress.runs % COLLECT_EVERY == 0:
                    gc.collect()
                more = scheduler.search.next()
                if scheduler.outcome == LIMIT:
                    scheduler.reasons["a run was too long"] = None
                progress.reasons = list(scheduler.reasons)
                progress.complete = not more and not progress.reasons
                yield progress
                if not more:
                    return
            progress.reasons = [*scheduler.reasons, f"{limit} runs were not enough"]
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _begin_anew(scheduler: Any, progress: Exploration) -> None:
    scheduler.search.nodes.clear()
    scheduler.history.clear()
    progress.restarts += 1
    progress.classes = progress.redundant = 0
    progress.outcomes.clear()


def _count(runs: Runs, progress: Exploration, digests: set[int]) -> None:
    scheduler = runs.scheduler
    if scheduler.outcome == REDUNDANT:
        progress.redundant += 1
        return
    ends = sorted(
        (task.path, task.before.digest if task.before else 0) for task in scheduler.tasks
    )
    digest = hash(tuple(ends))
    if digest in digests:
        progress.redundant += 1
        return
    digests.add(digest)
    progress.classes += 1
    kind, key, text = _told(runs)
    outcome = progress.outcomes.setdefault(key, Outcome(kind, text))
    outcome.classes += 1
    outcome.late = outcome.late and any(e.late for e in scheduler.history.trace)


def _told(runs: Runs) -> tuple[str, Any, str]:
    scheduler = runs.scheduler
    kind = scheduler.outcome
    if kind == "finished" and runs.failed:
        kind = "error"
    streams: dict[Any, str] = {}
    for task, _, stream, text in runs.output.written:
        streams[task.path, stream] = streams.get((task.path, stream), "") + text
    key = kind, tuple(sorted(streams.items())), scheduler.report
    text = "".join(text for _, _, stream, text in runs.output.written if stream == "out")
    return kind, key, text + scheduler.report
