"""What happened before what: the events of a run, their vector clocks, their races.

An event is one step of a thread, from one point to its next, with all that it touched. It comes
after the thread's event before, and after earlier events that touched the same; a *race* is a pair
of events that touched the same and that nothing else keeps in order: another run can have them the
other way round.

The history outlives a run. The next run repeats a part of it, event by event, and goes on
differently: then what came after is taken back (`cut`), and nothing need be worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, Final, NamedTuple

from .accesses import (
    ACQUIRE,
    FREE,
    HELD,
    JOIN,
    READ,
    RELEASE,
    TAKE,
    WRITE,
    Access,
    Accesses,
    Mode,
    Places,
)

NOBODY: Final = -1
DATA: Final = frozenset((READ, WRITE))


class Gate(NamedTuple):
    """The state of an object before an operation on it, which tells who can go through.

    `level` is a semaphore's value, a queue's size, an event's flag. `opens` tells at which levels
    the operation can go through; None if at all. `units`: an operation that only looks, as a
    semaphore's release does by its name, adds one.
    """

    place: int
    part: Hashable
    level: int
    opens: Callable[[int], bool] | None = None
    units: bool = False


class Event:
    """One step of a thread. `clock` says how many steps of each thread came before it, itself too.

    `time` is the thread's own time when it did it, in ns; `late` whether the thread had been held
    up by then. `node` is the place of choice before it, None if there was none.
    """

    __slots__ = (
        "accesses",
        "before",
        "clock",
        "compound",
        "deps",
        "digest",
        "entered",
        "finishes",
        "late",
        "levels",
        "node",
        "number",
        "path",
        "races",
        "start",
        "starts",
        "tid",
        "time",
        "times",
        "unsettled",
    )

    def __init__(
        self, tid: int, path: tuple[int, ...], before: Event | None, node: Any, start: int
    ) -> None:
        self.tid, self.path, self.before, self.node = tid, path, before, node
        same = before is not None and before.tid == tid
        self.number: int = before.number + 1 if before is not None and same else 0
        self.clock: dict[int, int] = dict(before.clock) if before is not None else {}
        self.accesses: list[Access] = []
        # Earlier events it depends on: through which place, and whether it could come before.
        self.deps: list[tuple[Event, int, bool]] = []
        self.entered: list[tuple[Any, Any]] = []
        self.races: list[Event] = []
        self.unsettled: list[Event] = []  # races of which more may come in other runs
        self.levels: dict[tuple[int, Hashable], int] | None = None  # of gates, before it
        # Places on which it does more than one operation at once: what it calls, in words.
        self.compound: dict[int, str] | None = None
        # Of a pool's tasks: its place and how many must be finished for this start; whose it ends.
        self.starts: tuple[int, int] | None = None
        self.finishes: list[int] | None = None
        self.digest = 0
        self.start = self.time = start
        self.times: list[int] = []  # after each access
        self.late = False

    def follows(self, other: Event) -> bool:
        """Whether `other` came before this one of necessity."""
        return self.clock.get(other.tid, NOBODY) >= other.number

    def knew(self, other: Event) -> bool:
        """Whether the thread had `other` in its past when it came to this event."""
        before = self.before
        return before is not None and before.clock.get(other.tid, NOBODY) >= other.number


class _Data:
    """Who wrote a part of an object last, and who has read it since; a stack of such epochs."""

    __slots__ = ("epochs",)

    def __init__(self) -> None:
        self.epochs: list[tuple[Event | None, list[Event]]] = [(None, [])]


class _Place:
    """All of an object, and its parts."""

    __slots__ = ("parts", "whole")

    def __init__(self) -> None:
        self.whole = _Data()
        self.parts: dict[Hashable, _Data] = {}


class _Turn:
    """One holding of a lock, or its being free at first."""

    __slots__ = ("acquired", "found_free", "found_held", "released")

    def __init__(self, acquired: Event | None) -> None:
        self.acquired = acquired
        self.released: Event | None = None
        self.found_held: list[Event] = []
        self.found_free: list[Event] = []


class History:
    """The events of a run in their order, and who touched what last."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.trace: list[Event] = []
        self._places: dict[int, _Place] = {}
        self._locks: dict[int, list[_Turn]] = {}
        self.reasons: dict[str, None] = {}  # why what was run is no proof
        self._wild: list[Event] = []  # those that touched what is not known

    # -- while an event lasts ---------------------------------------------------------------

    def look(self, event: Event, access: Access, gates: Iterable[Gate] = ()) -> None:
        """Add an access to an event that is going on: find what it depends on."""
        event.accesses.append(access)
        place, part, mode = access
        if place < 0:
            for other in self.trace:
                if other.tid != event.tid and self.places.any_meet((access,), other.accesses):
                    event.deps.append((other, place, True))
            return
        for other in self._wild:
            if other.tid != event.tid:
                wild = [a for a in other.accesses if a[0] < 0]
                if self.places.any_meet((access,), wild):
                    event.deps.append((other, place, True))
        if mode in DATA:
            for gate in gates:
                if gate.opens is not None and gate[:2] == (place, part):
                    self._look_at_gate(event, gate, mode)
                    return
            self._look_at_data(event, place, part, mode)
        else:
            self._look_at_lock(event, place, mode)

    def _look_at_data(self, event: Event, place: int, part: Hashable, mode: Mode) -> None:
        known = self._places.get(place)
        if known is None:
            return
        some = [known.whole]
        if part is None:
            some += known.parts.values()
        elif part in known.parts:
            some.append(known.parts[part])
        tid, deps = event.tid, event.deps
        for data in some:
            written, readers = data.epochs[-1]
            if mode == WRITE:
                deps.extend((r, place, True) for r in readers if r.tid != tid)
            if written is not None and written.tid != tid:
                deps.append((written, place, True))

    def _look_at_gate(self, event: Event, gate: Gate, mode: Mode) -> None:
        """One who had to wait until a gate was open depends on all that opened it.

        It could have come before only where the gate was open then.
        """
        known = self._places.get(gate.place)
        if known is None:
            return
        some = [known.whole]
        if gate.part is None:
            some += known.parts.values()
        elif gate.part in known.parts:
            some.append(known.parts[gate.part])
        for data in some:
            for written, readers in reversed(data.epochs):
                early = [*readers, written] if mode == WRITE else [written]
                if self._passes(event, gate, [e for e in early if e is not None], written):
                    break

    def _passes(self, event: Event, gate: Gate, early: list[Event], written: Event | None) -> bool:
        """Note what these are to one who came through the gate. Whether to look no further."""
        opens, key = gate.opens, (gate.place, gate.part)
        assert opens is not None
        found = False
        for other in early:
            before = gate.level if other.levels is None else other.levels.get(key, gate.level)
            opened = opens(gate.level - 1 if gate.units and other is not written else before)
            found = found or (opened and (other is written or not gate.units))
            if other.tid != event.tid:
                event.deps.append((other, gate.place, opened))
        return found

    def _look_at_lock(self, event: Event, place: int, mode: Mode) -> None:
        turns = self._locks.get(place)
        if turns is None:
            return
        turn = turns[-1]
        acquired, released = turn.acquired, turn.released
        some: list[tuple[Event | None, bool]]
        if mode == ACQUIRE:
            some = [(released, False), (acquired, True), *((e, True) for e in turn.found_free)]
        elif mode == TAKE:
            some = [(released, True), *((e, True) for e in turn.found_free)]
        elif mode == RELEASE:
            # Another thread may give it back, and find it free if it comes too early.
            some = [(acquired, True), *((e, True) for e in turn.found_held)]
        elif mode == HELD:
            some = [(acquired, True)]
        elif mode == FREE:
            some = [(released, True)]
        else:
            some = [(released, False)]
        tid, deps = event.tid, event.deps
        deps.extend((e, place, race) for e, race in some if e is not None and e.tid != tid)

    # -- its end ----------------------------------------------------------------------------

    def close(self, event: Event) -> None:
        """An event is over: it enters the history, with its clock and its races."""
        if event.deps:
            event.races = self._races(event)
        clock = event.clock
        for other, _, _ in event.deps:
            for tid, number in other.clock.items():
                if clock.get(tid, NOBODY) < number:
                    clock[tid] = number
        clock[event.tid] = event.number
        for access in event.accesses:
            self._enter(event, access)
        before = event.before
        event.digest = hash(
            (
                event.path,
                event.number,
                before.digest if before is not None else 0,
                tuple(sorted({other.digest for other, _, _ in event.deps})),
            )
        )
        self.trace.append(event)

    def _races(self, event: Event) -> list[Event]:
        """Those it depends on that could come after it."""
        found: list[Event] = []
        for other, place, race in event.deps:
            if not race or event.knew(other):
                continue
            if other in found:  # by another place; what is not done at once may be this one
                self._note_compound(event, other, place)
                continue
            # One that comes before another that this one waited for, or depends on, is kept in
            # order by that. But a lock's release keeps nobody from taking the lock earlier, nor
            # does what comes before that release.
            waited = [d for d, p, r in event.deps if p == place and not r]
            if not any(
                d is not other and d.follows(other) and not _before_any(d, waited)
                for d, _, _ in event.deps
            ):
                found.append(other)
                self._note_compound(event, other, place)
        return found

    def _note_compound(self, event: Event, other: Event, place: int) -> None:
        for one in (event, other):
            why = one.compound and one.compound.get(place)
            if why:
                self.reasons[f"two threads share what it gives to {why}"] = None

    def _enter(self, event: Event, access: Access) -> None:
        place, part, mode = access
        undo = event.entered
        if place < 0:
            self._wild.append(event)
            undo.append((self._wild, None))
        elif mode in DATA:
            known = self._places.get(place)
            if known is None:
                known = self._places[place] = _Place()
            data = known.whole if part is None else known.parts.get(part)
            if data is None:
                data = known.parts[part] = _Data()
            if mode == WRITE:
                data.epochs.append((event, []))
                undo.append((data.epochs, None))
            else:
                readers = data.epochs[-1][1]
                readers.append(event)
                undo.append((readers, None))
        elif mode != JOIN:
            self._enter_lock(event, place, mode)

    def _enter_lock(self, event: Event, place: int, mode: Mode) -> None:
        turns = self._locks.get(place)
        if turns is None:
            turns = self._locks[place] = [_Turn(None)]
        turn, undo = turns[-1], event.entered
        if mode in (ACQUIRE, TAKE):
            turns.append(_Turn(event))
            undo.append((turns, None))
        elif mode == RELEASE:
            undo.append((turn, turn.released))
            turn.released = event
        else:
            looks = turn.found_held if mode == HELD else turn.found_free
            looks.append(event)
            undo.append((looks, None))

    # -- between two runs -------------------------------------------------------------------

    def cut(self, length: int) -> None:
        """Take back all events but the first `length`."""
        trace = self.trace
        while len(trace) > length:
            for what, before in reversed(trace.pop().entered):
                if isinstance(what, _Turn):
                    what.released = before
                else:
                    what.pop()

    def clear(self) -> None:
        """Forget everything."""
        self.trace.clear()
        self._places.clear()
        self._locks.clear()
        self._wild.clear()

    def was_free(self, place: int, since: int, moment: int) -> bool:
        """Whether a lock stood free for more than a moment before it was taken the last time."""
        turns = self._locks.get(place, ())
        for number in range(len(turns) - 1, -1, -1):
            acquired = turns[number].acquired
            taken = acquired.time if acquired else 0
            before = turns[number - 1].released if number else None
            if taken > max(since, before.time if before else 0) + moment:
                return True
            if taken <= since:
                break
        return False

    def last_acquired(self, place: int) -> Event | None:
        """Who took this lock last."""
        turns = self._locks.get(place)
        return turns[-1].acquired if turns else None


def _before_any(event: Event, others: list[Event]) -> bool:
    return any(other is event or other.follows(event) for other in others)


def settled(event: Event, places: Places, known: int) -> Accesses:
    """What an event touched, as other runs know it."""
    return places.settled(event.accesses, known)
