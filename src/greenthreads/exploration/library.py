"""What the methods of the library's synchronizing objects are: operations that may have to wait.

The library's code runs as it is. But a thread that would have to wait inside `Semaphore.acquire`,
`Event.wait`, `Queue.get`, `Queue.put`, `Queue.join` or `Future.result` waits before it, until it
can go through without: then its having waited is no event of its own, and a class of schedules
less. Whoever waits with a timeout, or only tries, goes in and waits inside, as in a real run.

One thing is seen differently thus: who waits longest is not served first. The library's
documentation promises that nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any, Final, NamedTuple

from .accesses import READ, WRITE, Access, Accesses
from .history import Event, Gate
from .scheduler import Exploring

FIFO: Final = frozenset(("Queue",))
QUEUES: Final = frozenset(("Queue", "LifoQueue", "PriorityQueue"))
HEAD, TAIL, UNFINISHED = "head", "tail", "unfinished"
FINISHED: Final = frozenset(("FINISHED", "CANCELLED", "CANCELLED_AND_NOTIFIED"))


class Method(NamedTuple):
    """One call of such a method."""

    accesses: Accesses
    ready: Callable[[], object] | None = None
    """Whether it can go through without waiting."""
    gates: Callable[[], tuple[Gate, ...]] | None = None
    """The state of the object before it."""
    then: Callable[[], Event | None] | None = None
    """The event without which it could not go through, where the history does not tell."""


class Library:
    """The objects of one exploration."""

    def __init__(self, scheduler: Exploring) -> None:
        self._scheduler = scheduler
        self._puts: dict[int, list[Event | None]] = {}  # by queue: what put the items
        self._gets: dict[int, list[Event | None]] = {}
        self.clears = False  # whether the program clears events, or shuts queues down
        self.aborts = False  # whether it aborts or resets barriers

    def reset(self) -> None:
        """A new run begins."""
        self._puts.clear()
        self._gets.clear()

    def method(self, name: str, frame: FrameType, place: int) -> Method | None:
        """What a method is that begins in `frame`; None for one that is not told here."""
        kind, _, method = name.partition(".")
        find = getattr(self, f"_{kind}_{method}".lower(), None)
        if find is None:
            return None
        locals_ = frame.f_locals
        found: Method | None = find(locals_["self"], locals_, place)
        return found

    # -- semaphores -------------------------------------------------------------------------

    def _semaphore_acquire(self, own: Any, args: Any, place: int) -> Method:
        gates = lambda: (Gate(place, None, own._value, _positive, units=True),)  # noqa: E731
        access: Accesses = ((place, None, WRITE),)
        if args["blocking"] and args["timeout"] is None:
            return Method(access, lambda: own._value > 0, gates)
        return Method(access, None, lambda: (Gate(place, None, own._value),))

    def _semaphore_release(self, own: Any, args: Any, place: int) -> Method:
        # Two of these can be done in either order: as if both only looked.
        gates = lambda: (Gate(place, None, own._value),)  # noqa: E731
        return Method(((place, None, READ if args["n"] == 1 else WRITE),), None, gates)

    def _boundedsemaphore_release(self, own: Any, args: Any, place: int) -> Method:
        gates = lambda: (Gate(place, None, own._value),)  # noqa: E731
        return Method(((place, None, WRITE),), None, gates)

    # -- events, futures --------------------------------------------------------------------

    def _event_wait(self, own: Any, args: Any, place: int) -> Method:
        access: Accesses = ((place, None, READ),)
        if args["timeout"] is not None or self.clears:
            return Method(access)
        gates = lambda: (Gate(place, None, own._flag, bool),)  # noqa: E731
        return Method(access, lambda: own._flag, gates)

    def _event_set(self, own: Any, args: Any, place: int) -> Method:
        return Method(((place, None, WRITE),), None, lambda: (Gate(place, None, own._flag),))

    def _event_clear(self, own: Any, args: Any, place: int) -> Method:
        # One who waits when an event is set and cleared at once goes on. So where events are
        # cleared, to begin to wait is an event.
        if not self.clears and self._is_the_programs(args):
            self.clears = self._scheduler.sharing.news = True
        return self._event_set(own, args, place)

    def _is_the_programs(self, args: Any) -> bool:
        return True

    def _barrier_abort(self, own: Any, args: Any, place: int) -> Method:
        # Who was let through, but has not gone yet, finds it broken.
        if not self.aborts:
            self.aborts = self._scheduler.sharing.news = True
        return Method(((place, None, WRITE),))

    _barrier_reset = _barrier_abort

    def _future_result(self, own: Any, args: Any, place: int) -> Method:
        access: Accesses = ((place, None, READ),)
        if args["timeout"] is not None:
            return Method(access)
        gates = lambda: (Gate(place, None, own._state in FINISHED, bool),)  # noqa: E731
        return Method(access, lambda: own._state in FINISHED, gates)

    _future_exception = _future_result

    def _future_set_result(self, own: Any, args: Any, place: int) -> Method:
        gates = lambda: (Gate(place, None, own._state in FINISHED),)  # noqa: E731
        return Method(((place, None, WRITE),), None, gates)

    _future_set_exception = _future_cancel = _future_set_result
    _future_set_running_or_notify_cancel = _future_add_done_callback = _future_set_result

    # -- queues -----------------------------------------------------------------------------

    def _queue_put(self, own: Any, args: Any, place: int) -> Method | None:
        if self.clears or type(own).__name__ not in QUEUES or type(own).__module__ != "queue":
            return None
        waits = args["block"] and args["timeout"] is None
        if type(own).__name__ not in FIFO or (own.maxsize > 0 and not waits):
            return self._whole(
                own, place, waits, lambda size: own.maxsize <= 0 or size < own.maxsize
            )
        puts, gets = self._items(own, place)
        more = own.maxsize > 0

        def then() -> Event | None:
            number = len(puts)
            puts.append(self._scheduler.event)
            freed = number - own.maxsize
            return gets[freed] if more and 0 <= freed < len(gets) else None

        gates = lambda: (Gate(place, UNFINISHED, own.unfinished_tasks),)  # noqa: E731
        accesses: Accesses = ((place, TAIL, WRITE), (place, UNFINISHED, READ))
        ready = (lambda: own._qsize() < own.maxsize) if more else None
        return Method(accesses, ready, gates, then)

    def _queue_get(self, own: Any, args: Any, place: int) -> Method | None:
        if self.clears or type(own).__name__ not in QUEUES or type(own).__module__ != "queue":
            return None
        if not args["block"] or args["timeout"] is not None:
            return None
        if type(own).__name__ not in FIFO:
            return self._whole(own, place, True, _positive)
        puts, gets = self._items(own, place)

        def then() -> Event | None:
            number = len(puts) - own._qsize()
            gets.append(self._scheduler.event)
            return puts[number] if 0 <= number < len(puts) else None

        return Method(((place, HEAD, WRITE),), own._qsize, None, then)

    def _queue_shutdown(self, own: Any, args: Any, place: int) -> None:
        # Who waits for an item, or for room, goes on without: so to begin to wait is an event.
        if not self.clears:
            self.clears = self._scheduler.sharing.news = True

    def _whole(self, own: Any, place: int, waits: bool, opens: Callable[[int], bool]) -> Method:
        accesses: Accesses = ((place, None, WRITE),)
        if not waits:
            return Method(accesses, None, lambda: (Gate(place, None, own._qsize()),))
        gates = lambda: (Gate(place, None, own._qsize(), opens),)  # noqa: E731
        return Method(accesses, lambda: opens(own._qsize()), gates)

    def _items(self, own: Any, place: int) -> tuple[list[Event | None], list[Event | None]]:
        if place not in self._puts:
            self._puts[place] = [None] * own._qsize()
            self._gets[place] = []
        return self._puts[place], self._gets[place]

    def _queue_task_done(self, own: Any, args: Any, place: int) -> Method:
        gates = lambda: (Gate(place, UNFINISHED, own.unfinished_tasks),)  # noqa: E731
        return Method(((place, UNFINISHED, READ),), None, gates)

    def _queue_join(self, own: Any, args: Any, place: int) -> Method:
        gates = lambda: (  # noqa: E731
            Gate(place, UNFINISHED, own.unfinished_tasks, lambda level: level == 0),
        )
        return Method(((place, UNFINISHED, WRITE),), lambda: own.unfinished_tasks == 0, gates)


def _positive(level: int) -> bool:
    return level > 0


class SimpleQueue:
    """`_queue.SimpleQueue`, a class in C, for an exploration."""

    _scheduler: Exploring
    _empty: type[Exception]

    def __init__(self) -> None:
        self._items: list[tuple[Any, Event | None]] = []
        self._place = -1

    def _access(self, part: str | None, mode: Any) -> Accesses:
        if self._place < 0:
            self._place = self._scheduler.places.of("other", self)
        access: Access = (self._place, part, mode)
        return self._scheduler.sharing.sift((access,), self._scheduler.current.tid)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Add an item."""
        scheduler = self._scheduler
        if not scheduler.solo and (accesses := self._access(TAIL, WRITE)):
            if scheduler.current.holding:  # a future's, which tells who waits for it
                scheduler.touch(accesses)
            else:
                scheduler.operation(accesses)
        self._items.append((item, None if scheduler.solo else scheduler.event))
        scheduler.after_call(scheduler.current)

    put_nowait = put

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Take the oldest item; wait for one unless told otherwise."""
        from ..locks import nanoseconds

        scheduler = self._scheduler
        limit = 0 if not block else None if timeout is None else nanoseconds(timeout)
        if scheduler.closing:
            scheduler.leave_if_over()
        if limit is None:
            self._wait(scheduler, self._access(HEAD, WRITE) if not scheduler.solo else (), None)
        elif not scheduler.solo:
            self._wait(scheduler, self._access(None, WRITE), limit)
        if not self._items:
            raise self._empty
        item, event = self._items.pop(0)
        if event is not None and limit is None:
            scheduler.follow(event, self._place)
        scheduler.after_call(scheduler.current)
        return item

    def _wait(self, scheduler: Exploring, accesses: Accesses, limit: int | None) -> None:
        if limit == 0:
            if accesses:
                scheduler.operation(accesses)
        elif accesses or not self._items:
            what = self, "SimpleQueue.get"
            scheduler.operation(accesses, lambda: self._items, limit, what=what)

    def get_nowait(self) -> Any:
        """Take the oldest item, if there is one."""
        return self.get(False)

    def qsize(self) -> int:
        """How many items there are."""
        if not self._scheduler.solo and (accesses := self._access(None, READ)):
            self._scheduler.operation(accesses)
        return len(self._items)

    def empty(self) -> bool:
        """Whether there are none."""
        return not self.qsize()
