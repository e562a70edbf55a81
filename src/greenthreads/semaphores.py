"""`_multiprocessing.SemLock` for the threads of a run.

`multiprocessing.dummy.Pool`, a pool of threads, keeps a queue of `multiprocessing` too, whose
locks are semaphores of the system. They block in C; a run's are its scheduler's.
"""

from __future__ import annotations

from collections import deque
from types import ModuleType
from typing import Any, Final

from .locks import nanoseconds
from .naming import Names
from .scheduler import Scheduler, Task

RECURSIVE: Final = 0
LARGEST: Final = 2**31 - 1


class SemLock:
    """A semaphore; as a mutex that its owner may acquire again, if `kind` is 0."""

    SEM_VALUE_MAX = LARGEST
    _scheduler: Scheduler  # given by `make_multiprocessing`, as is:
    _names: Names

    def __init__(self, kind: int, value: int, maxvalue: int, name: str, unlink: bool) -> None:
        if kind not in (0, 1):
            raise ValueError("unrecognized kind")
        self.kind, self.maxvalue, self.handle = kind, maxvalue, id(self)
        self.name = None  # no process could find it
        self._value, self._depth = value, 0
        self._owner: Task | None = None
        self._waiters: deque[Task] = deque()

    def acquire(self, block: Any = True, timeout: Any = None) -> bool:
        """Take one; wait for it unless told otherwise. Whether it was taken."""
        scheduler, task = self._scheduler, self._scheduler.current
        if self.kind == RECURSIVE and self._is_mine():
            self._depth += 1
            return True
        span = None if timeout is None else max(0, nanoseconds(timeout))
        deadline = None if span is None else scheduler.now + span
        while not self._value:
            left = None if deadline is None else deadline - scheduler.now
            if not block or not self._wait(left):
                return False
        self._value -= 1
        self._owner, self._depth = task, self._depth + 1
        return True

    def _wait(self, span: int | None) -> bool:
        task = self._scheduler.current
        self._waiters.append(task)
        try:
            site = self._names.place(self, "SemLock.acquire")
            return self._scheduler.wait("blocked", site, span)
        finally:
            self._waiters.remove(task)

    def release(self) -> None:
        """Give one back."""
        if self.kind == RECURSIVE:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._depth > 1:
                self._depth -= 1
                return
        elif self._value >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._value += 1
        self._depth -= 1
        for waiter in self._waiters:  # each looks for itself: nobody's wake-up can be lost
            self._scheduler.wake(waiter)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    def _count(self) -> int:
        return self._depth

    def _is_mine(self) -> bool:
        return self._depth > 0 and self._owner is self._scheduler.current

    def _get_value(self) -> int:
        return self._value

    def _is_zero(self) -> bool:
        return not self._value

    def _after_fork(self) -> None:
        self._depth = 0


def make_multiprocessing(scheduler: Scheduler, names: Names) -> ModuleType:
    """The `_multiprocessing` module of one run."""
    module = ModuleType("_multiprocessing")
    bindings = {"_scheduler": scheduler, "_names": names, "__module__": "_multiprocessing"}
    kind = type("SemLock", (SemLock,), bindings)
    module.__dict__.update(SemLock=kind, flags={}, sem_unlink=lambda name: None)
    return module
