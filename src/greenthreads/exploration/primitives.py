"""Locks and threads for the scheduler of an exploration.

Locks are told apart by who made them. The program's own: each acquisition is an operation. Those
inside an object of the library, as a queue or an event: what is done under them is one operation on
that object, which only looks or changes it. Those in which the library keeps its books, as of the
threads that there are: nobody can tell in which order they are taken. And those on which
`Condition.wait` waits, each made for one wait.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, Literal

from .. import locks, threads
from ..naming import Names
from ..signals import Signals
from ..tasks import NOWHERE
from .accesses import ACQUIRE, FREE, HELD, READ, RELEASE, TAKE, WRITE, Accesses
from .library import Method
from .scheduler import Actor, Exploring
from .values import instance_dict

# "guarded": a barrier's, held while its action runs, which is code of the program's.
Role = Literal["own", "inner", "object", "quiet", "waiter", "guarded"]

# Who makes a lock on behalf of another: `threading.Condition()` makes one for who calls it.
# And `touching` makes what a program's dictionary lacks.
PASSING: Final = frozenset(
    ("RLock", "Condition.__init__", "allocate_lock", "Toucher._make_item")
    + ("Toucher._handler.<locals>.handler", "Notes._noting.<locals>.noting")
    + ("Watch._instruction.<locals>.instruction",)
)
# Objects of which all is done under one lock, which is free wherever a turn may end.
OBJECTS: Final = frozenset(
    ("Event", "Semaphore", "BoundedSemaphore", "Barrier", "Queue", "Future", "Timer")
    + ("_AsCompletedWaiter", "_AllCompletedWaiter")
)
QUIET_MODULES: Final = frozenset(("logging", "random", "importlib", "weakref", "_weakrefset"))
SYNCHRONIZING: Final = frozenset(("threading", "queue", "concurrent", "_threading_local"))
# Methods that only look at their object until they wait, and those that do not change it after.
LOOKING: Final = frozenset(
    ("Event.wait", "Queue.qsize", "Queue.empty", "Queue.full", "Future.result", "Future.exception")
    + ("Future.done", "Future.running", "Future.cancelled", "Future.__repr__")
)
DONE_AFTER: Final = frozenset(("Event.wait", "Barrier._wait", "Future.result", "Future.exception"))
UNSEEN: Final = None, None  # the state of a lock that was taken without an operation
CONDITION: Final = frozenset(
    ("Condition.__enter__", "Condition.__exit__", "Condition._acquire_restore", "Condition.wait")
    + ("Condition.wait_for", "Condition._release_save", "Condition.acquire")
)


class Roles:
    """What a lock is for, from the code that makes it; and what a method does to its object."""

    def __init__(self) -> None:
        self.program: set[int] = set()  # addresses of the program's own code

    def of_new(self, frame: FrameType | None) -> Role:
        """The role of a lock that is made in `frame`."""
        while frame is not None and _qualified(frame) in PASSING and self._library(frame):
            frame = frame.f_back
        if frame is None or id(frame.f_code) in self.program:
            return "own"
        module = frame.f_globals.get("__name__", "").partition(".")[0]
        if module in QUIET_MODULES:
            return "quiet"
        if module not in SYNCHRONIZING:
            return "inner"
        kind, _, method = _qualified(frame).rpartition(".")
        if (kind, method) == ("Condition", "wait"):
            return "waiter"
        if kind == "Event" and frame.f_back is not None and self._of_thread(frame.f_back):
            return "quiet"
        if kind in OBJECTS:
            guarded = kind == "Barrier" and frame.f_locals.get("action") is not None
            return "guarded" if guarded else "object"
        return "quiet" if method == "<module>" and module == "threading" else "inner"

    def _library(self, frame: FrameType) -> bool:
        return id(frame.f_code) not in self.program

    def _of_thread(self, frame: FrameType) -> bool:
        return _qualified(frame) in ("Thread.__init__", "_DummyThread.__init__")

    def method_at(self, frame: FrameType | None) -> tuple[FrameType | None, str, bool]:
        """The method that takes its object's lock in `frame`, its name, whether it has waited."""
        waited = False
        while frame is not None and (name := _qualified(frame)) in CONDITION:
            waited = waited or name == "Condition.wait"
            frame = frame.f_back
        return frame, "" if frame is None else _qualified(frame), waited


def _qualified(frame: FrameType) -> str:
    return frame.f_code.co_qualname


class Mutex:
    """What takes the place of `locks.Mutex`'s waiting and waking."""

    if TYPE_CHECKING:
        _scheduler: Any
        _roles: Roles
        _called: str
        _label: Any
        _count: int
        owner: Any
        place: int
        role: Role
        state: tuple[Any, Any] | None  # the object that it is inside of, and how that was

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.owner = None
        self.place = -1
        self._count = 0
        self._label = ""
        self.state = None
        self.role = self._roles.of_new(sys._getframe(1))

    def number(self) -> int:
        """The place of the lock, or of the object that it is inside of."""
        if self.place < 0:
            kind: Any = "other" if self.role == "object" else "lock"
            self.place = self._scheduler.places.of(kind, self)
        return self.place

    def is_free(self) -> bool:
        """Whether nobody has it."""
        return self.owner is None

    def _take(self, limit: int | None) -> bool:
        scheduler = self._scheduler
        task = scheduler.current
        if self.role == "quiet" and self.owner is None:  # each thread takes some ten of these
            self.owner = task
            task.holding += 1
            return True
        if scheduler.solo or scheduler.closing:
            taken = self._take_alone(scheduler, limit)
        elif self.role == "own" or self.role == "inner":
            taken = self._take_lock(scheduler, task, limit)
        elif self.role == "waiter":
            taken = self._take_waiter(scheduler, limit)
        elif self.role == "guarded":
            taken = self._take_guarded(scheduler, task)
        else:
            taken = self._take_object(scheduler, task)
        if taken:
            self.owner = task
            if self.role in ("object", "quiet"):
                task.holding += 1
            else:
                scheduler.took(self)
                if scheduler.gil and self.role == "own":
                    scheduler.pause()
        return taken

    def _take_alone(self, scheduler: Exploring, limit: int | None) -> bool:
        if self.owner is None:
            return True
        if limit == 0:
            return False
        return scheduler.operation((), self.is_free, limit, what=(self, self._called))

    def _take_lock(self, scheduler: Exploring, task: Actor, limit: int | None) -> bool:
        place = self.number()
        if limit is not None:
            return self._try(scheduler, place, limit)
        accesses = scheduler.sharing.sift(((place, None, ACQUIRE),), task.tid)
        if self.owner is None:
            if accesses:
                scheduler.operation(accesses, self.is_free, what=(self, self._called))
            return True
        return scheduler.operation(accesses, self.is_free, what=(self, self._called))

    def _try(self, scheduler: Exploring, place: int, limit: int) -> bool:
        scheduler.sharing.try_lock(place)
        scheduler.sharing.sift(((place, None, ACQUIRE),), scheduler.current.tid)
        if limit:
            return scheduler.operation(
                lambda: ((place, None, TAKE if self.owner is None else HELD),),
                self.is_free,
                limit,
                what=(self, self._called),
            )
        scheduler.operation(lambda: ((place, None, TAKE if self.owner is None else HELD),))
        return self.owner is None

    def _take_waiter(self, scheduler: Exploring, limit: int | None) -> bool:
        if self.place < 0:  # `Condition.wait` takes it twice: the second time it waits
            self.number()
            if scheduler.event is not None:
                scheduler.arrivals.append(scheduler.event)
            return True
        place = self.place
        scheduler.pass_by()
        if limit is None:
            accesses: Accesses = ((place, None, ACQUIRE),)
            return scheduler.operation(accesses, self.is_free, what=(self, self._called))
        return scheduler.operation(
            lambda: ((place, None, TAKE if self.owner is None else HELD),),
            self.is_free,
            limit,
            what=(self, self._called),
        )

    def _take_guarded(self, scheduler: Exploring, task: Actor) -> bool:
        """As a lock of the program's, but to go on after having waited is no operation."""
        frame, name, waited = self._roles.method_at(sys._getframe(3))
        if frame is not None and not waited:  # it notes whether barriers are aborted
            scheduler.library.method(name, frame, self.number())
        free = self.owner is None and not scheduler.library.aborts
        if waited and name in DONE_AFTER and free and not task.gave_up:
            self.state = UNSEEN
            return True
        self.state = None
        return self._take_lock(scheduler, task, None)

    def _take_object(self, scheduler: Exploring, task: Actor) -> bool:
        """What is done under this lock is one operation on its object."""
        if self.role == "quiet":  # and held
            return self._take_quietly(scheduler, ())
        frame, name, waited = self._roles.method_at(sys._getframe(3))
        done = name in DONE_AFTER and not (name == "Barrier._wait" and scheduler.library.aborts)
        if waited and done and not task.gave_up:
            return self._take_quietly(scheduler, ())
        place = self.number()
        owner = None if frame is None else frame.f_locals.get("self")
        self.state = owner, state_of(owner)
        method = None
        if not waited and frame is not None:
            method = scheduler.library.method(name, frame, place)
        if method is None:
            mode = READ if name in LOOKING and not waited else WRITE
            method = Method(((place, None, mode),))  # type: ignore[arg-type]
        accesses = scheduler.sharing.sift(method.accesses, task.tid)
        if task.holding or self.owner is not None:
            return self._take_quietly(scheduler, accesses)
        ready = method.ready
        if accesses or (ready is not None and not ready()):
            scheduler.operation(
                accesses, ready, gates=method.gates, what=(self, self._called) if ready else None
            )
        if method.then is not None:
            scheduler.follow(method.then(), place)
        return True

    def _take_quietly(self, scheduler: Exploring, accesses: Accesses) -> bool:
        if self.owner is not None:
            scheduler.reasons["the program runs inside an operation of the library"] = None
            scheduler.pass_by()
            return scheduler.operation(accesses, self.is_free, what=(self, self._called))
        scheduler.touch(accesses)
        return True

    def _give(self) -> None:
        scheduler = self._scheduler
        task = scheduler.current
        if self.role in ("object", "quiet"):
            task.holding -= 1
            if self.state is not None:
                owner, before = self.state
                task.progress += state_of(owner) != before
                self.state = None
        else:
            if not (scheduler.solo or scheduler.closing or self.state is UNSEEN):
                self._tell_release(scheduler, task)
            scheduler.gave(self)
        self.owner = None
        if self.role in ("own", "inner", "object"):
            scheduler.after_call(task)

    def _tell_release_for_another(self) -> None:
        """Whether there is anything to give back is a question of the schedule."""
        scheduler = self._scheduler
        if scheduler.solo or scheduler.closing:
            return
        place = self.number()
        scheduler.sharing.try_lock(place)
        scheduler.sharing.sift(((place, None, FREE),), scheduler.current.tid)
        scheduler.operation(lambda: ((place, None, RELEASE if self.owner else FREE),))

    def _tell_release(self, scheduler: Exploring, task: Actor) -> None:
        place = self.number()
        access = (place, None, RELEASE)
        if self.role == "waiter":
            scheduler._add((access,))  # type: ignore[arg-type]
            return
        accesses = scheduler.sharing.sift((access,), task.tid)  # type: ignore[arg-type]
        if scheduler.sharing.is_tried(place):
            scheduler.operation(accesses)
        else:
            scheduler._add(accesses)

    def locked(self) -> bool:
        """Whether anyone has it."""
        scheduler = self._scheduler
        if not (scheduler.solo or scheduler.closing) and self.role in ("own", "inner"):
            place = self.number()
            scheduler.sharing.try_lock(place)
            scheduler.sharing.sift(((place, None, FREE),), scheduler.current.tid)
            scheduler.operation(lambda: ((place, None, HELD if self.owner else FREE),))
        return self.owner is not None


def state_of(owner: Any) -> tuple[Any, ...]:
    """What can be told of an object of the library: its numbers, and how much it holds."""
    values = (instance_dict(owner) or {}).values()
    return tuple(
        value if isinstance(value, (int, str)) else len(value)
        for value in values
        if isinstance(value, (int, str, list, deque, dict, set))
    )


def _note_bell(scheduler: Any, frame: FrameType) -> None:
    """Remember that the current thread notifies a condition, if it does in `frame`."""
    if _qualified(frame) == "Condition.notify":
        scheduler.current.rang = scheduler.position


def _asks_owner(frame: FrameType) -> bool:
    """Whether `Condition` only asks whether the thread has the lock: nobody else can tell."""
    return frame.f_code.co_qualname == "Condition._is_owned"


class Lock(Mutex, locks.Lock):
    """A lock of an exploration."""

    __slots__ = ("_count", "place", "role", "state")
    _called = "Lock.acquire"

    def acquire(self, blocking: Any = True, timeout: Any = -1) -> bool:
        """Take the lock; wait for it unless told otherwise. Whether it was taken."""
        limit = None if blocking is True and timeout == -1 else locks._limit(blocking, timeout)
        if limit == 0 and self.owner is self._scheduler.current and _asks_owner(sys._getframe(1)):
            _note_bell(self._scheduler, sys._getframe(2))
            return False
        return self._take(limit)

    def release(self) -> None:
        """Give the lock back, whoever has it."""
        if self.owner is self._scheduler.current or self.role not in ("own", "inner"):
            if self.owner is None:
                raise RuntimeError("release unlocked lock")
            self._give()
            return
        self._tell_release_for_another()
        if self.owner is None:
            raise RuntimeError("release unlocked lock")
        self.owner = None
        self._scheduler.after_call(self._scheduler.current)

    __enter__ = acquire

    def __exit__(self, *exc_info: object) -> None:
        self.release()

    acquire_lock, release_lock, locked_lock = acquire, release, Mutex.locked


class RLock(Mutex, locks.RLock):
    """A lock of an exploration that its owner may acquire again."""

    __slots__ = ("place", "role", "state")
    _called = "RLock.acquire"

    def acquire(self, blocking: Any = True, timeout: Any = -1) -> bool:
        """Take the lock, once more if it is one's own already. Whether it was taken."""
        limit = None if blocking is True and timeout == -1 else locks._limit(blocking, timeout)
        if self._count and self.owner is self._scheduler.current:
            self._count += 1
            return True
        if self._take(limit):
            self._count = 1
            return True
        return False

    def release(self) -> None:
        """Undo one `acquire`."""
        if self.owner is not self._scheduler.current or not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._give()

    def _is_owned(self) -> bool:
        _note_bell(self._scheduler, sys._getframe(1))
        return super()._is_owned()

    __enter__ = acquire

    def __exit__(self, *exc_info: object) -> None:
        self.release()


class Handle(threads.Handle):
    """A thread's handle: whether it has ended is a question that a schedule decides."""

    __slots__ = ()
    _scheduler: Exploring

    def is_done(self) -> bool:
        """Whether the thread has ended."""
        self._renew()
        if self._task is not None and not self._done and self._task.ident > 1:
            self._scheduler.look_at_end(self._task)
        return super().is_done()

    def _renew(self) -> None:
        """The main thread's handle outlives its run: it is now that of this run's main thread.

        Else `threading._shutdown` would find it ended, and wait for nobody.
        """
        if self._task is not None and self._task.ident == 1:
            self._task = self._scheduler.tasks[0]

    def join(self, timeout: Any = None) -> None:
        """Wait for the thread's end, at most `timeout` seconds if that is not negative."""
        if self.ident == 0:
            raise RuntimeError("thread not started")
        limit = None
        if timeout is not None and timeout >= 0:
            limit = locks.nanoseconds_of_timeout(timeout)
        self._renew()
        if self._done or self._task is None:
            return
        if self._task is self._scheduler.current:
            raise RuntimeError("Cannot join current thread")
        self._scheduler.join(self._task, NOWHERE, limit)


class Threads(threads.Threads):
    """The functions of `_thread`. Numbers of threads are not used again: whose they are would vary.

    They would depend on who ended first, though nothing in the program does.
    """

    handle_class = Handle
    _scheduler: Exploring

    def __init__(self, scheduler: Exploring, names: Names, signals: Signals) -> None:
        super().__init__(scheduler, names, signals)

    def reset(self) -> None:
        """A new run begins."""
        self._by_id.clear()

    def _shutdown(self) -> None:
        for task in self._scheduler.tasks[:]:
            if not task.daemon and task is not self._scheduler.current:
                self._scheduler.join(task)  # which finds out by itself where it waits

    def _begin(
        self, body: Callable[[], object], function: Any, handle: threads.Handle, daemon: bool
    ) -> threads.Handle:
        if self._scheduler.alone:
            raise RuntimeError("can't create new thread at interpreter shutdown")
        thread = getattr(function, "__self__", None)
        named = isinstance(getattr(thread, "_name", None), str)
        self._scheduler.count_in(thread)
        task = self._scheduler.spawn(body, (lambda: thread._name) if named else "", daemon)  # type: ignore[union-attr]
        self._by_id[task.thread_id] = task
        handle.ident, handle._task = task.thread_id, task
        self._scheduler.launch(task)
        return handle
