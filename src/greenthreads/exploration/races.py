"""Races: two accesses of one object, at least one writing, that nothing keeps in order.

What keeps accesses in order is what threads wait for: a lock that one gives back and another takes,
a thread's start and its end, an event, a queue. The order in which the accesses themselves came is
chance. A race need not be a mistake: but what comes of it depends on the schedule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from .accesses import Places
from .history import NOBODY, Event
from .notes import Note, meeting

CALL: Final = re.compile(r"\.\w+\(.*\)$")
MOST_OF_A_KIND: Final = 8  # accesses by one thread in one line that are looked at
SYNCHRONIZING: Final = frozenset(("lock", "thread", "other"))


class Side(NamedTuple):
    """One of two accesses."""

    thread: str
    line: int
    does: str
    """Reads, writes, or what it calls that may change the object."""
    locks: tuple[str, ...]
    """The locks that the thread held."""


class Race(NamedTuple):
    """Two accesses that nothing keeps in order; the one of the earlier line first."""

    name: str
    """What the program calls the object."""
    one: Side
    other: Side

    def __str__(self) -> str:
        return f"{self.name}: {_told(self.one)}; {_told(self.other)}"

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "accesses": [self.one._asdict(), self.other._asdict()]}


def _told(side: Side) -> str:
    locks = f"holds {', '.join(side.locks)}" if side.locks else "holds no lock"
    return f"line {side.line}, {side.thread}, {side.does} ({locks})"


def races_in(notes: Sequence[Note], trace: Sequence[Event], places: Places) -> list[Race]:
    """The races of one run, each pair of lines once."""
    clocks = _clocks(trace, places)
    found: list[Race] = []
    for some in _by_place(notes).values():
        if len({note.tid for note in some}) < 2 or not any(note.writes for note in some):
            continue
        for number, other in enumerate(some):
            for one in some[:number]:
                if one.tid != other.tid and meeting(one, other) and _is_race(one, other, clocks):
                    found.append(_race(one, other))
    return merged(found)


def key_of(race: Race) -> tuple[object, ...]:
    """What makes two races the same: what it is about, and the lines."""
    return race.name, race.one.line, race.other.line


def merged(races: Iterable[Race]) -> list[Race]:
    """The races with each pair of lines once, telling all that is done there."""
    found: dict[tuple[object, ...], Race] = {}
    for race in races:
        known = found.setdefault(key_of(race), race)
        one, other = _both(known.one, race.one), _both(known.other, race.other)
        found[key_of(race)] = known._replace(one=one, other=other)
    return list(found.values())


def _both(side: Side, more: Side) -> Side:
    deeds = {*side.does.split(" and "), *more.does.split(" and ")}
    locks = tuple(name for name in side.locks if name in more.locks)
    return side._replace(does=" and ".join(sorted(deeds)), locks=locks)


def _by_place(notes: Sequence[Note]) -> dict[int, list[Note]]:
    found: dict[int, list[Note]] = {}
    counts: dict[tuple[object, ...], int] = {}
    for note in notes:
        if note.event is None:
            continue
        for place in {place for place, _, _ in note.accesses}:
            key = place, note.tid, note.line, note.text, note.deed, note.held
            counts[key] = counts.get(key, 0) + 1
            if counts[key] <= MOST_OF_A_KIND:
                found.setdefault(place, []).append(note)
    return found


def _clocks(trace: Sequence[Event], places: Places) -> dict[Event, dict[int, int]]:
    """How many steps of each thread came before each event, by what threads wait for alone."""
    found: dict[Event, dict[int, int]] = {}
    for event in trace:
        clock = dict(found.get(event.before, {})) if event.before is not None else {}
        for other, place, _ in event.deps:
            if place >= 0 and places.kinds[place] in SYNCHRONIZING:
                for tid, number in found.get(other, {}).items():
                    clock[tid] = max(number, clock.get(tid, NOBODY))
        clock[event.tid] = event.number
        found[event] = clock
    return found


def _is_race(one: Note, other: Note, clocks: dict[Event, dict[int, int]]) -> bool:
    first, second = one.event, other.event
    if first is None or second is None or first is second:
        return False
    return clocks.get(second, {}).get(first.tid, NOBODY) < first.number


def _race(one: Note, other: Note) -> Race:
    one, other = sorted((one, other), key=lambda note: (note.line, note.tid))
    named = next((n for n in (one, other) if n.sure), one if one.text else other)
    return Race(_object_in(named.text), _side(one), _side(other))


def _object_in(text: str) -> str:
    """Of `items.append(1)` it is `items`."""
    return CALL.sub("", text)


def _side(note: Note) -> Side:
    does = {"read": "reads", "write": "writes"}.get(note.deed, f"does {note.text}")
    locks = tuple(sorted({held.name for held in note.held if held.name}))
    return Side(note.thread, note.line, does, locks)
