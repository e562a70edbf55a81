"""The exploration itself: one run after the other, and what they came to."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .. import garbage
from ..interrupts import deferred
from ..options import Options
from ..runner import Program, default_backend
from ..scheduler import Backend
from .outcomes import Outcome, tell, text_of
from .plainest import Line, plainest
from .races import Race, merged
from .replays import Replayed, Replays
from .running import Runs
from .scheduler import LIMIT, REDUNDANT, STRAYED, Exploring
from .witness import Witness

COLLECT_EVERY: Final = 200  # runs between two collections of cyclic garbage
LONGEST_LINE: Final = 1_000  # events of a class of which a plain schedule is looked for
MOST_LINES: Final = 40  # classes of one outcome of which a plain schedule is looked for
MOST_LOOKED_AT: Final = 20  # classes in which races are looked for
MOST_TRIED: Final = 3  # schedules of one outcome that are tried
LEAST: Final = "limit must be at least 1"


Found = tuple[int, int, Witness]  # a schedule: its forced switches, its turns


@dataclass
class Exploration:
    """How far an exploration is."""

    complete: bool = False
    """Whether every class was run, and nothing is known that makes that no proof."""
    classes: int = 0
    redundant: int = 0
    """Runs that were cut short, or came to a class that was known."""
    runs: int = 0
    """All runs, those too that only found out what threads share."""
    outcomes: list[Outcome] = field(default_factory=list)
    """In the order in which they were found."""
    reasons: list[str] = field(default_factory=list)
    """Why it is no proof."""
    races: list[Race] = field(default_factory=list)
    """The races that were seen, each pair of lines once: in the witnesses, and some runs more."""


@dataclass
class _Found:
    """An outcome, and the plainest schedules that are known to come to it."""

    outcome: Outcome
    first: list[int]
    """The choices of the first run that came to it."""
    lines: list[Line] = field(default_factory=list)

    def is_to_be_tried(self, forced: int) -> bool:
        """Whether a class of which one run had so many forced switches may have a plainer one."""
        if not self.lines:
            return True
        best = self.lines[0].forced
        return forced < best or (best > 0 and self.outcome.classes < MOST_LINES)

    def add(self, line: Line) -> None:
        """One more schedule that comes to it."""
        self.lines = sorted([*self.lines, line])[:MOST_TRIED]


class _Tally:
    """Counts classes and outcomes."""

    def __init__(self, runs: Runs, ordered: bool) -> None:
        self._runs, self._ordered = runs, ordered
        self.progress = Exploration()
        self._digests: set[int] = set()
        self._found: dict[object, _Found] = {}
        self._some: list[list[int]] = []  # choices of the first classes

    def begin_anew(self) -> None:
        """Only the number of runs is kept."""
        self.progress = Exploration(runs=self.progress.runs)
        self._digests.clear()
        self._found.clear()
        self._some.clear()

    def count(self, scheduler: Exploring) -> None:
        """One more run is over."""
        digest = _digest(scheduler)
        if scheduler.outcome == REDUNDANT or digest in self._digests:
            self.progress.redundant += 1
            return
        self._digests.add(digest)
        self.progress.classes += 1
        if len(self._some) < MOST_LOOKED_AT:
            self._some.append(list(scheduler.choices))
        self._count_outcome(scheduler)

    def _count_outcome(self, scheduler: Exploring) -> None:
        written, trace = self._runs.output.written, scheduler.history.trace
        told = tell(scheduler, written, self._runs.failed, self._ordered)
        found = self._found.get(told.key)
        if found is None:
            outcome = Outcome(told.kind, text_of(told, written, self._ordered))
            self.progress.outcomes.append(outcome)
            found = self._found[told.key] = _Found(outcome, list(scheduler.choices))
        if len(trace) <= LONGEST_LINE and found.is_to_be_tried(scheduler.forced):
            found.add(plainest(trace))
        found.outcome.classes += 1
        found.outcome.late = found.outcome.late and any(event.late for event in trace)

    def explain(self, replays: Replays) -> None:
        """Find the witness of each outcome."""
        plain: Witness | None = None  # where no thread loses its turn while it could go on
        replays.compare_with(None)
        some = {key: self._plainest_first(replays, key, one) for key, one in self._found.items()}
        best = min((one[:2] for ones in some.values() for one in ones), default=None)
        plain = next((w for ones in some.values() for f, n, w in ones if (f, n) == best), None)
        for key, found in self._found.items():
            for _, _, witness in some[key]:
                replayed = self._replay(replays, witness, plain)
                if replayed is not None and replays.told().key == key:
                    # Of one run more is known about which line came before which.
                    found.outcome.witness, found.outcome.text = replayed.witness, replayed.text
                    found.outcome.sentence = replayed.sentence
                    self._add_races(replayed.races)
                    break
        self._look_for_races(replays)

    def _replay(self, replays: Replays, witness: Witness, plain: Witness | None) -> Replayed | None:
        """Run a witness; None where that is not possible."""
        try:
            replays.compare_with(None if witness is plain else plain)
            return replays.by_turns(witness)
        except ValueError:
            return None

    def _look_for_races(self, replays: Replays) -> None:
        """Look at some classes more: what one schedule keeps in order by chance, another does not.

        None of this can be needed where nobody shares anything.
        """
        if self.progress.classes == 1:
            return
        scheduler = self._runs.scheduler
        for choices in self._some:
            retold = replays.by_choices(choices, scheduler.sharing, scheduler.library.clears)
            replayed = None if retold is None else self._replay(replays, retold[1], None)
            if replayed is not None:
                self._add_races(replayed.races)

    def _add_races(self, races: list[Race]) -> None:
        self.progress.races = merged([*self.progress.races, *races])

    def _plainest_first(self, replays: Replays, key: object, found: _Found) -> list[Found]:
        """Schedules that come to an outcome: by forced switches, then by turns."""
        scheduler = self._runs.scheduler
        witnesses: list[Found] = []
        for choices in [*(line.choices for line in found.lines), found.first]:
            if witnesses and choices is found.first:
                break
            retold = replays.by_choices(choices, scheduler.sharing, scheduler.library.clears)
            if retold is not None and retold[0].key == key:
                _, witness, forced = retold
                witnesses.append((forced, len(witness.turns), witness))
        return sorted(witnesses, key=lambda one: one[:2])


def _digest(scheduler: Exploring) -> int:
    """What tells the class of a run: which events there were, and what each came after."""
    ends = [(task.path, task.before.digest if task.before else 0) for task in scheduler.tasks]
    return hash(tuple(sorted(ends)))


def explore(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    ordered: bool = False,
    limit: int = 20_000,
    witnesses: bool = True,
    backend: Backend | None = None,
) -> Iterator[Exploration]:
    """Run `source` once for each class of its schedules; the exploration after each run.

    The last one, if `witnesses`, knows of each outcome a schedule that comes to it.

    `ordered`: whether the order in which different threads print their lines makes a difference.
    At most `limit` runs are made. Of the options level, argv, start and fresh are heeded.
    """
    if limit < 1:
        raise ValueError(LEAST)
    options = options or Options(level="free-threaded")
    program = Program(source, filename, "off", backend or default_backend())
    runs = Runs(program, options, ordered)
    tally = _Tally(runs, ordered)
    collecting = gc.isenabled()
    gc.disable()
    gc.freeze()  # what was there before need not be looked at again and again
    try:
        with deferred() as interrupts, runs:
            interrupts.scheduler = runs.scheduler
            for _ in range(limit):
                if not _once(runs, tally):
                    break
                yield tally.progress
            else:
                tally.progress.reasons.append(f"{limit} runs were not enough")
        if witnesses:
            with Replays(program, options, ordered).ready() as replays:
                tally.explain(replays)
        yield tally.progress
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _once(runs: Runs, tally: _Tally) -> bool:
    """One run. Whether there is more to be tried."""
    scheduler = runs.scheduler
    runs.once()
    tally.progress.runs += 1
    if tally.progress.runs % COLLECT_EVERY == 0:
        garbage.collect()
    if scheduler.sharing.news:
        scheduler.begin_anew()
        tally.begin_anew()
        return True
    if scheduler.outcome == STRAYED:
        tally.progress.reasons = ["two runs that were to be the same were not"]
        return False
    if scheduler.outcome == LIMIT:
        scheduler.reasons["a run was too long"] = None
    tally.count(scheduler)
    more = scheduler.search.next()
    tally.progress.reasons = list(scheduler.reasons)
    tally.progress.complete = not more and not tally.progress.reasons
    return more
