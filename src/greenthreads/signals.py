"""Signals of one run: what `signal`, `os.kill` and `_thread.interrupt_main` do there.

A run has handlers of its own, and its signals are sent by the program only. The host's handlers
stay as they are, and a real signal, such as the host's Ctrl-C, never reaches the program.
Handlers run in the main thread, as in CPython: between two steps, or in the middle of a wait,
which goes on afterwards unless the handler raises.
"""

from __future__ import annotations

import _signal
import os
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import FrameType, ModuleType
from typing import Any, Final

from .locks import nanoseconds
from .naming import Names
from .ours import opening
from .scheduler import Alarm, Scheduler, Task
from .stacks import running_frame

Function = Callable[[int, FrameType | None], Any]
Handler = Function | int | None

# What happens by default is nothing for these, and the end of the program for all others.
HARMLESS: Final = frozenset(
    getattr(_signal, name, 0)
    for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGTSTP", "SIGTTIN", "SIGTTOU")
)
IGNORED: Final = frozenset(getattr(_signal, name, 0) for name in ("SIGPIPE", "SIGXFSZ"))
FINAL: Final = frozenset(getattr(_signal, name, 0) for name in ("SIGKILL", "SIGSTOP"))
_OURS: Final = ("alarm", "setitimer", "getitimer", "pthread_kill")  # need nothing of the system
OF_SIGNAL: Final = tuple(
    name
    for name in (
        *("signal", "getsignal", "raise_signal", *_OURS),
        *("pause", "pthread_sigmask", "sigpending", "sigwait", "sigtimedwait", "sigwaitinfo"),
        *("set_wakeup_fd", "siginterrupt"),
    )
    if hasattr(_signal, name) or (name in _OURS and hasattr(_signal, "SIGALRM"))
)
ITIMER_REAL: Final[int] = getattr(_signal, "ITIMER_REAL", 0)
ItimerError: Final[type[OSError]] = getattr(_signal, "ItimerError", OSError)
MAIN_ONLY: Final = "signal only works in main thread of the main interpreter"


class Signals:
    """The handlers, masks and timers of one run, and the functions of `_signal` on them."""

    def __init__(self, scheduler: Scheduler, names: Names, end: Callable[[int], object]) -> None:
        """`end(status)` ends the run, as an unhandled signal does."""
        self._scheduler, self._names, self._end = scheduler, names, end
        self._handlers: dict[int, Handler] = {}
        self._masks: dict[Task, set[int]] = {}
        self._pending: list[tuple[int, Task | None]] = []  # blocked: the signal, and for whom
        self._waiting: list[Task] = []  # in sigwait or pause
        self._handled = 0
        self._wakeup_fd = -1
        self._alarm: Alarm | None = None
        self._interval = 0

    # -- arrival ----------------------------------------------------------------------------

    def arrive(self, signum: int, target: Task | None = None) -> None:
        """A signal is sent to the program, or to one of its threads."""
        if self._blocked(signum, target):
            if (signum, target) not in self._pending:
                self._pending.append((signum, target))
            self._wake_waiters()
            return
        self._act(signum)

    def simulate(self, signum: int) -> None:
        """Have the handler called as if the signal had arrived; no default action is taken."""
        _check(signum)
        if callable(self.getsignal(signum)):
            self._act(signum)

    def _act(self, signum: int) -> None:
        handler = self.getsignal(signum)
        if callable(handler):
            self._tell_of(signum)
            if self._scheduler.current is self._scheduler.tasks[0]:
                _handle(handler, signum)
            else:
                self._interrupt_main(handler, signum)
        elif handler == _signal.SIG_DFL and signum not in HARMLESS:
            print(f"Ended by {_name(signum)}.", file=sys.stderr)
            self._end(128 + signum)

    def _interrupt_main(self, handler: Function, signum: int) -> None:
        main = self._scheduler.tasks[0]
        self._scheduler.interrupt(main, lambda: _handle(handler, signum))

    def _tell_of(self, signum: int) -> None:
        """Let those know that a handler is called who wait for that."""
        self._handled += 1
        self._wake_waiters()
        if self._wakeup_fd != -1:
            with suppress(BlockingIOError):  # a full pipe wakes its reader too
                os.write(self._wakeup_fd, bytes([signum]))

    def _blocked(self, signum: int, target: Task | None) -> bool:
        tasks = [target] if target else [t for t in self._scheduler.tasks if t.state != "done"]
        return all(signum in self._masks.get(task, ()) for task in tasks)

    def _wake_waiters(self) -> None:
        for task in self._waiting:
            self._scheduler.wake(task)

    def _main_only(self) -> None:
        if self._scheduler.current is not self._scheduler.tasks[0]:
            raise ValueError(MAIN_ONLY)

    def module(self) -> ModuleType:
        """The `_signal` module of one run."""
        module = ModuleType("_signal", _signal.__doc__)
        module.__dict__.update(_signal.__dict__)
        module.__name__ = "_signal"
        module.__dict__.update(self._functions())
        return module

    def patches(self, module: ModuleType) -> dict[str, object]:
        """What takes the place of attributes of `signal`: what it has from `_signal`."""
        functions = self._functions().items()
        taken = {
            k: v for k, v in functions if getattr(signal, k, None) is getattr(_signal, k, None)
        }
        return {"_signal": module, **taken}

    def _functions(self) -> dict[str, object]:
        functions = {name: getattr(self, name) for name in OF_SIGNAL}
        return functions | {"ITIMER_REAL": ITIMER_REAL, "ItimerError": ItimerError}

    # -- the module's functions -------------------------------------------------------------

    def signal(self, signalnum: int, handler: Handler, /) -> Handler:
        """Set a handler; the old one is returned. The main thread only."""
        if not (callable(handler) or handler in (_signal.SIG_DFL, _signal.SIG_IGN)):
            raise TypeError(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
            )
        self._main_only()
        _check(signalnum)
        if signalnum in FINAL:
            raise OSError(22, "Invalid argument")
        old = self.getsignal(signalnum)
        self._handlers[signalnum] = handler
        return old

    def getsignal(self, signalnum: int, /) -> Handler:
        """The handler of a signal."""
        _check(signalnum)
        default: Handler = _signal.SIG_IGN if signalnum in IGNORED else _signal.SIG_DFL
        if signalnum == _signal.SIGINT:
            default = _signal.default_int_handler
        return self._handlers.get(signalnum, default)

    def raise_signal(self, signalnum: int, /) -> None:
        """Send a signal to the program."""
        if not 1 <= signalnum < _signal.NSIG:
            raise OSError(22, "Invalid argument")
        self.arrive(signalnum)
        self._scheduler.leave_if_over()

    def kill(self, pid: int, signalnum: int, /) -> None:
        """`os.kill`: this program's signals arrive here, other processes are none of a run's."""
        if pid not in (os.getpid(), 0):
            raise PermissionError(1, "a run of green threads sends no signals to other processes")
        if signalnum:
            self.raise_signal(signalnum)

    def pthread_kill(self, thread_id: int, signalnum: int, /) -> None:
        """Send a signal to one thread; its handler runs in the main thread all the same."""
        _check(signalnum or 1)
        task = next((t for t in self._scheduler.tasks if t.thread_id == thread_id), None)
        if task is None or task.state == "done":
            raise ProcessLookupError(3, "No such process")
        if signalnum:
            self.arrive(signalnum, task)
            self._scheduler.leave_if_over()

    def alarm(self, seconds: int, /) -> int:
        """Have SIGALRM sent in so many virtual seconds; what was left of the last alarm."""
        left, _ = self.setitimer(ITIMER_REAL, seconds)
        return int(-(-left // 1))

    def setitimer(self, which: int, seconds: Any, interval: Any = 0.0, /) -> tuple[float, float]:
        """Have SIGALRM sent in `seconds` and then in every `interval`; what was set before."""
        old = self.getitimer(which)
        first, self._interval = nanoseconds(seconds), nanoseconds(interval)
        if first < 0 or self._interval < 0:
            raise ItimerError(22, "Invalid argument")
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._scheduler.call_later(first, self._ring) if first else None
        return old

    def getitimer(self, which: int, /) -> tuple[float, float]:
        """The seconds that are left, and the interval."""
        if which != ITIMER_REAL:
            raise ItimerError(22, "a run of green threads has no timer of this kind")
        left = self._alarm.when - self._scheduler.now if self._alarm and self._alarm.timer else 0
        return left / 1e9, self._interval / 1e9

    def _ring(self) -> None:
        again = self._interval
        self._alarm = self._scheduler.call_later(again, self._ring) if again else None
        # An alarm must not raise, as a handler may: it goes off between two turns.
        handler = self.getsignal(_signal.SIGALRM)
        if callable(handler) and not self._blocked(_signal.SIGALRM, None):
            self._tell_of(_signal.SIGALRM)
            self._interrupt_main(handler, _signal.SIGALRM)
        else:
            self.arrive(_signal.SIGALRM)

    def pause(self) -> None:
        """Wait until some handler was called."""
        before = self._handled
        self._wait_until(lambda: self._handled > before, "signal.pause", None)

    def pthread_sigmask(self, how: int, mask: Iterable[int], /) -> set[int]:
        """Block signals for the current thread, or let them through; the old mask."""
        given = {int(s) for s in mask}
        for signum in given:
            _check(signum)
        blocked = self._masks.setdefault(self._scheduler.current, set())
        old = set(blocked)
        if how == _signal.SIG_BLOCK:
            blocked |= given
        elif how == _signal.SIG_UNBLOCK:
            blocked -= given
        elif how == _signal.SIG_SETMASK:
            blocked.clear()
            blocked |= given
        else:
            raise OSError(22, "Invalid argument")
        self._release()
        return old

    def _release(self) -> None:
        """Let through what is blocked no longer."""
        kept, self._pending = self._pending, []
        for signum, target in kept:
            self.arrive(signum, target)

    def sigpending(self) -> set[int]:
        """The signals that wait to be let through."""
        return {signum for signum, _ in self._pending}

    def sigwait(self, sigset: Iterable[int], /) -> int:
        """Wait until one of these blocked signals is pending, and take it."""
        found = self._take_pending(set(sigset), "signal.sigwait", None)
        assert found is not None
        return found

    def sigtimedwait(self, sigset: Iterable[int], timeout: Any, /) -> Any:
        """As `sigwaitinfo`, but None when it takes longer than `timeout` seconds."""
        span = nanoseconds(timeout)
        if span < 0:
            raise ValueError("timeout must be non-negative")
        found = self._take_pending(set(sigset), "signal.sigtimedwait", span)
        return None if found is None else _info(found)

    def sigwaitinfo(self, sigset: Iterable[int], /) -> Any:
        """As `sigwait`, with what is known about the signal."""
        return _info(self.sigwait(sigset))

    def _take_pending(self, wanted: set[int], operation: str, span: int | None) -> int | None:
        self._wait_until(lambda: bool(wanted & self.sigpending()), operation, span)
        for entry in self._pending:
            if entry[0] in wanted:
                self._pending.remove(entry)
                return entry[0]
        return None

    def _wait_until(self, done: Callable[[], bool], operation: str, span: int | None) -> None:
        scheduler = self._scheduler
        deadline = None if span is None else scheduler.now + span
        site = self._names.place(None, operation)
        self._waiting.append(scheduler.current)
        try:
            while not done():
                left = None if deadline is None else deadline - scheduler.now
                if not scheduler.wait("blocked", site, left):
                    return
        finally:
            self._waiting.remove(scheduler.current)

    def set_wakeup_fd(self, fd: int, /, *, warn_on_full_buffer: bool = True) -> int:
        """Have the numbers of signals written to a descriptor; returns the old one."""
        self._main_only()
        if fd != -1:
            os.fstat(fd)  # raises OSError for what is no descriptor
            if os.get_blocking(fd):
                raise ValueError(f"the fd {fd} must be in non-blocking mode")
        old, self._wakeup_fd = self._wakeup_fd, fd
        return old

    def siginterrupt(self, signalnum: int, flag: bool, /) -> None:
        """Accepted: waits go on after a handler, as in CPython since 3.5."""
        _check(signalnum)


@opening
def _handle(handler: Function, signum: int) -> None:
    handler(signum, running_frame())


def _check(signum: int) -> None:
    if not 1 <= signum < _signal.NSIG:
        raise ValueError("signal number out of range")


def _name(signum: int) -> str:
    return signal.Signals(signum).name if signum in set(signal.Signals) else f"signal {signum}"


def _info(signum: int) -> Any:
    """A `struct_siginfo` of a signal that this process sent itself."""
    return signal.struct_siginfo((signum, 0, 0, os.getpid(), os.getuid(), 0, 0))
