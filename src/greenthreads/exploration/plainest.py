"""The plainest schedule of a class: with as few forced switches as may be, then as few turns.

A class of schedules is an order of events in part only: who did what, and what came after what of
necessity. Every way to put its events into one line that keeps to that is a schedule of the class.
A switch is forced where the thread that loses its turn could have gone on.

What is looked through are turns, not events. It never pays to take a turn away before an event
that holds nobody up: done now it costs nothing, and what is left to do of that thread is less. Only
an event that another thread waits for, as for the release of a lock, may be better done later: as
long as it is not, who waits for it loses the turn without force.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from operator import ne
from typing import Final, NamedTuple

from .history import NOBODY, Event

MOST_STATES: Final = 3_000  # looked at before the first good line is taken for the best

Done = tuple[int, ...]  # how many events of each thread are done
State = tuple[Done, int]  # and whose turn it is
Needs = list[tuple[int, int]]  # of which threads how many events must be done


class Line(NamedTuple):
    """A schedule of a class: whose event is next, at each place of choice."""

    forced: int
    turns: int
    length: int
    choices: list[int]


class _Class:
    """The events of one run, thread by thread; a thread is known by its place among them."""

    def __init__(self, trace: Sequence[Event]) -> None:
        self.tids = sorted({event.tid for event in trace})
        index = {tid: place for place, tid in enumerate(self.tids)}
        self.events: list[list[Event]] = [[] for _ in self.tids]
        for event in trace:
            self.events[index[event.tid]].append(event)
        self.all: Done = tuple(map(len, self.events))
        self.needs = [[_needs(event, index) for event in events] for events in self.events]
        self.waits = [[_waits(event, index) for event in events] for events in self.events]
        waited_for = (need for waits in self.waits for needs in waits for need in needs)
        self.opening = {(place, count - 1) for place, count in waited_for}

    def turns(self, done: Done, place: int) -> Iterator[int]:
        """Up to where a thread may be let go on, if it may at all: how many of its events are
        done then. The last is the longest turn."""
        needs, begin = self.needs[place], done[place]
        now = begin
        while now < len(needs) and all(done[other] >= count for other, count in needs[now]):
            if now > begin and (place, now) in self.opening:
                yield now
            now += 1
        if now > begin:
            yield now

    def unfinished(self, done: Done) -> int:
        """How many threads are not at their end."""
        return sum(map(ne, done, self.all))

    def price(self, done: Done, current: int) -> int:
        """Whether it takes force that a thread loses its turn."""
        if current == NOBODY or done[current] == self.all[current]:
            return 0
        waits = self.waits[current][done[current]]
        return int(all(done[other] >= count for other, count in waits))


def _needs(event: Event, index: dict[int, int]) -> Needs:
    """What must be done before an event, apart from what its thread's last one needed."""
    before = event.before
    known = before.clock if before is not None and before.tid == event.tid else {}
    return [
        (index[tid], number + 1)
        for tid, number in event.clock.items()
        if tid != event.tid and known.get(tid, NOBODY) < number
    ]


def _waits(event: Event, index: dict[int, int]) -> Needs:
    """What a thread waits for in any class before it does this: a lock's release, an end."""
    return [
        (index[other.tid], other.number + 1)
        for other, _, race in event.deps
        if not race and other.tid in index and other.tid != event.tid
    ]


def plainest(trace: Sequence[Event]) -> Line:
    """The plainest line of the class of this run, or a plain one where there are too many."""
    events = _Class(trace)
    return _line(events, _best(events) or _greedily(events))


def _best(events: _Class) -> list[State] | None:
    """The best of all lines: the shortest way through the states, by price (A*).

    Each thread that is not at its end takes one turn more at least.
    """
    start: State = tuple(0 for _ in events.tids), NOBODY
    todo: list[tuple[int, int, int, State]] = [(0, 0, 0, start)]
    origin: dict[State, tuple[tuple[int, int], State]] = {start: ((0, 0), start)}
    closed: set[State] = set()
    count = 0
    while todo and len(closed) <= MOST_STATES:
        state = heappop(todo)[-1]
        if state in closed:
            continue
        closed.add(state)
        done, current = state
        if done == events.all:
            return _way(origin, state)
        forced, turns = origin[state][0]
        cost = forced + events.price(done, current), turns + 1
        for then in _following(events, state):
            if then not in closed and (then not in origin or cost < origin[then][0]):
                origin[then] = cost, state
                count -= 1  # of equals the last one is nearest to the end
                heappush(todo, (cost[0], cost[1] + events.unfinished(then[0]), count, then))
    return None


def _following(events: _Class, state: State) -> Iterator[State]:
    done, current = state
    for place in reversed(range(len(events.tids))):  # the last of equals is tried first
        if place != current:
            for now in events.turns(done, place):
                yield (*done[:place], now, *done[place + 1 :]), place


def _way(origin: dict[State, tuple[tuple[int, int], State]], state: State) -> list[State]:
    """The states after each turn."""
    states: list[State] = []
    while state[1] != NOBODY:
        states.append(state)
        state = origin[state][1]
    return states[::-1]


def _greedily(events: _Class) -> list[State]:
    """A line in which each turn is as long as can be."""
    state: State = tuple(0 for _ in events.tids), NOBODY
    states: list[State] = []
    while state[0] != events.all:
        state = max(_following(events, state), key=lambda then: (sum(then[0]), -then[1]))
        states.append(state)
    return states


def _line(events: _Class, states: list[State]) -> Line:
    """What a line costs; of its events only those are choices that came at a place of choice."""
    done, last = tuple(0 for _ in events.tids), NOBODY
    forced = 0
    choices: list[int] = []
    for then, place in states:
        forced += events.price(done, last)
        for event in events.events[place][done[place] : then[place]]:
            if event.node is not None:
                choices.append(events.tids[place])
        done, last = then, place
    return Line(forced, len(states), sum(events.all), choices)
