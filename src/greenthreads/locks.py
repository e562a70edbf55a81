"""Locks on the scheduler: `_thread.lock` and `_thread.RLock`.

The classes here are made into those of a run by `of_run`, which gives them the run's scheduler:
a program can only meet locks of its own run, and `type(threading.Lock())` is as good a class as
CPython's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Final, SupportsFloat, SupportsIndex

from .naming import Names
from .scheduler import Scheduler, Task

# ns: a lock is handed over to a waiter older than this, as CPython's PyMutex does. Without it, a
# thread that releases and acquires again at once would starve the others.
FAIR_AFTER: Final = 1_000_000
TIMEOUT_MAX: Final = float(2**63 // 10**9)  # seconds, as on 64-bit CPython

Seconds = SupportsFloat | SupportsIndex


def nanoseconds(seconds: Any) -> int:
    """Seconds, as any number, in whole nanoseconds; errors as CPython's own."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
    elif not hasattr(type(seconds), "__index__"):
        seconds = float(seconds)
    if abs(seconds) > TIMEOUT_MAX:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
    # The least wait is 1 ns: a loop that waits for what is left must see the clock move.
    return round(seconds * 1e9) or int(seconds > 0)


def nanoseconds_of_timeout(timeout: Any) -> int | None:
    """A timeout in whole nanoseconds, None for -1; errors as CPython's own."""
    if timeout == -1:
        return None
    try:
        return nanoseconds(timeout)
    except OverflowError:
        raise OverflowError("timeout value is too large") from None


def _limit(blocking: Any, timeout: Any) -> int | None:
    """The two arguments of `acquire` as one timeout: None for ever, 0 for not at all."""
    if timeout == -1 and type(timeout) is int:
        return None if blocking else 0
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    limit = nanoseconds_of_timeout(timeout)
    if limit is not None and limit < 0:
        raise ValueError("timeout value must be a non-negative number")
    return limit


class Mutex:
    """What `lock` and `RLock` share: an owner, and waiters first come first served.

    Release hands over to a waiter older than `FAIR_AFTER`; otherwise whoever is quicker gets the
    lock, as on CPython. A woken waiter stays in the queue until it has the lock or gives up, so
    that no wake-up is lost when it does.
    """

    __slots__ = ("_heir", "_label", "owner", "waiters", "__weakref__")
    # Given by `of_run`:
    _scheduler: Scheduler
    _names: Names
    _watched: bool  # whether acquisitions are logged
    # A step comes before an acquisition and after a release. Not after an acquisition: what is
    # raised in a step (Unwind, a signal's handler) must not leave the lock taken.
    _step: Callable[[], object]
    _kind: str

    def __init__(self) -> None:
        self.owner: Task | None = None
        self.waiters: deque[Task] = deque()
        self._heir: Task | None = None  # who was handed the lock and has not run yet
        self._label: str | None = None  # None: not asked yet; "": the library's own; else its name

    def _take(self, timeout: int | None) -> bool:
        task = self._scheduler.current
        if self.owner is None:
            self.owner = task
        elif timeout == 0 or not self._queue_up(task, timeout):
            return False
        if self._watched:
            self._note("acquired")
        return True

    def _queue_up(self, task: Task, timeout: int | None) -> bool:
        scheduler = self._scheduler
        deadline = None if timeout is None else scheduler.now + timeout
        site = self._names.place(self, f"{self._kind}.acquire")
        began = scheduler.now
        self.waiters.append(task)
        try:
            while True:
                left = None if deadline is None else deadline - scheduler.now
                woken = scheduler.wait("blocked", site, left)
                if self.owner is None or self._heir is task:
                    self.owner, self._heir = task, None
                    return True
                if not woken:
                    return False
                task.since = began  # overtaken: its age counts from when it came first
        finally:
            self.waiters.remove(task)
            if self.owner is None or self._heir is task:  # an exception came instead of the lock
                self._pass_on()

    def _pass_on(self) -> None:
        """Whoever was woken to take the lock does not: wake the next, or nobody ever would."""
        self.owner = self._heir = None
        if self.waiters:
            self._scheduler.wake(self.waiters[0])

    def _give(self) -> None:
        scheduler = self._scheduler
        if self._watched:
            self._note("released")
        self.owner = None
        if self.waiters:
            first = self.waiters[0]
            if scheduler.now - first.since >= FAIR_AFTER:
                self.owner = self._heir = first
            scheduler.wake(first)

    def _note(self, kind: Any) -> None:
        """Log who holds a lock of the program's own. The library's inner locks stay unnamed."""
        if self._label is None:
            site = self._names.place(self, f"{self._kind}.acquire")
            own = site.target is self or site.operation == "Condition.acquire"
            self._label = site.object if own else ""
        if self._label and self.owner is not None:
            self._scheduler.log(self.owner, kind, self._label)

    def _at_fork_reinit(self) -> None:
        self.owner = self._heir = None
        self.waiters.clear()

    def locked(self) -> bool:
        """Whether anyone has it."""
        return self.owner is not None

    def _state(self) -> str:
        return "locked" if self.owner is not None else "unlocked"


class Lock(Mutex):
    """A green lock: whoever has it may be anyone, and anyone may release it."""

    __slots__ = ()
    _kind = "Lock"

    def acquire(self, blocking: Any = True, timeout: Any = -1) -> bool:
        """Take the lock; wait for it unless told otherwise. Whether it was taken."""
        # The usual call is looked at first: it is most of what an exploration does.
        limit = None if blocking is True and timeout == -1 else _limit(blocking, timeout)
        self._step()
        return self._take(limit)

    def release(self) -> None:
        """Give the lock back."""
        if self.owner is None:
            raise RuntimeError("release unlocked lock")
        self._give()
        self._step()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    def __repr__(self) -> str:
        return f"<{self._state()} _thread.lock object at {id(self):#x}>"

    acquire_lock, release_lock, locked_lock = acquire, release, Mutex.locked


class RLock(Mutex):
    """A green lock that its owner may acquire again."""

    __slots__ = ("_count",)
    _kind = "RLock"

    def __init__(self, *args: object, **kwargs: object) -> None:
        Mutex.__init__(self)
        self._count = 0

    def acquire(self, blocking: Any = True, timeout: Any = -1) -> bool:
        """Take the lock, once more if it is one's own already. Whether it was taken."""
        limit = _limit(blocking, timeout)
        self._step()
        if self._count and self.owner is self._scheduler.current:
            self._count += 1
        elif self._take(limit):
            self._count = 1
        else:
            return False
        return True

    def release(self) -> None:
        """Undo one `acquire`."""
        if self.owner is not self._scheduler.current or not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._give()
        self._step()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    # What `threading.Condition` asks of its lock:

    def _is_owned(self) -> bool:
        return self.owner is self._scheduler.current

    def _recursion_count(self) -> int:
        return self._count if self.owner is self._scheduler.current else 0

    def _release_save(self) -> tuple[int, Task | None]:
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._count, self.owner)
        self._count = 0
        self._give()
        return state

    def _acquire_restore(self, state: tuple[int, Task | None]) -> None:
        self._take(None)
        self._count = state[0]

    def _at_fork_reinit(self) -> None:
        Mutex._at_fork_reinit(self)
        self._count = 0

    def __repr__(self) -> str:
        owner = self.owner.thread_id if self.owner else 0
        kind = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"<{self._state()} {kind} object owner={owner} count={self._count} at {id(self):#x}>"


def of_run(
    kind: type[Mutex], name: str, scheduler: Scheduler, names: Names, step: Any, watched: bool
) -> Any:
    """The class of one run's locks; `step` is called around their operations."""
    bindings: dict[str, Any] = {
        "__slots__": (),
        "__module__": "_thread",
        "__doc__": kind.__doc__,
        "_scheduler": scheduler,
        "_names": names,
        "_step": staticmethod(step),
        "_watched": watched,
    }
    if issubclass(kind, Lock):  # CPython's lock cannot be subclassed, its RLock can
        bindings["__init_subclass__"] = classmethod(_final)
    return type(name, (kind,), bindings)


class ImportLock(Lock):
    """A lock of the import system. One run goes at a time: the class is made once for all."""

    __slots__ = ()
    _watched, _step = False, staticmethod(lambda: None)


class ImportRLock(RLock):
    """A lock of the import system that its owner may acquire again; see `ImportLock`."""

    __slots__ = ()
    _watched, _step = False, staticmethod(lambda: None)


def for_imports(scheduler: Scheduler, names: Names) -> dict[str, Any]:
    """What the import system of one run needs of `_thread`; its locks make no steps."""
    for kind in (ImportLock, ImportRLock):
        kind._scheduler, kind._names = scheduler, names
    return {"allocate_lock": ImportLock, "RLock": ImportRLock}


def _final(cls: type) -> None:
    raise TypeError("type '_thread.lock' is not an acceptable base type")
