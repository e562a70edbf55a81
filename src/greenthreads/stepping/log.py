"""The steps of one run, made again as it was: with its seed or schedule, or under its witness."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from ..exploration.packages import prepared
from ..exploration.replays import Replays
from ..exploration.witness import parse
from ..options import Options
from ..runner import Program, Result, _Run, default_backend
from ..scheduler import Backend
from .recording import CUT_OFF, MOST_STEPS, Key, Recorder, State, Step

FIRST_STEPS = "Only the first {:,} steps of this run can be gone through: it has more."


@dataclass
class Log:
    """A run, step by step. `outcome` and `report` are the Result's."""

    steps: list[Step]
    outcome: str
    report: str
    cut: str = ""
    """A sentence, where there were more steps than are here."""

    def data(self) -> dict[str, Any]:
        """As JSON: of each state only what is not as it was before."""
        states = chain([State()], (one.state for one in self.steps))
        return {
            "outcome": self.outcome,
            "report": self.report,
            "cut": self.cut,
            "steps": [_data(before, one) for before, one in zip(states, self.steps, strict=False)],
        }


def _data(before: State, step: Step) -> dict[str, Any]:
    after = step.state
    names = ("thread", "name", "line", "kind", "words", "event")
    told: dict[str, Any] = {name: getattr(step, name) for name in names}
    told["time"] = round(step.time, 9)
    if step.forced:
        told["forced"] = True
    if step.overwrites:
        told["overwrites"] = step.overwrites
    if step.text:
        told |= {"text": step.text, "stream": step.stream}
    shared = changes(before.shared, after.shared)
    threads = {
        str(ident): one.__dict__
        for ident, one in after.threads.items()
        if before.threads.get(ident) != one
    }
    locks = {
        name: one.__dict__ for name, one in after.locks.items() if before.locks.get(name) != one
    }
    for name, changed in (("shared", shared), ("threads", threads), ("locks", locks)):
        if changed:
            told[name] = changed
    return told


def changes(before: dict[str, str], after: dict[str, str]) -> dict[str, str | None]:
    """The variables that are other than before; None for one that is no more."""
    found: dict[str, str | None] = {
        name: value for name, value in after.items() if before.get(name) != value
    }
    return found | {name: None for name in before if name not in after}


def step(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    witness: str = "",
    ordered: bool = False,
    backend: Backend | None = None,
) -> Log:
    """Make a run again, and write down its steps.

    The options are to be those of the run; `ordered` as for `replay`. Raises ValueError for options
    that make no sense, and for a schedule or a witness that is none of this program.
    """
    backend = backend or default_backend()
    if witness:
        options = options or Options(level="free-threaded")
        return _of_witness(source, filename, options, witness, ordered, backend)
    return _of_run(source, filename, options or Options(), backend)


def _of_run(source: str, filename: str, options: Options, backend: Backend) -> Log:
    options = replace(options, speed=None, log=True)
    program = Program(source, filename, options.level, backend)
    with program:
        shared: frozenset[Key] | None = None
        for _ in range(2):
            run = _Run(program, options, None, None, None)
            recorder = Recorder(program, run.scheduler, vars(run.main), run.output, shared)
            with recorder:
                result = run.result()
            shared = recorder.shared() if shared is None else shared
    gc.collect(0)
    return _log(recorder, result)


def _of_witness(
    source: str, filename: str, options: Options, witness: str, ordered: bool, backend: Backend
) -> Log:
    schedule = parse(witness)
    options = replace(options, log=False, speed=None)
    program, options = prepared(source, filename, options, backend)
    with Replays(program, options, ordered).ready() as replays:
        shared: frozenset[Key] | None = None
        for _ in range(2):
            main = vars(replays.main)
            recorder = Recorder(program, replays.scheduler, main, replays.output, shared)
            with recorder:
                result: Result = replays.by_turns(schedule)
            shared = recorder.shared() if shared is None else shared
    return _log(recorder, result)


def _log(recorder: Recorder, result: Result) -> Log:
    cut = FIRST_STEPS.format(MOST_STEPS) if recorder.cut else ""
    outcome = CUT_OFF if recorder.cut else result.outcome
    return Log(recorder.steps, outcome, "" if recorder.cut else result.report, cut)


def words_of(steps: Iterable[Step]) -> list[str]:
    """The steps in words, one a line."""
    return [f"{one.name}, line {one.line}: {one.words}" for one in steps]
