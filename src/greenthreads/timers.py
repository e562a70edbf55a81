"""Timers: who is to be woken, or called, at which virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final

from .tasks import Alarm, Task

# ns: timers this close together go off together, as Linux does by its timer slack. Without it,
# two threads that sleep equally long would never meet.
TIMER_SLACK: Final = 50_000


class Timers:
    """A heap of timers. A cancelled one stays in it and is passed over when its time comes."""

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, Task | Alarm]] = []
        self._count = 0

    @property
    def next(self) -> int:
        """When the first one is due, cancelled or not."""
        return self.heap[0][0]

    def set(self, when: int, waiting: Task | Alarm) -> None:
        """Let `waiting` go off at `when`, in place of any earlier timer of its own."""
        self._count += 1
        waiting.timer = self._count
        heappush(self.heap, (when, self._count, waiting))

    def due(self, now: int) -> Iterator[Task | Alarm]:
        """Those whose time has come, the earliest first; the cancelled ones are thrown away."""
        heap = self.heap
        while heap and (heap[0][2].timer != heap[0][1] or heap[0][0] <= now):
            _, number, waiting = heappop(heap)
            if waiting.timer == number:
                waiting.timer = 0
                yield waiting

    def pop_together(self) -> tuple[int, list[Task | Alarm]]:
        """The next time at which something is due, and all within the slack after it."""
        heap, due, when = self.heap, [], self.next
        latest = when + TIMER_SLACK
        while heap and heap[0][0] <= latest:
            at, number, waiting = heappop(heap)
            if waiting.timer == number:
                waiting.timer = 0
                when = at
                due.append(waiting)
        return when, due
