"""The plainest schedule of a class: with as few forced switches as may be, then as few turns.

A class of schedules is an order of events in part only: who did what, and what came after what of
necessity. Every way to put its events into one line that keeps to that is a schedule of the class.
A switch is forced where the thread that loses its turn could have gone on.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Final, NamedTuple

from .history import NOBODY, Event

MOST_STATES: Final = 3_000  # looked at before the first good line is taken for the best

State = tuple[tuple[int, ...], int]  # how many events of each thread are done, and whose turn it is


class Line(NamedTuple):
    """A schedule of a class: whose event is next, at each place of choice."""

    forced: int
    turns: int
    length: int
    choices: list[int]


class _Class:
    """The events of one run, thread by thread."""

    def __init__(self, trace: Sequence[Event]) -> None:
        self.tids = sorted({event.tid for event in trace})
        self.of: dict[int, list[Event]] = {tid: [] for tid in self.tids}
        for event in trace:
            self.of[event.tid].append(event)
        self.index = {tid: number for number, tid in enumerate(self.tids)}

    def following(self, done: tuple[int, ...], tid: int) -> Event | None:
        """What a thread does next."""
        events, number = self.of[tid], done[self.index[tid]]
        return events[number] if number < len(events) else None

    def may_come(self, done: tuple[int, ...], event: Event) -> bool:
        """Whether all that comes before an event is done."""
        return all(
            self._is_done(done, tid, number)
            for tid, number in event.clock.items()
            if tid != event.tid
        )

    def is_blocked(self, done: tuple[int, ...], event: Event) -> bool:
        """Whether a thread could not do this now in any class: it waits for a lock, or an end."""
        return any(
            not race and not self._is_done(done, other.tid, other.number)
            for other, _, race in event.deps
        )

    def _is_done(self, done: tuple[int, ...], tid: int, number: int) -> bool:
        return tid in self.index and done[self.index[tid]] > number

    def after(self, done: tuple[int, ...], tid: int) -> tuple[int, ...]:
        """One more event of this thread is done."""
        number = self.index[tid]
        return (*done[:number], done[number] + 1, *done[number + 1 :])

    def price(self, done: tuple[int, ...], current: int, heir: int) -> tuple[int, int]:
        """What it costs that the turn goes to another: is it forced, is it one more turn."""
        if current in (heir, NOBODY):
            return 0, 0
        event = self.following(done, current)
        return int(event is not None and not self.is_blocked(done, event)), 1


def plainest(trace: Sequence[Event]) -> Line:
    """The plainest line of the class of this run, or a plain one where there are too many."""
    events = _Class(trace)
    tids = _best(events, len(trace)) or _greedily(events, len(trace))
    return _line(events, tids)


def _best(events: _Class, length: int) -> list[int] | None:
    """The best of all lines: the shortest way through the states, by price."""
    start: State = tuple(0 for _ in events.tids), NOBODY
    todo: list[tuple[int, int, int, State]] = [(0, 0, 0, start)]
    came: dict[State, State | None] = {}
    origin: dict[State, tuple[tuple[int, int], State | None]] = {start: ((0, 0), None)}
    count = 0
    while todo:
        forced, turns, _, state = heappop(todo)
        if state in came:
            continue
        done, current = state
        came[state] = origin[state][1]
        if sum(done) == length:
            return _way(came, state)
        if len(came) > MOST_STATES:
            return None
        for tid in events.tids:
            event = events.following(done, tid)
            if event is None or not events.may_come(done, event):
                continue
            price = events.price(done, current, tid)
            cost = forced + price[0], turns + price[1]
            then: State = events.after(done, tid), tid
            if then not in came and (then not in origin or cost < origin[then][0]):
                origin[then] = cost, state
                count += 1
                heappush(todo, (*cost, count, then))
    return None


def _way(came: dict[State, State | None], state: State) -> list[int]:
    tids: list[int] = []
    before: State | None = state
    while before is not None:
        tids.append(before[1])
        before = came[before]
    return tids[-2::-1]


def _greedily(events: _Class, length: int) -> list[int]:
    """A line in which each turn is as long as can be."""
    done, tids = tuple(0 for _ in events.tids), [NOBODY]
    while len(tids) <= length:
        runs = {tid: _run(events, done, tid) for tid in events.tids}
        able = [tid for tid in events.tids if runs[tid] != done]
        tid = max(able, key=lambda t: (tids[-1] == t, sum(runs[t]), -t))
        tids += [tid] * (sum(runs[tid]) - sum(done))
        done = runs[tid]
    return tids[1:]


def _run(events: _Class, done: tuple[int, ...], tid: int) -> tuple[int, ...]:
    while (event := events.following(done, tid)) is not None and events.may_come(done, event):
        done = events.after(done, tid)
    return done


def _line(events: _Class, tids: list[int]) -> Line:
    """What a line costs; of its events only those are choices that came at a place of choice."""
    done, current = tuple(0 for _ in events.tids), NOBODY
    forced = turns = 0
    choices: list[int] = []
    for tid in tids:
        price = events.price(done, current, tid)
        forced, turns = forced + price[0], turns + price[1]
        event = events.following(done, tid)
        if event is not None and event.node is not None:
            choices.append(tid)
        done, current = events.after(done, tid), tid
    return Line(forced, turns, len(tids), choices)
