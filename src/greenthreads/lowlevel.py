"""The two C modules below `threading`, on the scheduler: `_thread` and `time`.

`make_thread` and `make_time` build a fresh module for one run. Nothing here is installed
anywhere; `greenthreads.runner` lets the run's own imports find them.
"""

from __future__ import annotations

import _thread
import signal
import sys
import time
import weakref
from collections import deque
from types import FunctionType, ModuleType, SimpleNamespace

from .naming import Names
from .scheduler import DONE, FAIR_AFTER, NEW, Scheduler, Task, Unwind

TIMEOUT_MAX = float(2**63 // 10**9)  # seconds, as on 64-bit CPython
CLOCK_TIME = 100  # ns that reading a clock takes: no two readings are the same, as on a real one
START = 1_767_225_600  # what time.time() says when a run begins: 2026-01-01 00:00:00 UTC


def _nanoseconds(seconds) -> int:
    """Seconds, as any number, in whole nanoseconds; errors as CPython's own."""
    if isinstance(seconds, float):
        if seconds != seconds:
            raise ValueError("Invalid value NaN (not a number)")
    elif not hasattr(type(seconds), "__index__"):
        seconds = float(seconds)
    if abs(seconds) > TIMEOUT_MAX:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
    # The least wait is 1 ns: a loop that waits for what is left must see the clock move.
    return round(seconds * 1e9) or int(seconds > 0)


def _timeout(blocking, timeout) -> int | None:
    """The two arguments of `acquire` as one timeout: None for ever, 0 for not at all."""
    if timeout == -1 and type(timeout) is int:
        return None if blocking else 0
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    limit = _nanoseconds_of_timeout(timeout)
    if limit is not None and limit < 0:
        raise ValueError("timeout value must be a non-negative number")
    return limit


def _nanoseconds_of_timeout(timeout) -> int | None:
    if timeout == -1:
        return None
    try:
        return _nanoseconds(timeout)
    except OverflowError:
        raise OverflowError("timeout value is too large") from None


class _Mutex:
    """What `lock` and `RLock` share: an owner, and waiters first come first served.

    Release hands over to a waiter older than 1 ms; otherwise whoever is quicker gets the lock,
    as on CPython. A woken waiter stays in the queue until it has the lock or gives up, so that
    no wake-up is lost when it does.
    """

    __slots__ = ("owner", "waiters", "_heir", "_label", "__weakref__")
    _scheduler: Scheduler
    _names: Names
    _watched: bool  # whether acquisitions are logged
    _kind: str

    def __init__(self) -> None:
        self.owner: Task | None = None
        self.waiters: deque[Task] = deque()
        self._heir: Task | None = None  # who was handed the lock and has not run yet
        self._label = None  # None: not asked yet; "": the library's own; else its name

    def _take(self, timeout: int | None) -> bool:
        scheduler = self._scheduler
        task = scheduler.current
        if self.owner is None:
            self.owner = task
        elif timeout == 0 or not self._queue_up(task, timeout):
            return False
        if self._watched:
            self._note("acquired")
        return True

    def _queue_up(self, task: Task, timeout: int | None) -> bool:
        scheduler = self._scheduler
        deadline = None if timeout is None else scheduler.now + timeout
        site = self._names.place(self, f"{self._kind}.acquire")
        began = scheduler.now
        self.waiters.append(task)
        try:
            while True:
                left = None if deadline is None else deadline - scheduler.now
                woken = scheduler.wait("blocked", site, left)
                if self.owner is None or self._heir is task:
                    self.owner, self._heir = task, None
                    return True
                if not woken:
                    return False
                task.since = began
        finally:
            self.waiters.remove(task)

    def _give(self) -> None:
        scheduler = self._scheduler
        if self._watched:
            self._note("released")
        self.owner = None
        if self.waiters:
            first = self.waiters[0]
            if scheduler.now - first.since >= FAIR_AFTER:
                self.owner = self._heir = first
            scheduler.wake(first)

    def _note(self, kind: str) -> None:
        """Log who holds a lock of the program's own. The library's inner locks stay unnamed."""
        if self._label is None:
            site = self._names.place(self, f"{self._kind}.acquire")
            own = site.target is self or site.operation == "Condition.acquire"
            self._label = site.object if own else ""
        if self._label:
            self._scheduler.log(self.owner, kind, self._label)

    def _at_fork_reinit(self) -> None:
        self.owner = self._heir = None
        self.waiters.clear()

    def _state(self) -> str:
        return "locked" if self.owner is not None else "unlocked"


class _Handle:
    """`_thread._ThreadHandle`: what `Thread` keeps of the thread below it."""

    __slots__ = ("ident", "_task", "_done", "__weakref__")
    _scheduler: Scheduler
    _names: Names

    def __init__(self) -> None:
        self.ident = 0
        self._task: Task | None = None
        self._done = False

    def is_done(self) -> bool:
        return self._done or (self._task is not None and self._task.state is DONE)

    def _set_done(self) -> None:
        if self.ident == 0:
            raise RuntimeError("thread not started")
        self._done = True

    def join(self, timeout=None) -> None:
        if self.ident == 0:
            raise RuntimeError("thread not started")
        limit = None
        if timeout is not None and timeout >= 0:
            limit = _nanoseconds_of_timeout(timeout)
        if self.is_done():
            return
        if self._task is self._scheduler.current:
            raise RuntimeError("Cannot join current thread")
        if limit == 0:
            return
        self._scheduler.join(self._task, self._names.place(self, "Thread.join"), limit)

    def __repr__(self) -> str:
        return f"<_ThreadHandle object: ident={self.ident}>"


def make_thread(scheduler: Scheduler, names: Names, step=None, log: bool = True) -> ModuleType:
    """The `_thread` module of one run. `step` is called around lock operations.

    A step comes before an acquisition and after a release.
    """
    step = step or scheduler.step
    module = ModuleType("_thread", "Green threads in place of the operating system's.")
    common = {
        "__slots__": (),
        "__module__": "_thread",
        "_scheduler": scheduler,
        "_names": names,
        "_watched": log,
    }
    lock = _make_lock(common, step)
    rlock = _make_rlock(common, step)
    handle = type("_ThreadHandle", (_Handle,), dict(common))
    tasks: dict[int, Task] = {}

    def begin(function, handle_, daemon) -> int:
        thread = getattr(function, "__self__", None)
        named = isinstance(getattr(thread, "_name", None), str)
        task = scheduler.spawn(function, (lambda: thread._name) if named else "", daemon)
        tasks[task.ident] = task
        handle_.ident, handle_._task = task.ident, task
        return task.ident

    def start_joinable_thread(function, handle=None, daemon=True):
        """Start a thread; returns its handle."""
        if not callable(function):
            raise TypeError("thread function must be callable")
        handle = module._ThreadHandle() if handle is None else handle
        if handle.ident:
            raise RuntimeError("thread already started")
        begin(_guarded(function), handle, daemon)
        return handle

    def start_new_thread(function, args, kwargs=None, /):
        """Start a daemon thread; returns its identifier."""
        if not callable(function):
            raise TypeError("first arg must be callable")
        if not isinstance(args, tuple):
            raise TypeError("2nd arg must be a tuple")
        if kwargs is not None and not isinstance(kwargs, dict):
            raise TypeError("optional 3rd arg must be a dictionary")
        body = _guarded(function, args, kwargs or {})
        return begin(body, module._ThreadHandle(), True)

    def shutdown():
        for task in list(scheduler.tasks):
            if not task.daemon and task is not scheduler.current:
                scheduler.join(task, names.place(task, "wait for all threads"))

    def make_handle(ident):
        made = module._ThreadHandle()
        made.ident = ident
        made._task = tasks.get(ident) or scheduler.tasks[0]
        return made

    def interrupt_main(signum=signal.SIGINT, /):
        """Simulate the arrival of a signal: the main thread runs its handler."""
        if not 1 <= signum < signal.NSIG:
            raise ValueError("signal number out of range")
        handler, main = signal.getsignal(signum), scheduler.tasks[0]
        if callable(handler):
            if scheduler.current is main:
                handler(signum, None)
            else:
                scheduler.interrupt(main, lambda: handler(signum, None))

    def stack_size(size=0, /):
        """Kept for programs that set it; a green thread's stack has no size of its own."""
        if size and size < 32768:
            raise ValueError(f"size not valid: {size} bytes")
        old, module._stack_size = module._stack_size, size
        return old

    def leave():
        raise SystemExit

    def get_ident():
        return scheduler.current.ident

    def excepthook(args, /):
        """Report an exception that ended a thread, as CPython words it."""
        if args.thread is None:  # then the C function would name the thread of the system
            stand_in = SimpleNamespace(name=str(get_ident()), _stderr=None)
            args = _thread._ExceptHookArgs([*args[:3], stand_in])
        _thread._excepthook(args)

    module.__dict__.update(
        error=RuntimeError,
        TIMEOUT_MAX=TIMEOUT_MAX,
        _stack_size=0,
        LockType=lock,
        lock=lock,
        RLock=rlock,
        allocate_lock=lock,
        allocate=lock,
        _local=_make_local(scheduler),
        _ThreadHandle=handle,
        _make_thread_handle=make_handle,
        start_joinable_thread=start_joinable_thread,
        start_new_thread=start_new_thread,
        start_new=start_new_thread,
        stack_size=stack_size,
        interrupt_main=interrupt_main,
        exit=leave,
        exit_thread=leave,
        get_ident=get_ident,
        get_native_id=get_ident,
        daemon_threads_allowed=lambda: True,
        _is_main_interpreter=lambda: True,
        _get_main_thread_ident=lambda: scheduler.tasks[0].ident,
        _shutdown=shutdown,
        set_name=lambda name, /: None,
        _count=lambda: sum(t.state not in (NEW, DONE) for t in scheduler.tasks[1:]),
        _excepthook=excepthook,
        _ExceptHookArgs=_thread._ExceptHookArgs,
    )
    for value in vars(module).values():
        if isinstance(value, FunctionType):
            value.__module__ = "_thread"
    return module


class _Guarded:
    """A thread's function as CPython runs it: SystemExit ends the thread, the rest is reported."""

    def __init__(self, function, args, kwargs) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs
        self.__self__ = getattr(function, "__self__", None)

    def __call__(self) -> None:
        function, args, kwargs = self.function, self.args, self.kwargs
        del self.function, self.args, self.kwargs, self.__self__
        try:
            function(*args, **kwargs)
        except (SystemExit, Unwind):
            pass
        except BaseException as error:
            report = sys.unraisablehook
            report(
                _Unraisable(
                    type(error),
                    error,
                    error.__traceback__,
                    f"Exception ignored in thread started by {function!r}",
                )
            )


class _Unraisable:
    object = None

    def __init__(self, *fields) -> None:
        self.exc_type, self.exc_value, self.exc_traceback, self.err_msg = fields


def _guarded(function, args=(), kwargs=None) -> _Guarded:
    return _Guarded(function, args, kwargs or {})


def _make_lock(common: dict, step) -> type:
    class lock(_Mutex):
        """A green lock: whoever has it may be anyone, and anyone may release it."""

        locals().update(common)
        _kind = "Lock"

        def __init_subclass__(cls) -> None:
            raise TypeError("type '_thread.lock' is not an acceptable base type")

        def acquire(self, blocking=True, timeout=-1):
            limit = None if blocking is True and timeout == -1 else _timeout(blocking, timeout)
            step()  # before, not after: whatever is raised here must not leave the lock taken
            return self._take(limit)

        def release(self):
            if self.owner is None:
                raise RuntimeError("release unlocked lock")
            self._give()
            step()

        def locked(self):
            return self.owner is not None

        def __enter__(self):
            return self.acquire()

        def __exit__(self, *exc_info):
            self.release()

        def __repr__(self):
            return f"<{self._state()} _thread.lock object at {id(self):#x}>"

        acquire_lock, release_lock, locked_lock = acquire, release, locked

    return lock


def _make_rlock(common: dict, step) -> type:
    class RLock(_Mutex):
        """A green lock that its owner may acquire again."""

        locals().update(common | {"__slots__": ("_count",)})
        _kind = "RLock"

        def __init__(self, *args, **kwargs) -> None:
            _Mutex.__init__(self)
            self._count = 0

        def acquire(self, blocking=True, timeout=-1):
            limit = _timeout(blocking, timeout)
            step()
            if self._count and self.owner is self._scheduler.current:
                self._count += 1
            elif self._take(limit):
                self._count = 1
            else:
                return False
            return True

        def release(self):
            if self.owner is not self._scheduler.current or not self._count:
                raise RuntimeError("cannot release un-acquired lock")
            self._count -= 1
            if not self._count:
                self._give()
            step()

        def locked(self):
            return self.owner is not None

        def __enter__(self):
            return self.acquire()

        def __exit__(self, *exc_info):
            self.release()

        def _is_owned(self):
            return self.owner is self._scheduler.current

        def _recursion_count(self):
            return self._count if self.owner is self._scheduler.current else 0

        def _release_save(self):
            if not self._count:
                raise RuntimeError("cannot release un-acquired lock")
            state = (self._count, self.owner)
            self._count = 0
            self._give()
            return state

        def _acquire_restore(self, state):
            self._take(None)
            self._count = state[0]

        def _at_fork_reinit(self):
            _Mutex._at_fork_reinit(self)
            self._count = 0

        def __repr__(self):
            owner = self.owner.ident if self.owner else 0
            kind = f"{type(self).__module__}.{type(self).__qualname__}"
            return (
                f"<{self._state()} {kind} object owner={owner} "
                f"count={self._count} at {id(self):#x}>"
            )

    RLock.__qualname__ = "RLock"
    return RLock


def _make_local(scheduler: Scheduler) -> type:
    class _local:
        """Thread-local data: each access to an attribute first puts the thread's own dict in place.

        The dicts belong to the object, so that it can be collected with them; a task knows only
        how to have its own thrown away when it ends.
        """

        __slots__ = ("_local__dicts", "_local__args", "__weakref__", "__dict__")
        __module__ = "_thread"

        def __new__(cls, /, *args, **kwargs):
            if (args or kwargs) and cls.__init__ is object.__init__:
                raise TypeError("Initialization arguments are not supported")
            self = object.__new__(cls)
            object.__setattr__(self, "_local__dicts", {})
            object.__setattr__(self, "_local__args", (args, kwargs))
            _new_dict(self, scheduler.current)
            return self

        def __getattribute__(self, name):
            _adopt(self)
            return object.__getattribute__(self, name)

        def __setattr__(self, name, value):
            _writable(self, name)
            _adopt(self)
            object.__setattr__(self, name, value)

        def __delattr__(self, name):
            _writable(self, name)
            _adopt(self)
            object.__delattr__(self, name)

    def _writable(local, name) -> None:
        if name == "__dict__":
            raise AttributeError(
                f"'{type(local).__name__}' object attribute '__dict__' is read-only"
            )

    def _adopt(local) -> None:
        task = scheduler.current
        values = object.__getattribute__(local, "_local__dicts").get(task.ident)
        if values is None:
            values = _new_dict(local, task)
            args, kwargs = object.__getattribute__(local, "_local__args")
            type(local).__init__(local, *args, **kwargs)  # others may run meanwhile
        object.__setattr__(local, "__dict__", values)

    def _new_dict(local, task) -> dict:
        values: dict = {}
        object.__getattribute__(local, "_local__dicts")[task.ident] = values
        object.__setattr__(local, "__dict__", values)
        reference = weakref.ref(local)
        task.at_end.append(lambda: _forget(reference(), task.ident))
        return values

    def _forget(local, ident) -> None:
        if local is not None:
            values = object.__getattribute__(local, "_local__dicts").pop(ident, None)
            if object.__getattribute__(local, "__dict__") is values:
                object.__setattr__(local, "__dict__", {})

    _local.__qualname__ = "_local"
    return _local


def make_time(scheduler: Scheduler, names: Names, start: float = START) -> ModuleType:
    """The `time` module of one run: every clock is the scheduler's."""
    module = ModuleType("time", time.__doc__)
    module.__dict__.update(time.__dict__)
    module.__name__ = "time"
    epoch = round(start * 1e9)

    def now() -> int:
        scheduler.charge()
        scheduler.now += CLOCK_TIME
        return scheduler.now

    def sleep(seconds, /):
        """Wait for so many virtual seconds."""
        span = _nanoseconds(seconds)
        if span < 0:
            raise ValueError("sleep length must be non-negative")
        if span == 0:
            scheduler.pause()
        else:
            scheduler.wait("sleeping", names.place(None, "time.sleep"), span)

    def broken_down(function):
        def of(seconds=None, /):
            return function((epoch + now()) / 1e9 if seconds is None else seconds)

        return of

    def strftime(format, when=None, /):
        return time.strftime(format, module.localtime() if when is None else when)

    def asctime(when=None, /):
        return time.asctime(module.localtime() if when is None else when)

    module.__dict__.update(
        sleep=sleep,
        strftime=strftime,
        asctime=asctime,
        time=lambda: (epoch + now()) / 1e9,
        time_ns=lambda: epoch + now(),
        localtime=broken_down(time.localtime),
        gmtime=broken_down(time.gmtime),
        ctime=broken_down(time.ctime),
    )

    def worked() -> int:
        scheduler.charge()
        return scheduler.steps * scheduler.step_time

    for name, clock in (
        ("monotonic", now),
        ("perf_counter", now),
        ("process_time", worked),
        ("thread_time", worked),
    ):
        module.__dict__[name] = lambda clock=clock: clock() / 1e9
        module.__dict__[name + "_ns"] = lambda clock=clock: clock()
    return module
