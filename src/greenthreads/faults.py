"""The `faulthandler` module of a run: it tells of the green threads, in virtual time.

The real one would keep a thread of the system alive beyond the run, which later walks whatever
frames it finds, and it knows one thread only: the host's. Nothing here is armed for real.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from .scheduler import Alarm, Scheduler, Task
from .stacks import DEEPEST, Stacks, walk

MOST_THREADS = 100  # that one report shows, as on CPython
REFUSED = "a fault of the whole process cannot be provoked or handled in a run of green threads"


class Faults:
    """What stands behind the module's functions."""

    def __init__(
        self, scheduler: Scheduler, stacks: Stacks, exit_now: Callable[[int], object]
    ) -> None:
        self._scheduler, self._stacks, self._exit_now = scheduler, stacks, exit_now
        self._alarm: Alarm | None = None
        self._enabled = False

    def enable(self, file: Any = None, all_threads: bool = True) -> None:
        """Accepted: a fault would end the host, and is its handler's business."""
        _target(file)
        self._enabled = True

    def disable(self) -> bool:
        """Undo `enable`; whether it was enabled."""
        was, self._enabled = self._enabled, False
        return was

    def is_enabled(self) -> bool:
        """Whether `enable` was called."""
        return self._enabled

    def dump_traceback(self, file: Any = None, all_threads: bool = True) -> None:
        """Write where the threads are now, the newest first."""
        target, current = _target(file), self._scheduler.current
        tasks = reversed(self._scheduler.tasks) if all_threads else [current]
        target.write(self._report([task for task in tasks if task is not None]))

    def dump_traceback_later(
        self, timeout: float, repeat: bool = False, file: Any = None, exit: bool = False
    ) -> None:
        """Write where the threads are in `timeout` virtual seconds, unless cancelled before."""
        span = round(timeout * 1e9)
        if span <= 0:
            raise ValueError("timeout must be greater than 0")
        target = _target(file)
        self.cancel_dump_traceback_later()

        def fire() -> None:
            threads = list(reversed(self._scheduler.tasks))
            target.write(_heading(span) + self._report(threads, with_current=False))
            if exit:
                self._exit_now(1)
            elif repeat:
                self._alarm = self._scheduler.call_later(span, fire)

        self._alarm = self._scheduler.call_later(span, fire)

    def cancel_dump_traceback_later(self) -> None:
        """Undo `dump_traceback_later`."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def refuse(self, *args: Any, **kwargs: Any) -> None:
        """Instead of the functions that need, or are, a fault or a signal of the process."""
        raise NotImplementedError(REFUSED)

    def _report(self, tasks: list[Task], with_current: bool = True) -> str:
        reports = (self._stack(task, with_current) for task in tasks)
        shown = [report for report in reports if report]
        more = ["...\n"] if len(shown) > MOST_THREADS else []
        return "\n".join(shown[:MOST_THREADS] + more)

    def _stack(self, task: Task, with_current: bool) -> str:
        """One thread's frames, the innermost first; empty for one that has none."""
        frame = self._stacks.of(task)
        if frame is None:
            return ""
        current = with_current and task is self._scheduler.current
        kind = "Current thread" if current else "Thread"
        lines = [f"{kind} 0x{task.thread_id:016x} (most recent call first):"]
        for depth, one in enumerate(walk(frame)):
            if depth == DEEPEST:
                lines.append("  ...")
                break
            code = one.f_code
            lines.append(f'  File "{code.co_filename}", line {one.f_lineno} in {code.co_name}')
        return "\n".join(lines) + "\n"


def make_faulthandler(
    scheduler: Scheduler, stacks: Stacks, exit_now: Callable[[int], object]
) -> ModuleType:
    """The `faulthandler` module of one run; `exit_now(status)` ends that run."""
    module = ModuleType("faulthandler", "Faults and stacks of the green threads.")
    faults = Faults(scheduler, stacks, exit_now)
    for name in _working():
        setattr(module, name, getattr(faults, name))
    for name in ("register", "unregister", "_sigsegv", "_sigabrt", "_sigfpe", "_read_null"):
        setattr(module, name, faults.refuse)
    return module


def _working() -> Iterator[str]:
    return (name for name in vars(Faults) if not name.startswith("_") and name != "refuse")


class _Target:
    """Where to write: the descriptor of a file, so that the report passes its buffer by.

    A run's own stderr has no descriptor: it is written to as any other object.
    """

    def __init__(self, file: Any, number: int | None) -> None:
        self._file, self._number = file, number  # the file must live as long as its number

    def write(self, text: str) -> None:
        if self._number is not None:
            os.write(self._number, text.encode("utf-8", "backslashreplace"))
        else:
            self._file.write(text)


def _target(file: Any) -> _Target:
    """Where to write for this argument `file`; errors as CPython's."""
    if file is None:
        file = sys.stderr
        if file is None:
            raise RuntimeError("unable to get sys.stderr")
    if isinstance(file, int):
        if file < 0:
            raise ValueError("file is not a valid file descripter")
        return _Target(file, file)
    try:
        number = file.fileno()
    except io.UnsupportedOperation:
        return _Target(file, None)
    file.flush()
    return _Target(file, number)


def _heading(span: int) -> str:
    """The first line of a report that came too late: Timeout (0:00:00.500000)!"""
    seconds, rest = divmod(span // 1000, 1_000_000)
    minutes, second = divmod(seconds, 60)
    fraction = f".{rest:06d}" if rest else ""
    return f"Timeout ({minutes // 60}:{minutes % 60:02d}:{second:02d}{fraction})!\n"
