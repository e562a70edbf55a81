"""A schedule in few words: whose turn it is, and how far each turn goes.

A thread's *points* are the places where its turn could end: wherever it comes to something that
another thread might see, whether one does or not. So a schedule means the same to an exploration,
which knows what threads share, and to one run by itself, which does not.

    0-1.3-2-1-0    thread 0, the main one, goes on as long as it can; thread 1 through 3 points; ...
    0.2:1-2-1-0    thread 0 starts two threads and then goes through one more point
    ...*3.1.0      while it was started, the first of the started came to its third point, the
                   second to its first, the third to its end; what is left out is 1; 1:2 is the
                   second point after it had started a thread itself
    ...~c          events are cleared: to begin to wait for one is an operation by itself
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

NO_WITNESS: Final = "{!r} is no witness: turns are written 0-1.3-2, or 0.2:1 with threads started"
WITNESS: Final = re.compile(
    r"(?P<turns>\d+(\.(\d+:)?\d+)?(-\d+(\.(\d+:)?\d+)?)*)"
    r"(\*(?P<begins>(\d+:)?\d+(\.(\d+:)?\d+)*))?(~(?P<clears>c))?",
    re.ASCII,
)
LONGEST: Final = 200_000  # characters


class Turn(NamedTuple):
    """A thread goes on alone."""

    thread: int
    points: int | None = None
    """Through how many points; None for as long as it can. After it has started threads in this
    turn, at which point, counted from the last start."""
    starts: int = 0
    """How many threads it starts in this turn."""

    def __str__(self) -> str:
        if self.points is None:
            return str(self.thread)
        starts = f"{self.starts}:" if self.starts else ""
        return f"{self.thread}.{starts}{self.points}"


class Begin(NamedTuple):
    """How far a thread comes while it is being started."""

    point: int = 1
    """To which point, counted from when it last started a thread itself; 0: to its end."""
    starts: int = 0
    """How many threads it starts before."""

    def __str__(self) -> str:
        return f"{self.starts}:{self.point}" if self.starts else str(self.point)


FIRST: Final = Begin()


class Witness(NamedTuple):
    """A schedule of one program; after its last turn whoever can goes on."""

    turns: tuple[Turn, ...]
    begins: tuple[Begin, ...] = ()
    """How far each started thread came before the one who started it went on."""
    clears: bool = False
    """Whether the program clears events, or shuts queues down."""

    def begin(self, number: int) -> Begin:
        """How far the thread with this number came when it was started."""
        return self.begins[number - 1] if number <= len(self.begins) else FIRST

    def __str__(self) -> str:
        begins = list(self.begins)
        while begins and begins[-1] == FIRST:
            begins.pop()
        text = "-".join(map(str, self.turns))
        if begins:
            text += "*" + ".".join(map(str, begins))
        return text + "~c" * self.clears


def parse(text: str) -> Witness:
    """The witness that is written like this. Raises ValueError for a text that is none."""
    found = WITNESS.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise ValueError(NO_WITNESS.format(text[:60]))
    turns = tuple(_turn(part) for part in found["turns"].split("-"))
    begins = tuple(_begin(part) for part in (found["begins"] or "").split(".") if part)
    return Witness(turns, begins, found["clears"] is not None)


def _begin(text: str) -> Begin:
    starts, _, point = text.rpartition(":")
    return Begin(int(point), int(starts or 0))


def _turn(text: str) -> Turn:
    thread, _, length = text.partition(".")
    if not length:
        return Turn(int(thread))
    starts, _, points = length.rpartition(":")
    return Turn(int(thread), int(points), int(starts or 0))
