"""What threads really share: only there a turn need be able to end.

Most of what a thread touches, no other thread touches, or all only read it. Such accesses can be
done together with what comes after them: nobody can tell. Which places are shared is not known
beforehand; it is found out. As soon as a run touches a place in a way that makes it shared, that
is kept for all runs to come, and the exploration begins anew: so in the runs that count, every
access to what is shared had a point of its own.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

from .accesses import EVERYTHING, LOOKS, Access, Places

ALL: Final = frozenset(("*",))
MANY: Final = -1  # threads that only looked

Name = Hashable


class _Users:
    """Who touched a part of a place in this run: one thread, or many that only looked."""

    __slots__ = ("tid", "wrote")

    def __init__(self, tid: int, wrote: bool) -> None:
        self.tid, self.wrote = tid, wrote

    def clash(self, tid: int, writes: bool) -> bool:
        """Whether a thread's access makes this shared."""
        return self.tid != tid and (self.wrote or writes)

    def add(self, tid: int, writes: bool) -> None:
        if self.tid != tid:
            self.tid = MANY
        self.wrote = self.wrote or writes


class Sharing:
    """The shared places of a program, by names that all runs have in common."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._shared: dict[Name, set[Hashable]] = {}
        self._all: set[str] = set()  # kinds of which any place may be shared
        self.ends_watched = False  # whether anyone asks if a thread has ended
        self.counted = False  # whether anyone asks which threads there are
        self.may_be_counted = True  # whether the program names a function that tells it
        self._tried: set[Name] = set()  # locks that someone does not wait for
        self.news = False  # whether this run has found something
        self._wholes: dict[int, _Users] = {}
        self._parts: dict[int, dict[Hashable, _Users]] = {}
        self._known: dict[int, frozenset[Hashable]] = {}  # this run's places: their shared parts

    def reset(self) -> None:
        """A new run begins."""
        self.news = False
        self._wholes.clear()
        self._parts.clear()
        self._known.clear()

    def calm(self) -> None:
        """All that was touched so far comes before all that will be: nobody shares it any more."""
        self._wholes.clear()
        self._parts.clear()

    def sift(self, accesses: tuple[Access, ...], tid: int) -> tuple[Access, ...]:
        """Those of a thread's accesses that are to places which threads share."""
        if len(accesses) == 1:  # nearly always
            return accesses if self._is_shared(accesses[0], tid) else ()
        return tuple([access for access in accesses if self._is_shared(access, tid)])

    def watch_ends(self) -> None:
        """Someone asks whether a thread has ended: that it ends is to have a point of its own."""
        self.news = self.news or not self.ends_watched
        self.ends_watched = True

    def count(self) -> None:
        """Someone asks which threads there are."""
        self.news = self.news or not self.counted
        self.counted = True

    def try_lock(self, place: int) -> None:
        """Someone looks at a lock without waiting for it: its releases are to have points."""
        name = self._name(place, None)[0]
        if name not in self._tried:
            self._tried.add(name)
            self.news = True

    def is_tried(self, place: int) -> bool:
        """Whether anyone looks at a lock without waiting for it."""
        return self._name(place, None)[0] in self._tried

    def _is_shared(self, access: Access, tid: int) -> bool:
        place, part, mode = access
        if place < 0:
            self._share_all(place)
            return True
        shared = self._known.get(place)
        if shared is None:
            shared = self._known[place] = self._look_up(place)
        if shared is ALL or part in shared or (part is None and shared):
            return True
        writes = mode not in LOOKS
        users = self._wholes.get(place)
        parts = self._parts.get(place)
        if part is None:
            clash = parts is not None and any(u.clash(tid, writes) for u in parts.values())
            clash = clash or (users is not None and users.clash(tid, writes))
            if users is None:
                self._wholes[place] = _Users(tid, writes)
            else:
                users.add(tid, writes)
        else:
            clash = users is not None and users.clash(tid, writes)
            if parts is None:
                parts = self._parts[place] = {}
            own = parts.get(part)
            if own is None:
                parts[part] = _Users(tid, writes)
            else:
                clash = clash or own.clash(tid, writes)
                own.add(tid, writes)
        if clash:
            self._share(place, part)
        return clash

    def _name(self, place: int, part: Hashable) -> tuple[Name, Hashable]:
        """What a place and a part are called in every run."""
        places = self._places
        if place < places.fixed:
            return place, part
        kind = places.kinds[place]
        return kind, part if kind == "attributes" else None

    def _look_up(self, place: int) -> frozenset[Hashable]:
        kind = self._places.kind(place)
        if kind in self._all or "everything" in self._all:
            return ALL
        name, _ = self._name(place, None)
        found = self._shared.get(name)
        if not found:
            return frozenset()
        return ALL if None in found else frozenset(found)

    def _share(self, place: int, part: Hashable) -> None:
        self.news = True
        name, part = self._name(place, part)
        self._shared.setdefault(name, set()).add(part)
        self._known.clear()

    def _share_all(self, place: int) -> None:
        """Something unknown was touched: it may be any of its kind."""
        kind = "everything" if place == EVERYTHING else self._places.kind(place)
        if kind not in self._all:
            self._all.add(kind)
            self.news = True
            self._known.clear()
