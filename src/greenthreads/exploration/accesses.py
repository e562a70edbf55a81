"""Accesses: which part of which object a thread touches, and how.

An access is (place, part, mode). A place is a number that stands for one object in one run; a part
is an item's key or an attribute's name, None for all of it. Places below zero are not known:
anything of a kind, or anything at all. Two accesses of different threads depend on each other if
they meet and not both only look; two runs in which dependent accesses come in the same order are
of one class, and end alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final, Literal

Mode = Literal["r", "w", "a", "s", "l", "t", "u", "j"]
READ: Final = "r"
WRITE: Final = "w"
# A lock's. An acquisition that waits is possible only while the lock is free, so it never races
# with a release; one that is tried, or given up after a time, does.
ACQUIRE: Final = "a"
TAKE: Final = "s"  # tried, with success
RELEASE: Final = "l"
HELD: Final = "t"  # looked at, and found held
FREE: Final = "u"  # looked at, and found free
JOIN: Final = "j"  # waited for the end of a thread
LOOKS: Final = frozenset((READ, HELD, FREE, JOIN))

Access = tuple[int, Hashable, Mode]
Accesses = tuple[Access, ...]

# "own": an iterator that only one frame refers to. Nothing unknown can be that.
Kind = Literal[
    "everything", "variables", "cells", "attributes", "items", "lock", "thread", "other", "own"
]
KINDS: Final[tuple[Kind, ...]] = (
    *("everything", "variables", "cells", "attributes", "items", "lock", "thread", "other", "own"),
)
ANY: Final[dict[Kind, int]] = {kind: -1 - number for number, kind in enumerate(KINDS)}
EVERYTHING: Final = ANY["everything"]
WHOLE_WORLD: Final[Access] = (EVERYTHING, None, WRITE)


class Places:
    """The numbers of one run's objects.

    Objects that the program had before it had threads are numbered first, in an order that every
    run shares (`fixed`); the others when they are first touched. In two runs that begin alike, the
    numbers given until they part are the same.
    """

    def __init__(self) -> None:
        self.kinds: list[Kind] = []
        self._numbers: dict[tuple[Kind, Hashable], int] = {}
        self._kept: list[object] = []  # alive, so that no address is used twice
        self.fixed = 0
        self.variables_are_items = False  # whether the program may have its globals as a dict

    def reset(self) -> None:
        """A new run begins."""
        self.kinds.clear()
        self._numbers.clear()
        self._kept.clear()
        self.fixed = 0

    def of(self, kind: Kind, thing: object) -> int:
        """The number of a part of an object."""
        key = kind, id(thing)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.kinds)
            self.kinds.append(kind)
            self._kept.append(thing)
        return number

    def references(self, iterator: object) -> int:
        """How many references to an iterator are kept here."""
        one = id(iterator)
        return (("own", one) in self._numbers) + (("items", one) in self._numbers)

    def things(self) -> list[object]:
        """The objects that have numbers."""
        return list(self._kept)

    def alias(self, kind: Kind, thing: object, number: int) -> None:
        """Have a part of an object be known by the number of another."""
        if self._numbers.get((kind, id(thing))) != number:
            self._numbers[kind, id(thing)] = number
            self._kept.append(thing)

    def named(self, kind: Kind, name: Hashable) -> int:
        """The number of something that is known by a name."""
        number = self._numbers.get((kind, name))
        if number is None:
            number = self._numbers[kind, name] = self.new(kind)
        return number

    def new(self, kind: Kind) -> int:
        """A number of its own."""
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def settled(self, accesses: Iterable[Access], known: int) -> Accesses:
        """The accesses as another run knows them that is alike up to the first `known` places."""
        kinds = self.kinds
        found = {
            (place if place < known else ANY[kinds[place]], part, mode)
            for place, part, mode in accesses
        }
        return tuple(found)

    def meet(self, one: Access, other: Access) -> bool:
        """Whether two accesses of different threads depend on each other."""
        place, part, mode = one
        place2, part2, mode2 = other
        if place != place2:
            if place >= 0 and place2 >= 0:
                return False
            if not self._alike(place, place2):
                return False
        if mode in LOOKS and mode2 in LOOKS:
            return False
        return part is None or part2 is None or part == part2

    def _alike(self, place: int, place2: int) -> bool:
        if place == EVERYTHING or place2 == EVERYTHING:
            return True
        return self.kind(place) == self.kind(place2)

    def kind(self, place: int) -> Kind:
        """What a place is; one that is not known may be any of its kind."""
        kind = self.kinds[place] if place >= 0 else KINDS[-1 - place]
        return "items" if kind == "variables" and self.variables_are_items else kind

    def any_meet(self, some: Iterable[Access], others: Iterable[Access]) -> bool:
        """Whether any of these depends on any of those."""
        return any(self.meet(one, other) for one in some for other in others)
