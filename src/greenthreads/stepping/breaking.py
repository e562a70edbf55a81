"""The reader is the scheduler: who goes next is chosen, one operation on what is shared at a time.

A game is a list of choices: at each place where more than one thread could go on, which one does.
It is played from the beginning each time, so nothing is kept between two moves but what threads
share, which is found out once. A switch is forced where the thread that went last could have gone
on; the fewest of them with which a program fails are its par (`fewest`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from ..exploration.explorer import _search_once, _Tally
from ..exploration.guided import ByChoices, Guided, _plainly
from ..exploration.outcomes import stream_of, text_of
from ..exploration.packages import prepared
from ..exploration.replays import Replays
from ..exploration.running import Runs
from ..exploration.scheduler import Actor
from ..exploration.sharing import Sharing
from ..options import Options
from ..runner import default_backend
from ..scheduler import Backend
from ..streams import StreamName
from .log import FIRST_STEPS, Log
from .recording import MOST_STEPS, Recorder
from .words import TAKING, Words, called

STREAMS: Final[tuple[StreamName, StreamName]] = ("out", "err")
ASKED: Final = "asked"  # how a run ends in which the reader is to choose
LOOKED_AT: Final = 20  # runs in which it is found out what threads share
MOST_EVENTS: Final = 2_000  # of all these runs together
MOST_NEWS: Final = 5  # times that a game is begun anew, when it shows that threads share more
NOT_POSSIBLE: Final = "choice {} is not possible: thread {} cannot go on there"
MORE_SHARED: Final = "each run shows that the threads share more"


@dataclass
class Choice:
    """One thread that could go next."""

    thread: int
    """Its number, 1 for the main thread."""
    name: str
    words: str
    """What it would do."""
    forces: bool
    """Whether another one loses its turn by it that could go on."""


@dataclass
class Play:
    """A game as far as it has come."""

    log: Log
    choices: list[Choice]
    """Who could go next; nobody when it is over."""
    forced: int
    """Switches that were forced so far."""
    witness: str
    """The schedule, for `replay`."""
    kind: str = ""
    """How it ended: the kind of an exploration's outcome, "" if it has not."""
    text: str = ""
    """What it came to."""
    printed: str = ""
    errors: str = ""

    def data(self) -> dict[str, Any]:
        """As JSON."""
        return self.__dict__ | {
            "log": self.log.data(),
            "choices": [choice.__dict__ for choice in self.choices],
        }


@dataclass
class Known:
    """What is known of a program's runs."""

    sharing: Sharing
    clears: bool


class Point(NamedTuple):
    """A place where several threads could go on."""

    able: tuple[int, ...]
    """Their numbers."""
    runner: int
    """Who went last."""
    could: bool
    """Whether that one could go on, without giving up waiting."""
    forced: int
    """Switches that were forced before."""


class ByReader(ByChoices):
    """The reader's choices, then a question, or, if it is not to `ask`, whoever is next."""

    def __init__(self, choices: Sequence[int], clears: bool, ask: bool) -> None:
        super().__init__(choices, clears)
        self._ask = ask
        self.words: Callable[[Guided, Actor], str] = lambda scheduler, task: ""
        self._next: dict[int, str] = {}  # by thread: what it is about to do
        self.able: list[Choice] = []
        self.points: list[Point] = []
        self.taken: list[int] = []  # who went on, at each of them

    def goes_on(self, scheduler: Guided, task: Actor) -> bool:
        """Whether a thread that is being started goes on: where it asks, it does not."""
        self._next[task.tid] = self.words(scheduler, task)
        return super().goes_on(scheduler, task)

    def heir(self, scheduler: Guided, task: Actor) -> Actor | None:
        """Who does the next event."""
        if scheduler.living == 1 and scheduler._comes_after_all(task):
            return scheduler._go_solo(task)
        self._next[task.tid] = self.words(scheduler, task)
        able = [one for one in scheduler.tasks if scheduler.can_go_on(one)]
        could = _could(scheduler.tasks[self._runner], able)
        chosen = self._chosen(scheduler, task, able, could)
        if chosen is not None and len(able) > 1:
            self.taken.append(chosen.ident)
        if chosen is not None and chosen.tid != self._runner:
            forced = self.forced + could
            self._end_turn(scheduler)
            self.forced = forced
            self._runner = chosen.tid
            self._from = scheduler.started[chosen.tid], scheduler.at[chosen.tid]
        return chosen

    def _chosen(
        self, scheduler: Guided, task: Actor, able: list[Actor], could: bool
    ) -> Actor | None:
        if len(able) < 2:
            return able[0] if able else None
        numbers = tuple(one.ident for one in able)
        self.points.append(Point(numbers, self._runner + 1, could, self.forced))
        if self._number == len(self._choices):
            if not self._ask:
                return _plainly(scheduler, task)
            self.able = [self._choice(one, could) for one in able]
            scheduler.stop(ASKED)
            return None
        number = self._choices[self._number]
        self._number += 1
        if number not in numbers:
            scheduler.misfit(NOT_POSSIBLE.format(self._number, number))
            return None
        return scheduler.tasks[number - 1]

    def _choice(self, one: Actor, could: bool) -> Choice:
        ready = one.op is None or one.op.ready is None or bool(one.op.ready())
        words = self._next.get(one.tid, "") if ready else "gives up waiting"
        return Choice(one.ident, called(one.name), words, could and one.tid != self._runner)


def _could(runner: Actor, able: list[Actor]) -> bool:
    """Whether who went last can go on, without giving up waiting."""
    op = runner.op
    return runner in able and op is not None and (op.ready is None or bool(op.ready()))


def play(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    choices: Sequence[int] = (),
    ordered: bool = False,
    backend: Backend | None = None,
) -> Play:
    """Play a game: threads by their numbers, one for each place where several could go on.

    Raises ValueError for a choice that is not possible.
    """
    options = options or Options(level="free-threaded")
    backend = backend or default_backend()
    program, options = prepared(source, filename, options, backend)
    known = known_of(source, filename, options, ordered, backend)
    with Replays(program, options, ordered).ready() as replays:
        for _ in range(MOST_NEWS):
            game = _played(replays, known, choices)
            if game is not None:
                return game
    raise ValueError(MORE_SHARED)


def _played(replays: Replays, known: Known, choices: Sequence[int]) -> Play | None:
    """Play once; None if it turned out that threads share more, which is known now."""
    scheduler, shared = replays.scheduler, None
    for ask in (False, True):
        scheduler.sharing.know(known.sharing)
        guide = scheduler.guide = ByReader(choices, known.clears, ask)
        scheduler.notes = None
        main = vars(replays.main)
        recorder = Recorder(replays.program, scheduler, main, replays.output, shared)
        guide.words = partial(_next_words, recorder.words)
        with recorder:
            replays._once(known.clears)
        if scheduler.sharing.news:
            return None
        if scheduler.unfit:
            raise ValueError(scheduler.unfit)
        shared = recorder.shared() if shared is None else shared
    return _play(replays, recorder, guide)


def _play(replays: Replays, recorder: Recorder, guide: ByReader) -> Play:
    scheduler = replays.scheduler
    cut = FIRST_STEPS.format(MOST_STEPS) if recorder.cut else ""
    asked = bool(guide.able)
    told = replays.told()
    log = Log(recorder.steps, told.kind, "" if asked else told.report, cut)
    witness = str(guide.witness(scheduler))
    if asked or recorder.cut:
        return Play(log, guide.able, guide.forced, witness)
    text = text_of(told, replays.output.written, replays._ordered)
    printed, errors = (stream_of(replays.output.written, name) for name in STREAMS)
    return Play(log, [], guide.forced, witness, told.kind, text, printed, errors)


def _next_words(words: Words, scheduler: Guided, task: Actor) -> str:
    """What the thread that runs is about to do, in words."""
    op = task.op
    if op is not None and op.what is not None:
        what, method = op.what
        if method == "Thread.join":
            return f"goes on: {called(getattr(what, 'name', 'the other'))} has ended"
        place = scheduler.names.place(what, method)
        if place.operation in TAKING:
            return f"acquires {place.object}"
        return f"does {place.object}.{place.operation.rpartition('.')[2]}()"
    return words.of_next()


# -- what is known of a program ------------------------------------------------------------------

_KNOWN: dict[tuple[str, Options, bool], Known] = {}  # of the last program


def known_of(
    source: str, filename: str, options: Options, ordered: bool, backend: Backend
) -> Known:
    """What threads share, as far as some runs show."""
    key = source, options, ordered
    if key not in _KNOWN:
        program, options = prepared(source, filename, options, backend)
        runs = Runs(program, options, ordered)
        tally = _Tally(runs, ordered, 0)
        with runs:
            events = 0
            for _ in range(LOOKED_AT):
                more = _search_once(runs, tally)
                events += len(runs.scheduler.history.trace) + runs.scheduler.position
                if not more or (events > MOST_EVENTS and not runs.scheduler.sharing.news):
                    break
        _KNOWN.clear()
        _KNOWN[key] = Known(runs.scheduler.sharing, runs.scheduler.library.clears)
    return _KNOWN[key]
