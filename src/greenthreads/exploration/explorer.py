"""The exploration itself: one run after the other, and what they came to.

A proof takes as many runs as there are classes; nobody knows beforehand how many that is. Half of
the budget is the search's. If it has not come to its end by then, it hardly would with twice as
many: numbers of classes lie orders of magnitude apart. It goes through them depth first, so up to
then it has only changed how the first schedule ends. The other half is better spent on PCT
schedules (`pct`), which differ from their beginning.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Hashable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from .. import garbage
from ..interrupts import deferred
from ..options import Options
from ..runner import default_backend
from ..scheduler import Backend
from .onlooker import Onlooker, Over
from .outcomes import Ending, Outcome, Told, in_time, stream_of, tell, text_of
from .packages import prepared
from .pct import Pct, Priorities
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
NO_TIME: Final = "seconds must be greater than 0"
LIMIT_OF_RUNS: Final = 40_000
TOO_LONG: Final = "a run was too long"
DEAF: Final = "the interpreter no longer told what the program was about to do"
ENOUGH: Final = "who judges it had seen enough"
NOT_ALIKE: Final = "two runs that were to be the same were not"


Found = tuple[int, int, Witness]  # a schedule: its forced switches, its turns
_Key = tuple[Hashable, Hashable]  # of an outcome: what it is, and its mark


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
    last: Ending | None = None
    """How the last run ended; None where it was for nothing."""
    pct: Pct | None = None
    """The random schedules that followed, where the search did not come to its end."""

    @property
    def verdict(self) -> str:
        """Whether it is a proof, and if not, why."""
        if self.complete:
            every = f"all {self.classes} classes" if self.classes > 1 else "the only class"
            were = "were" if self.classes > 1 else "was"
            return f"proved: {every} of schedules {were} run"
        return f"not proved: {'; '.join(self.reasons) or 'not all classes were run'}"


@dataclass
class _Found:
    """An outcome, and the plainest run that came to it."""

    outcome: Outcome
    cost: tuple[int, int] | None = None
    choices: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    """The plainest schedules of its classes that were looked for."""

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

    def __init__(self, runs: Runs, ordered: bool, seed: int, witnesses: bool = False) -> None:
        self._runs, self._ordered, self._witnesses = runs, ordered, witnesses
        self.progress = Exploration()
        self.pct = Pct(seed)  # what it knows of the runs is found out from the first run on
        self._digests: set[int] = set()
        self._found: dict[_Key, _Found] = {}
        self._some: list[list[int]] = []  # choices of the first classes
        # What was run again, by its choices, and the witnesses of which the races are known.
        self._retold: dict[tuple[int, ...], tuple[Told, Witness, int] | None] = {}
        self._replayed: set[Witness] = set()

    def begin_anew(self) -> None:
        """Only the number of runs is kept."""
        self.progress = Exploration(runs=self.progress.runs)
        if self._runs.onlooker is not None:
            self._runs.onlooker.begin_anew()
        self._digests.clear()
        self._found.clear()
        self._some.clear()

    def drop_witnesses(self) -> None:
        """A schedule has more places of choice now than those that were kept."""
        for found in self._found.values():
            found.choices, found.cost, found.lines = [], None, []
        self._some.clear()

    def count(self, scheduler: Exploring) -> None:
        """One more run of the search is over."""
        self.progress.last = None
        digest = _digest(scheduler)
        if scheduler.outcome == REDUNDANT or digest in self._digests:
            self.progress.redundant += 1
            return
        self._digests.add(digest)
        self.progress.classes += 1
        if len(self._some) < MOST_LOOKED_AT:
            self._some.append(list(scheduler.choices))
        self.note_outcome(scheduler, of_search=True).classes += 1

    def note_random(self, scheduler: Exploring, pct: Pct) -> None:
        """One more random run is over. Whether its class is a new one, digests do not tell.

        They tell classes apart among the runs of one search: where it has no choice, it always
        does the same. So of such runs one class is counted for each outcome that is new.
        """
        outcome = self.note_outcome(scheduler)
        if not outcome.classes:
            self.progress.classes += 1
            outcome.classes = 1
            pct.found.append(outcome)

    def note_outcome(self, scheduler: Exploring, *, of_search: bool = False) -> Outcome:
        """What a run came to; its schedule, if it is the plainest so far."""
        told = tell(scheduler, self._runs.output.written, self._runs.failed, self._ordered)
        trace = scheduler.history.trace
        late = any(event.late for event in trace)
        over = self._over(told, late)
        onlooker = self._runs.onlooker
        key = told.key, None if onlooker is None else onlooker.mark(over)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _Found(self._new_outcome(told, key[1]))
        cost = scheduler.forced, len(trace)
        if found.cost is None or cost < found.cost:
            found.choices, found.cost = list(scheduler.choices), cost
        to_be_tried = self._witnesses and of_search and len(trace) <= LONGEST_LINE
        if to_be_tried and found.is_to_be_tried(scheduler.forced):
            found.add(plainest(trace))
        found.outcome.late = found.outcome.late and late
        self.progress.last = Ending(found.outcome, *over[2:])
        return found.outcome

    def _over(self, told: Told, late: bool) -> Over:
        runs, written = self._runs, in_time(self._runs.output.written)
        printed, errors = stream_of(written, "out"), stream_of(written, "err")
        seconds = runs.scheduler.tasks[0].now / 1e9
        return Over(told.kind, told.report, printed, errors, runs.status, seconds, late)

    def _new_outcome(self, told: Told, mark: Hashable) -> Outcome:
        text = text_of(told, self._runs.output.written, self._ordered)
        outcome = Outcome(told.kind, text, mark=mark)
        self.progress.outcomes.append(outcome)
        return outcome

    def explain(self, replays: Replays) -> None:
        """Find the witness of each outcome, what happened in it, and its races."""
        some = {key: self._plainest_first(replays, key, one) for key, one in self._found.items()}
        best = min((one[:2] for ones in some.values() for one in ones), default=None)
        plain = next((w for ones in some.values() for f, n, w in ones if (f, n) == best), None)
        for key, found in self._found.items():
            for _, _, witness in some[key]:
                replayed = self._replay(replays, witness, plain)
                if replayed is not None and replays.told().key == key[0]:
                    found.outcome.witness = replayed.witness
                    found.outcome.sentence = replayed.sentence
                    self._add_races(replayed.races)
                    self._replayed.add(witness)
                    break

    def _replay(self, replays: Replays, witness: Witness, plain: Witness | None) -> Replayed | None:
        """Run a witness; None where that is not possible."""
        try:
            replays.compare_with(None if witness is plain else plain)
            return replays.by_turns(witness)
        except ValueError:
            return None

    def look_for_races(self, replays: Replays) -> None:
        """Look at some classes more: what one schedule keeps in order by chance, another does not.

        None of this can be needed where nobody shares anything.
        """
        if self.progress.classes == 1:
            return
        for choices in self._some:
            retold = self._retell(replays, choices)
            if retold is None or retold[1] in self._replayed:
                continue
            with suppress(ValueError):
                self._add_races(replays.races_of(retold[1]))

    def _retell(self, replays: Replays, choices: list[int]) -> tuple[Told, Witness, int] | None:
        """Run once more what the search ran: once, whatever for."""
        key = tuple(choices)
        if key not in self._retold:
            scheduler = self._runs.scheduler
            self._retold[key] = replays.by_choices(
                choices, scheduler.sharing, scheduler.library.clears
            )
        return self._retold[key]

    def _add_races(self, races: list[Race]) -> None:
        self.progress.races = merged([*self.progress.races, *races])

    def _plainest_first(self, replays: Replays, key: _Key, found: _Found) -> list[Found]:
        """Schedules that come to an outcome: by forced switches, then by turns."""
        tried = [line.choices for line in found.lines]
        witnesses: list[Found] = []
        for choices in [*tried, *([] if found.cost is None else [found.choices])]:
            if witnesses and choices is found.choices:
                break
            retold = self._retell(replays, choices)
            if retold is not None and retold[0].key == key[0]:
                _, witness, forced = retold
                witnesses.append((forced, len(witness.turns), witness))
        return sorted(witnesses, key=lambda one: one[:2])


def _digest(scheduler: Exploring) -> int:
    """What tells the class of a run: which events there were, and what each came after."""
    ends = [(task.path, task.before.digest if task.before else 0) for task in scheduler.tasks]
    return hash(tuple(sorted(ends)))


class _Budget:
    """How many runs, and how much time, there are for all; half of either is the search's."""

    def __init__(self, limit: int, seconds: float | None) -> None:
        if limit < 1:
            raise ValueError(LEAST)
        if seconds is not None and not seconds > 0:
            raise ValueError(NO_TIME)
        self._limit, self._seconds = limit, seconds
        self._began = time.monotonic()

    def used_up(self, runs: int) -> bool:
        """Whether nothing is left."""
        return runs >= self._limit or self._is_late(self._seconds)

    def half_used_up(self, runs: int) -> str:
        """What of the search's half was not enough; empty if there is more of it."""
        if 2 * runs >= self._limit:
            return "1 run was not enough" if runs == 1 else f"{runs} runs were not enough"
        if self._seconds is not None and self._is_late(self._seconds / 2):
            return f"{self._seconds / 2:g} seconds were not enough"
        return ""

    def _is_late(self, seconds: float | None) -> bool:
        return seconds is not None and time.monotonic() - self._began >= seconds


def explore(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    ordered: bool = False,
    limit: int = LIMIT_OF_RUNS,
    seconds: float | None = None,
    witnesses: bool = True,
    races: bool = True,
    onlooker: Onlooker | None = None,
    backend: Backend | None = None,
) -> Iterator[Exploration]:
    """Run `source` once for each class of its schedules; the exploration after each run.

    The last one, if `witnesses`, knows of each outcome a schedule that comes to it, and, if
    `races`, what nothing kept in order.

    `ordered`: whether the order in which different threads print their lines makes a difference.
    At most `limit` runs are made, and none begins after so many `seconds`. If half of that is not
    enough to run every class, PCT schedules follow. Of the options level, argv, start, fresh, watch
    and seed are heeded. The `onlooker` hears of each run. Raises ValueError for options that make
    no sense.
    """
    budget = _Budget(limit, seconds)
    options = options or Options(level="free-threaded")
    program, options = prepared(source, filename, options, backend or default_backend())
    runs = Runs(program, options, ordered, onlooker)
    tally = _Tally(runs, ordered, options.seed, witnesses)
    collecting = gc.isenabled()
    gc.disable()
    try:
        with deferred() as interrupts, runs:
            gc.freeze()  # what was there before need not be looked at again and again
            interrupts.scheduler = runs.scheduler
            for progress in _all_runs(runs, tally, budget):
                if interrupts.count:
                    return
                yield progress
        if witnesses:
            with Replays(program, options, ordered).ready() as replays:
                tally.explain(replays)
                if races:
                    tally.look_for_races(replays)
        yield tally.progress
    finally:
        gc.unfreeze()
        if collecting:
            gc.enable()


def _all_runs(runs: Runs, tally: _Tally, budget: _Budget) -> Iterator[Exploration]:
    """Run one class after the other; if that comes to no end, try some at random."""
    more, why = True, ""
    while more and not why:
        more = _search_once(runs, tally)
        progress = tally.progress
        why = budget.half_used_up(progress.runs) if more else ""
        if more and runs.onlooker is not None and runs.onlooker.enough:
            progress.reasons.insert(0, ENOUGH)
            yield progress
            return
        if why:
            progress.reasons.insert(0, why)
        elif runs.scheduler.outcome == STRAYED:
            why = NOT_ALIKE
        yield progress
    if why and not budget.used_up(tally.progress.runs):
        yield from _random_runs(runs, tally, budget, why)


def _search_once(runs: Runs, tally: _Tally) -> bool:
    """One run of the search. Whether there is more to be tried."""
    scheduler = runs.scheduler
    _run(runs, tally)
    if scheduler.sharing.news:
        scheduler.begin_anew()
        tally.begin_anew()
        return True
    if scheduler.outcome == STRAYED:
        tally.progress.reasons = [NOT_ALIKE]
        return False
    tally.count(scheduler)
    more = scheduler.search.next()
    if not more and not runs.watch.hears():
        scheduler.reasons[DEAF] = None
    tally.progress.reasons = list(scheduler.reasons)
    tally.progress.complete = not more and not tally.progress.reasons
    return more


def _random_runs(runs: Runs, tally: _Tally, budget: _Budget, why: str) -> Iterator[Exploration]:
    """Spend what is left of the budget on PCT schedules; `why` the search came to no end."""
    scheduler, progress, pct = runs.scheduler, tally.progress, tally.pct
    priorities = Priorities(pct.seed)
    scheduler.choose = priorities.choose
    scheduler.search.nodes.clear()
    progress.pct = pct
    while not budget.used_up(progress.runs):
        scheduler.history.clear()
        priorities.draw(pct.steps)
        pct.runs += 1
        pct.counted += 1
        _run(runs, tally)
        tally.note_random(scheduler, pct)
        if scheduler.sharing.news:
            pct.counted = 0
            tally.drop_witnesses()
        progress.reasons = [why, *scheduler.reasons]
        yield progress


def _run(runs: Runs, tally: _Tally) -> None:
    """One run, whoever chooses its schedule."""
    scheduler = runs.scheduler
    runs.once()
    tally.progress.runs += 1
    tally.pct.measure(len(scheduler.tasks), scheduler.depth)
    if scheduler.outcome == LIMIT:
        scheduler.reasons[TOO_LONG] = None
    if tally.progress.runs % COLLECT_EVERY == 0:
        garbage.collect()
