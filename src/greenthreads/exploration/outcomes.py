"""What a run came to, so that two runs of which nobody would tell the difference are the same.

Lines of different threads may stand in any order, unless one thread waited for what another did:
then the text shows them in that order. What each thread wrote is told thread by thread.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from ..streams import StreamName
from .history import NOBODY, Event
from .scheduler import ENDLESS, LIMIT, Actor, Exploring

Kind = Literal["finished", "deadlock", "error", "endless", "step limit"]
SILENT: Final = ("Traceback", "Exception in thread", "Exception ignored in thread")
OF_ENDLESS: Final = "Endless: every thread waits, or goes round in a loop, for what never comes."
OF_LIMIT: Final = "Stopped: the program may never end."

Piece = tuple[Actor, Event | None, StreamName, str]
Written = list[Piece]  # thread, event, stream, text


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
    for task, _, stream, text in written:
        key = stream if ordered and stream == "out" else (task.path, stream)
        said[key] = said.get(key, "") + text
    return Told((kind, report, tuple(sorted(said.items(), key=repr))), kind, report)


def _report(scheduler: Exploring, kind: str) -> str:
    if kind == ENDLESS:
        return "\n".join([OF_ENDLESS, *scheduler.report.splitlines()[1:]])
    return OF_LIMIT if kind == LIMIT else scheduler.report


def text_of(told: Told, written: Written, ordered: bool) -> str:
    """The outcome for people: what was printed, the report, the exceptions."""
    pieces = written if ordered else in_canonical_order(written)
    printed = "".join(text for _, _, stream, text in pieces if stream == "out")
    errors = "".join(text for _, _, stream, text in pieces if stream == "err")
    failures = [
        line for line in errors.splitlines() if line[:1].isalpha() and not line.startswith(SILENT)
    ]
    rest = "\n".join([*told.report.splitlines(), *failures])
    if not rest:
        return printed
    return printed + ("\n" if printed and not printed.endswith("\n") else "") + rest


def in_canonical_order(written: Written) -> Written:
    """Pieces of text by threads, as far as the threads' waiting for one another allows."""
    left = list(range(len(written)))
    found: Written = []
    while left:
        ready = [i for i in left if not any(_before(written[j], written[i]) for j in left)]
        first = min(ready, key=lambda i: (written[i][0].path, i))
        found.append(written[first])
        left.remove(first)
    return found


def _before(one: Piece, other: Piece) -> bool:
    """Whether one piece was written before another in all schedules of the class."""
    (task, event, _, _), (task2, event2, _, _) = one, other
    if event is None or event2 is None:  # before there were threads
        return event is None and event2 is not None
    if event is event2 or task is task2:
        return False
    return event2.clock.get(event.tid, NOBODY) >= event.number
