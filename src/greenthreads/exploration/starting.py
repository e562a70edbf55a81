"""Threads that start and end without the locks in which `threading` keeps its books of them.

An exploration starts threads thousands of times. Each takes `_active_limbo_lock` three times, and
tells by an `Event` that it has begun, which is a condition, a lock, and a list of who waits. In a
run nobody ever waits for either: a turn does not end while the one is held, and whoever starts a
thread goes on only when that has begun. So a lock that always can be taken, and a flag, are as
good. A program that could tell, for it reaches into these or runs code of its own inside, has
the library's.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable, Iterable
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from .operands import Usage

if TYPE_CHECKING:
    from .scheduler import Exploring

# Called where the library looks a thread up among others, or lets one go.
CALLED_INSIDE: Final = frozenset(("__hash__", "__eq__", "__del__", "__setattr__", "__getattr__"))
BOOKS: Final = frozenset("_started _active_limbo_lock _limbo _active _dangling _delete".split())
TOO_EARLY: Final = "it runs in a thread before that has begun"


class Started:
    """Whether a thread has begun: what `threading` needs of an `Event`."""

    __slots__ = ("_flag",)
    _scheduler: Exploring  # given by `simplify`

    def __init__(self) -> None:
        self._flag = False

    def is_set(self) -> bool:
        """Whether it has."""
        return self._flag

    def set(self) -> None:
        """It has begun."""
        self._flag = True

    def wait(self, timeout: Any = None) -> bool:
        """Whoever started it goes on: it came to its first operation, or the run is over."""
        if not self._flag:
            self._scheduler.leave_if_over()
            self._scheduler.reasons[TOO_EARLY] = None
        return self._flag


class _Dangling:
    """In place of the weak set of all threads, which only a fork looks at."""

    def __init__(self, age: Callable[[Any], int]) -> None:
        self.add = age  # threads are told apart by when they were made


def can_tell(codes: Iterable[CodeType], usage: Usage, threading: ModuleType) -> bool:
    """Whether a program might see how threads start: by a name, or from code that runs inside."""
    if not usage.known or any(usage.sets_attribute(name) for name in vars(threading)):
        return True
    return any(
        code.co_name in CALLED_INSIDE or not BOOKS.isdisjoint((*code.co_names, code.co_name))
        for code in codes
    )


def simplify(threading: ModuleType, scheduler: Exploring, age: Callable[[Any], int]) -> None:
    """Let the threads of this `threading` start so."""
    own = vars(threading)
    # Green threads are all one thread of the system: it never waits for a lock that it holds.
    own["_active_limbo_lock"] = _thread.RLock()
    kind = own["Thread"]
    init = kind.__init__
    started = type("Started", (Started,), {"__slots__": (), "_scheduler": scheduler})
    seen = own | {"Event": started, "_dangling": _Dangling(age)}
    made = FunctionType(init.__code__, seen, init.__name__, init.__defaults__, init.__closure__)
    made.__kwdefaults__, made.__qualname__ = init.__kwdefaults__, init.__qualname__
    made.__module__, made.__doc__ = init.__module__, init.__doc__
    kind.__init__ = made
