"""A pool's tasks, each a thread of its own: which of the workers does it, nobody can tell.

Where nobody asks (`running` looks at the program for that), a pool of at most N threads is the same
as this: tasks start in the order in which they were submitted, and at most N at once. Who of the
idle workers takes the next task is no difference then, nor, mostly, which task made room for it.

A start needs so many finished tasks, whichever (*or-causality*): no event need come before it, so
in `history` nothing does but the start before it. What that leaves to do is `in_a_possible_order`:
a sequence of events that is to be tried must still have enough finished tasks before each start.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from .accesses import WRITE, Accesses

if TYPE_CHECKING:
    from .history import Event
    from .scheduler import Exploring

DONE: Final = frozenset(("CANCELLED_AND_NOTIFIED", "FINISHED"))
STARTED: Final = "ThreadPoolExecutor.submit"  # what a task that has not begun waits in


class Pool:
    """The tasks of one pool."""

    __slots__ = ("began", "finished", "last", "place", "submitted", "times", "turn", "workers")

    def __init__(self, workers: int, place: int) -> None:
        self.workers = workers  # tasks that can be done at once
        self.place = place
        self.submitted = 0
        self.turn = 0  # whose turn it is to start
        self.finished = 0
        self.times: list[int] = []  # when tasks were finished, in ns of their threads' own times
        self.last: Event | None = None  # the event that started the last task
        self.began = 0  # when it did, in ns: that event may go on, and sleep

    def has_room(self) -> bool:
        """Whether the next task may start."""
        return self.turn - self.finished < self.workers

    def needed(self, turn: int) -> int:
        """How many tasks must be finished before this one may start."""
        return max(turn - self.workers + 1, 0)

    def free_since(self, turn: int) -> int:
        """When there was room for this task, had nobody been held up."""
        needed = self.needed(turn)
        return sorted(self.times)[needed - 1] if 0 < needed <= len(self.times) else 0

    def due(self, now: int) -> int:
        """When the next task would start, had nobody been held up: as far as that is known."""
        return max(now, self.free_since(self.turn), self.began)


def simplify(module: ModuleType, threading: ModuleType, scheduler: Exploring) -> None:
    """Let the pools of this `concurrent.futures.thread` be such pools."""
    queues: Any = module.__dict__["_threads_queues"]

    def adjust(executor: Any) -> None:
        pool = _pool_of(executor, scheduler)
        turn = pool.submitted
        pool.submitted += 1
        reference = weakref.ref(executor)
        queue = executor._work_queue
        thread = threading.__dict__["Thread"](
            name=f"{executor._thread_name_prefix}_{turn % pool.workers}",
            target=lambda: _do(scheduler, pool, turn, queue, reference),
        )
        thread.start()
        executor._threads.add(thread)
        queues[thread] = queue

    module.__dict__["ThreadPoolExecutor"]._adjust_thread_count = adjust


def simplify_waiting(base: ModuleType, package: ModuleType, make_queue: Callable[[], Any]) -> None:
    """Let `wait` and `as_completed` of `concurrent.futures._base` be seen as what they come to.

    Where they have no timeout, and `wait` waits for all: then to wait for all is to wait for one
    after the other, and how many were done whenever the waiter looked is no difference.
    """
    library: Any = base
    wait_otherwise, complete_otherwise = library.wait, library.as_completed

    def wait(fs: Any, timeout: Any = None, return_when: str = library.ALL_COMPLETED) -> Any:
        if timeout is not None or return_when != library.ALL_COMPLETED:
            return wait_otherwise(fs, timeout, return_when)
        futures = set(fs)
        for future in futures:
            with suppress(library.CancelledError):
                future.exception()
        return library.DoneAndNotDoneFutures(futures, set())

    def as_completed(fs: Any, timeout: Any = None) -> Any:
        if timeout is not None:
            yield from complete_otherwise(fs, timeout)
            return
        futures, waiter = set(fs), _Waiter(make_queue())
        waiter.queue.of_futures = True  # for who tells of a deadlock
        with library._AcquireFutures(futures):
            finished = {f for f in futures if f._state in DONE}
            pending = futures - finished
            for future in pending:
                future._waiters.append(waiter)
        left = list(finished)
        while left:
            yield left.pop()
        for _ in pending:
            yield waiter.queue.get()

    for name, function in (("wait", wait), ("as_completed", as_completed)):
        for module in (base, package):
            module.__dict__[name] = function


class _Waiter:
    """Puts what is done into a queue."""

    def __init__(self, queue: Any) -> None:
        self.queue = queue

    def add_result(self, future: Any) -> None:
        self.queue.put(future)

    add_exception = add_cancelled = add_result


def _pool_of(executor: Any, scheduler: Exploring) -> Pool:
    pool = executor.__dict__.get("_green_pool")
    if pool is None:
        place = scheduler.places.of("other", executor._work_queue)
        executor._work_queue._place = place
        pool = executor._green_pool = Pool(executor._max_workers, place)
    found: Pool = pool
    return found


def _do(
    scheduler: Exploring, pool: Pool, turn: int, queue: Any, reference: Callable[[], Any]
) -> None:
    """The body of a task's thread."""
    items = queue._items

    def ready() -> bool:
        return turn == pool.turn and (pool.has_room() or not items or items[0][0] is None)

    accesses: Accesses = ((pool.place, turn, WRITE),)
    scheduler.start_task(accesses, ready, pool, turn)
    if not items or items[0][0] is None:  # it was cancelled
        scheduler.finish_task(pool)
        return
    item, _ = items.pop(0)
    executor = reference()
    context = getattr(executor, "_create_worker_context", None)  # since 3.14
    del executor
    try:
        if context is None:
            item.run()
        else:
            item.run(context())
    finally:
        del item
        scheduler.finish_task(pool)


def in_a_possible_order(
    before: Sequence[Event], events: list[Event], late: Event | None
) -> tuple[list[Event], list[Event]] | None:
    """The events in an order in which each task has room to start; those that never can left out.

    `before` are the events that come before all of them; `late` one that is to be among them as
    early as can be. What comes before it and what comes after it; None if it cannot come at all.
    """
    if not any(event.starts for event in events) and (late is None or not late.starts):
        return events, []
    finished = Counter(place for event in before for place in event.finishes or ())
    left, found, after = events, list[Any](), list[Any]()
    missing = late
    while left or missing is not None:
        later: list[Event] = []
        for event in left:
            if _may_come(event, later, finished):
                (after if missing is not late else found).append(event)
                finished.update(event.finishes or ())
            else:
                later.append(event)
        if missing is not None and _may_come(missing, later, finished):
            finished.update(missing.finishes or ())
            missing = None
        elif len(later) == len(left):
            break
        left = later
    return None if missing is not None else (found, after)


def _may_come(event: Event, later: Sequence[Event], finished: Counter[int]) -> bool:
    if event.starts is not None:
        place, needed = event.starts
        if finished[place] < needed:
            return False
    return not any(event.follows(one) for one in later)
