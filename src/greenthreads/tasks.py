"""What the scheduler deals in: tasks, the places where they wait, alarms, and events of the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

State = Literal["new", "ready", "running", "waiting", "done"]
NEW: Final = "new"
READY: Final = "ready"
RUNNING: Final = "running"
WAITING: Final = "waiting"
DONE: Final = "done"

Wait = Literal["sleeping", "blocked", "joining", "io"]
Kind = Wait | Literal["created", "ready", "running", "preempted", "acquired", "released", "done"]


class Unwind(BaseException):
    """Raised inside every task that is left when a run is over, so that its stack unwinds."""


class Event(NamedTuple):
    """One thing that happened: `time` in virtual seconds, `thread` the name, `ident` its number.

    `object` and `operation` name what is waited for, acquired or released; `line` is the
    program's, 0 for none.
    """

    time: float
    thread: str
    ident: int
    kind: Kind
    object: str = ""
    operation: str = ""
    line: int = 0


class Site:
    """Where and on what a task waits; `greenthreads.naming` knows how to fill one from a frame.

    The scheduler asks for these only when it writes the log or reports a deadlock, so that a
    name need not be looked for before someone wants to read it.
    """

    __slots__ = ()

    @property
    def object(self) -> str:
        """The name of what is waited for, "" for none."""
        return ""

    @property
    def operation(self) -> str:
        """What was called, as `Lock.acquire`."""
        return ""

    @property
    def line(self) -> int:
        """The program's line that waits, 0 for none."""
        return 0

    @property
    def holder(self) -> Task | None:
        """The task that has what is waited for, if one has."""
        return None


NOWHERE: Final = Site()


class Task:
    """One thread of control. `stack` belongs to the back-end; `at_end` is called when it ends."""

    __slots__ = (
        "_name",
        "at_end",
        "begun",
        "daemon",
        "function",
        "ident",
        "joiners",
        "pending",
        "since",
        "site",
        "stack",
        "state",
        "thread_id",
        "timer",
        "unwound",
        "woken",
        "worked",
        "__weakref__",
    )

    def __init__(
        self,
        ident: int,
        function: Callable[[], object],
        name: str | Callable[[], str],
        daemon: bool,
    ) -> None:
        self.ident = ident  # its number in this run, never used twice
        self.thread_id = ident  # what the program gets from get_ident(), used again after it ended
        self.function: Callable[[], object] | None = function
        self.daemon = daemon
        self.begun = False
        self.state: State = NEW
        self.site: Site = NOWHERE
        self.timer = 0  # number of the timer that may wake it, 0 for none
        self.since = 0  # when it began to wait
        self.woken = False
        self.pending: list[Callable[[], object]] = []  # to call when it next runs (signals)
        self.stack: Any = None
        self.at_end: list[Callable[[], object]] = []
        self.joiners: list[Task] = []
        self.unwound = 0  # how often it was told that the run is over
        self.worked = 0  # steps done in earlier turns
        self._name = name

    @property
    def name(self) -> str:
        """The name as it is now; programs may rename their threads."""
        return self._name if isinstance(self._name, str) else self._name()

    def fix_name(self) -> None:
        """Keep the name as it is: what it came from may go now."""
        self._name = self.name

    def __repr__(self) -> str:
        return f"<Task {self.ident} {self.name!r} {self.state}>"


class Alarm:
    """Calls `function` at a time, whoever runs then. It must neither wait nor raise."""

    __slots__ = ("function", "timer", "when")

    def __init__(self, when: int, function: Callable[[], object]) -> None:
        self.when, self.function = when, function
        self.timer = 0

    def cancel(self) -> None:
        """Do not call it. Its place among the timers stays until its time, and means nothing."""
        self.timer = 0
