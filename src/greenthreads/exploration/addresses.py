"""`id()` for explorations: where an object lies must not vary from run to run.

Programs take locks in the order of their addresses. In the next run the same objects lie elsewhere,
and another of them comes first: then two runs that begin alike would not go on alike. So objects
are numbered: those that there are before there are threads, in the order in which they are found,
all others when they are first asked for. Who asks first is then a question of the schedule.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Final

from .accesses import WRITE, Accesses

if TYPE_CHECKING:
    from .scheduler import Exploring

ASKED_FIRST: Final = "addresses"  # the place of who asks first
FIRST: Final = 1 << 46
STEP: Final = 64
# References to what only the call knows, as of `id([])`: its number is free again after it.
OF_A_CALL: Final = 2 if sys.version_info < (3, 14) else 0


class Addresses:
    """The addresses of one run's objects."""

    def __init__(self, scheduler: Exploring) -> None:
        self._scheduler = scheduler
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []  # alive, so that no address is used twice

    def reset(self) -> None:
        """A new run begins."""
        self._numbers.clear()
        self._kept.clear()

    def give(self, things: Iterable[object]) -> None:
        """Number objects in an order that every run has."""
        for thing in things:
            if id(thing) not in self._numbers:
                self._give(thing)

    def _give(self, thing: object) -> int:
        number = self._numbers[id(thing)] = len(self._kept)
        self._kept.append(thing)
        return number

    def builtins(self) -> ModuleType:
        """The builtins, with such an `id`."""
        module = ModuleType("builtins", builtins.__doc__)
        module.__dict__.update(vars(builtins))
        scheduler, numbers, getrefcount, real = self._scheduler, self._numbers, sys.getrefcount, id

        def id_(obj: object, /) -> int:
            """Return the identity of an object."""
            number = numbers.get(real(obj))
            if number is None:
                if getrefcount(obj) <= OF_A_CALL:
                    return real(obj)
                place = scheduler.places.named("other", ASKED_FIRST)
                accesses: Accesses = ((place, None, WRITE),)
                scheduler.touch(accesses)
                number = self._give(obj)
            return FIRST + number * STEP

        id_.__name__ = id_.__qualname__ = "id"
        id_.__module__ = "builtins"
        module.__dict__["id"] = id_
        return module
