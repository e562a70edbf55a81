"""The `_thread` module of one run: threads are tasks of the scheduler.

This is the lowest floor that `threading` stands on, and the only one that is exchanged. Whatever
is above it is CPython's own code, so that `Condition`, `Barrier`, `Queue` or a thread pool behave
here as they do there, down to their exceptions, without anyone having written them again.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any, Final, NoReturn

from . import local, locks, unraisable
from .locks import TIMEOUT_MAX
from .naming import Names
from .ours import hide_ours, is_refusal, not_ours, opening
from .scheduler import DONE, NEW, Scheduler, Task, Unwind
from .signals import Signals

LEAST_STACK: Final = 32_768  # bytes


class Handle:
    """`_thread._ThreadHandle`: what `Thread` keeps of the thread below it."""

    __slots__ = ("_done", "_task", "ident", "__weakref__")
    _scheduler: Scheduler  # given by `Threads`, as is:
    _names: Names

    def __init__(self) -> None:
        self.ident = 0
        self._task: Task | None = None
        self._done = False

    def is_done(self) -> bool:
        """Whether the thread has ended."""
        return self._done or (self._task is not None and self._task.state is DONE)

    def _set_done(self) -> None:
        if self.ident == 0:
            raise RuntimeError("thread not started")
        self._done = True

    def join(self, timeout: Any = None) -> None:
        """Wait for the thread's end, at most `timeout` seconds if that is not negative."""
        if self.ident == 0:
            raise RuntimeError("thread not started")
        limit = None
        if timeout is not None and timeout >= 0:
            limit = locks.nanoseconds_of_timeout(timeout)
        if self.is_done() or self._task is None:
            return
        if self._task is self._scheduler.current:
            raise RuntimeError("Cannot join current thread")
        if limit != 0:
            self._scheduler.join(self._task, self._names.place(self, "Thread.join"), limit)

    def __repr__(self) -> str:
        return f"<_ThreadHandle object: ident={self.ident}>"


class Body:
    """A thread's function as CPython runs it: SystemExit ends the thread, the rest is reported."""

    def __init__(
        self, function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs

    @opening
    def __call__(self) -> None:
        """The thread's whole life."""
        function, args, kwargs = self.function, self.args, self.kwargs
        # The frame below keeps what the thread was given; this object outlives it.
        del self.function, self.args, self.kwargs
        try:
            function(*args, **kwargs)
        except (SystemExit, Unwind):
            pass
        except BaseException as error:
            unraisable.report(error, f"Exception ignored in thread started by {function!r}")


class Threads:
    """The functions of the module. Those without an underscore have CPython's names and errors."""

    lock_class: type[locks.Lock] = locks.Lock
    rlock_class: type[locks.RLock] = locks.RLock
    handle_class: type[Handle] = Handle

    def __init__(self, scheduler: Scheduler, names: Names, signals: Signals) -> None:
        self._scheduler, self._names, self._signals = scheduler, names, signals
        self._by_id: dict[int, Task] = {}
        self._free_ids: list[int] = []
        self._stack_size = 0
        bindings = {"__slots__": (), "__module__": "_thread"}
        bindings |= {"_scheduler": scheduler, "_names": names}  # type: ignore[dict-item]
        self._handle: Callable[[], Handle] = type("_ThreadHandle", (self.handle_class,), bindings)

    # -- starting ---------------------------------------------------------------------------

    def start_joinable_thread(
        self, function: Callable[[], object], handle: Handle | None = None, daemon: bool = True
    ) -> Handle:
        """Start a thread; returns its handle."""
        if not callable(function):
            raise TypeError("thread function must be callable")
        handle = self._handle() if handle is None else handle
        if handle.ident:
            raise RuntimeError("thread already started")
        return self._begin(Body(function, (), {}), function, handle, daemon)

    def start_new_thread(self, function: Any, args: Any, kwargs: Any = None, /) -> int:
        """Start a daemon thread; returns its identifier."""
        if not callable(function):
            raise TypeError("first arg must be callable")
        if not isinstance(args, tuple):
            raise TypeError("2nd arg must be a tuple")
        if kwargs is not None and not isinstance(kwargs, dict):
            raise TypeError("optional 3rd arg must be a dictionary")
        body = Body(function, args, kwargs or {})
        return self._begin(body, function, self._handle(), True).ident

    start_new = start_new_thread

    def _begin(self, body: Body, function: Any, handle: Handle, daemon: bool) -> Handle:
        if self._scheduler.alone:
            raise RuntimeError("can't create new thread at interpreter shutdown")
        # `function` is `Thread._bootstrap`, and its thread may be renamed at any time.
        thread = getattr(function, "__self__", None)
        named = isinstance(getattr(thread, "_name", None), str)
        task = self._scheduler.spawn(body, (lambda: thread._name) if named else "", daemon)  # type: ignore[union-attr]
        # The system gives the number of an ended thread to a later one, and so do we.
        task.thread_id = self._free_ids.pop() if self._free_ids else task.ident
        self._by_id[task.thread_id] = task
        task.at_end.append(lambda: self._free_ids.append(task.thread_id))
        handle.ident, handle._task = task.thread_id, task
        return handle

    def _make_thread_handle(self, ident: int) -> Handle:
        made = self._handle()
        made.ident = ident
        made._task = self._by_id.get(ident) or self._scheduler.tasks[0]
        return made

    # -- who and how many -------------------------------------------------------------------

    def get_ident(self) -> int:
        """The current thread's identifier."""
        return self._scheduler.current.thread_id

    get_native_id = get_ident

    def task_of(self, thread_id: int) -> Task | None:
        """The living thread with this identifier."""
        main = self._scheduler.tasks[0]
        task = main if thread_id == main.thread_id else self._by_id.get(thread_id)
        return None if task is None or task.state is DONE else task

    def _count(self) -> int:
        return sum(task.state not in (NEW, DONE) for task in self._scheduler.tasks[1:])

    def _get_main_thread_ident(self) -> int:
        return self._scheduler.tasks[0].thread_id

    def _is_main_interpreter(self) -> bool:
        return True

    def daemon_threads_allowed(self) -> bool:
        """In the main interpreter they are."""
        return True

    # -- ending -----------------------------------------------------------------------------

    def _shutdown(self) -> None:
        """Wait for all threads that are no daemons."""
        for task in list(self._scheduler.tasks):
            if not task.daemon and task is not self._scheduler.current:
                self._scheduler.join(task, self._names.place(task, "wait for all threads"))

    def exit(self) -> NoReturn:
        """End the current thread."""
        raise SystemExit

    exit_thread = exit

    def _excepthook(self, args: Any, /) -> None:
        """Report an exception that ended a thread, as CPython words it."""
        hide_ours(args.exc_value)
        trace = not_ours(args.exc_traceback, is_refusal(args.exc_value))
        args = _thread._ExceptHookArgs([*args[:2], trace, args.thread])
        if args.thread is None:  # then the C function would name the thread of the system
            stand_in = SimpleNamespace(name=str(self.get_ident()), _stderr=None)
            args = _thread._ExceptHookArgs([*args[:3], stand_in])
        _thread._excepthook(args)

    def for_imports(self) -> SimpleNamespace:
        """What the import system needs of `_thread`."""
        kinds = locks.for_imports(self._scheduler, self._names)
        return SimpleNamespace(get_ident=self.get_ident, **kinds)

    # -- the rest ---------------------------------------------------------------------------

    def interrupt_main(self, signum: int = 2, /) -> None:
        """Simulate the arrival of a signal: the main thread runs its handler."""
        self._signals.simulate(signum)

    def stack_size(self, size: int = 0, /) -> int:
        """Kept for programs that set it; a green thread's stack has no size of its own."""
        if size and size < LEAST_STACK:
            raise ValueError(f"size not valid: {size} bytes")
        old, self._stack_size = self._stack_size, size
        return old

    def set_name(self, name: str, /) -> None:
        """Accepted: the scheduler asks the thread itself for its name."""


OF_THREADS: Final = (
    *("start_joinable_thread", "start_new_thread", "start_new", "get_ident", "get_native_id"),
    *("exit", "exit_thread", "interrupt_main", "stack_size", "set_name"),
    *("daemon_threads_allowed", "_is_main_interpreter", "_get_main_thread_ident", "_shutdown"),
    *("_make_thread_handle", "_count", "_excepthook"),
)
for _name in OF_THREADS:  # `threading` says what it offers by asking where it came from
    getattr(Threads, _name).__module__ = "_thread"


def make_thread(
    scheduler: Scheduler,
    names: Names,
    threads: Threads,
    step: Callable[[], object] | None = None,
    log: bool = True,
) -> ModuleType:
    """The `_thread` module of one run. `step` is called around lock operations."""
    module = ModuleType("_thread", "Green threads in place of the operating system's.")
    step = step or scheduler.step
    lock = locks.of_run(threads.lock_class, "lock", scheduler, names, step, log)
    module.__dict__.update(
        error=RuntimeError,
        TIMEOUT_MAX=TIMEOUT_MAX,
        LockType=lock,
        lock=lock,
        RLock=locks.of_run(threads.rlock_class, "RLock", scheduler, names, step, log),
        allocate_lock=lock,
        allocate=lock,
        _local=local.of_run(scheduler),
        _ThreadHandle=threads._handle,
        _ExceptHookArgs=_thread._ExceptHookArgs,
    )
    module.__dict__.update((name, getattr(threads, name)) for name in OF_THREADS)
    return module
