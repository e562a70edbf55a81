"""Who looks at each run of a search, and tells apart what outcomes alone do not.

Two classes may print the same and yet differ in what a judge asks of them: what a variable holds at
the end, whether a thread slept with a lock in its hand. What an onlooker answers of a run (`mark`)
is a part of its outcome, so that each such difference has its own classes and its own witness. All
that it goes by must be the same in all schedules of a class.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .outcomes import Kind
    from .scheduler import Actor


class Over(NamedTuple):
    """A run that is over; the fields are those of `outcomes.Ending`."""

    kind: Kind
    report: str
    """Of a deadlock: who waits for what."""
    stdout: str
    stderr: str
    status: int
    seconds: float
    late: bool


class Onlooker:
    """Hears of runs; by itself it tells none apart. One that has `enough` ends the search."""

    enough = False

    def begin_anew(self) -> None:
        """All runs so far were for nothing: the search found out more of what threads share."""

    def begin(self) -> None:
        """A run begins."""

    def starts(self, child: Actor, earlier: list[Actor]) -> None:
        """A thread is started, after others were."""

    def took(self, task: Actor, lock: Any) -> None:
        """A thread has taken a lock of the program's own."""

    def sleeps(self, task: Actor, line: int) -> None:
        """A thread goes to sleep."""

    def spins(self, task: Actor, line: int) -> None:
        """A thread comes round in a loop in which it has changed nothing, and did not wait."""

    def over(self, values: dict[str, Any]) -> None:
        """The program is over; its globals are still there. Not heard where it never ends."""

    def mark(self, run: Over) -> Hashable:
        """What is to be told apart of a run that is over."""
