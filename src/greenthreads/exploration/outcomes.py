"""What a run came to, so that two runs of which nobody would tell the difference are the same.

Lines of different threads may stand in any order, unless one thread waited for what another did:
then the text shows them in that order. What each thread wrote is told thread by thread.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from ..streams import StreamName
from .history import NOBODY, Event
from .scheduler import ENDLESS, LIMIT, Actor, Exploring

Kind = Literal["finished", "deadlock", "error", "endless", "step limit"]
# Where an object lies is another place in each run, and no difference between two.
ADDRESS: Final = re.compile(r"\bat 0x[0-9a-fA-F]+")
SOMEWHERE: Final = "at 0x…"
SILENT: Final = ("Traceback", "Exception in thread", "Exception ignored in thread")
OF_ENDLESS: Final = "Endless: every thread waits, or goes round in a loop, for what never comes."
OF_LIMIT: Final = "Stopped: the program may never end."


class Piece(NamedTuple):
    """Something that was written."""

    task: Actor
    event: Event | None
    stream: StreamName
    text: str
    moment: int
    """When, by the thread's own time: moments (scheduler.MOMENT) since the start."""


Written = list[Piece]


@dataclass
class Outcome:
    """What some classes of schedules come to."""

    kind: Kind
    text: str
    """What was printed, then what went wrong: a deadlock, the exceptions."""
    classes: int = 0
    """How many classes of schedules come to it."""
    late: bool = True
    """Whether it needs a thread that is held up: by a clock that only moves when nobody can run
    it would not be found."""
    witness: str = ""
    """A schedule that comes to it, for `replay`; the plainest that is known. "" if none is known:
    before the exploration has ended."""
    sentence: str = ""
    """What happened in that schedule, in words. "" where nothing can be said for certain."""
    mark: Hashable = None
    """What an onlooker told apart; see `onlooker`."""


class Ending(NamedTuple):
    """How the run of one class ended, for who judges each of them."""

    outcome: Outcome
    """What it came to."""
    stdout: str
    """One of those that its class can print: as in a run where nobody is held up needlessly."""
    stderr: str
    status: int
    seconds: float
    """The time of a run in which no thread is held up for longer than this class needs."""
    late: bool
    """Whether a thread must have been held up."""

    @property
    def kind(self) -> Kind:
        """What kind of outcome that is."""
        return self.outcome.kind


class Told(NamedTuple):
    """An outcome of one run; two are the same if their keys are."""

    key: Hashable
    kind: Kind
    report: str


def tell(scheduler: Exploring, written: Written, failed: bool, ordered: bool) -> Told:
    """What the run that is over came to."""
    kind: Any = scheduler.outcome
    if kind == "finished" and failed:
        kind = "error"
    report = _report(scheduler, kind)
    said: dict[Hashable, str] = {}
    for one in written:
        key = one.stream if ordered and one.stream == "out" else (one.task.path, one.stream)
        said[key] = said.get(key, "") + one.text
    said = {key: ADDRESS.sub(SOMEWHERE, text) for key, text in said.items()}
    return Told((kind, report, tuple(sorted(said.items(), key=repr))), kind, report)


def _report(scheduler: Exploring, kind: str) -> str:
    if kind == ENDLESS:
        return "\n".join([OF_ENDLESS, *scheduler.report.splitlines()[1:]])
    return OF_LIMIT if kind == LIMIT else scheduler.report


def text_of(told: Told, written: Written, ordered: bool) -> str:
    """The outcome for people: what was printed, the report, the exceptions."""
    pieces = written if ordered else in_canonical_order(written)
    printed, errors = stream_of(pieces, "out"), stream_of(pieces, "err")
    failures = [
        line for line in errors.splitlines() if line[:1].isalpha() and not line.startswith(SILENT)
    ]
    failures = [ADDRESS.sub(SOMEWHERE, line) for line in failures]
    printed = ADDRESS.sub(SOMEWHERE, printed)
    rest = "\n".join([*told.report.splitlines(), *failures])
    if not rest:
        return printed
    return printed + ("\n" if printed and not printed.endswith("\n") else "") + rest


def stream_of(written: Written, name: StreamName) -> str:
    """What was written to one stream."""
    return "".join(one.text for one in written if one.stream == name)


def in_time(written: Written) -> Written:
    """Pieces of text as they came, but by the threads' own times: as if nobody were held up."""
    return sorted(written, key=lambda one: one.moment)


def in_canonical_order(written: Written) -> Written:
    """Pieces of text by time and threads, as far as the threads' waiting for each other allows."""
    left = list(range(len(written)))
    found: Written = []
    while left:
        ready = [i for i in left if not any(_before(written, j, i) for j in left)]
        first = min(ready, key=lambda i: (written[i].moment, written[i].task.path, i))
        found.append(written[first])
        left.remove(first)
    return found


def _before(written: Written, one: int, other: int) -> bool:
    """Whether one piece was written before another in all schedules of the class."""
    task, event = written[one][:2]
    task2, event2 = written[other][:2]
    if event is None or event2 is None:
        return one < other  # while only one thread lives, all that was done comes before
    if event is event2 or task is task2:
        return False
    return event2.clock.get(event.tid, NOBODY) >= event.number
