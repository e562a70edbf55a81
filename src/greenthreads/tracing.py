"""`sys.settrace` and `sys.setprofile` for each green thread by itself.

CPython keeps the two functions per thread of the system, and all green threads are one such
thread. So a thread's functions are put aside while others run. And what is Python here but C in
CPython, the scheduler and the locks, is not shown to them.
"""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import Any

from .ours import works_for_us
from .scheduler import Scheduler, Task

Function = Any  # a trace or profile function, or None
_settrace, _setprofile = sys.settrace, sys.setprofile
_gettrace, _getprofile = sys.gettrace, sys.getprofile


class Tracing:
    """The trace and profile functions of one run's threads, and the functions that set them."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._aside: dict[Task, tuple[Function, Function]] = {}
        # What those get who were suspended before any function was set.
        self._for_others: tuple[Function, Function] = (None, None)
        self._used = False

    def settrace(self, function: Function, /) -> None:
        """`sys.settrace`: for the current thread."""
        self._use()
        _settrace(_hiding_trace(function))

    def setprofile(self, function: Function, /) -> None:
        """`sys.setprofile`: for the current thread."""
        self._use()
        _setprofile(_hiding_profile(function))

    def gettrace(self) -> Function:
        """`sys.gettrace`."""
        return _unhidden(_gettrace())

    def getprofile(self) -> Function:
        """`sys.getprofile`."""
        return _unhidden(_getprofile())

    def settraceallthreads(self, function: Function, /) -> None:
        """What `threading.settrace_all_threads` stands on."""
        self.settrace(function)
        self._for_others = _hiding_trace(function), self._for_others[1]
        for task, (_, profile) in self._aside.items():
            self._aside[task] = _hiding_trace(function), profile

    def setprofileallthreads(self, function: Function, /) -> None:
        """What `threading.setprofile_all_threads` stands on."""
        self.setprofile(function)
        self._for_others = self._for_others[0], _hiding_profile(function)
        for task, (trace, _) in self._aside.items():
            self._aside[task] = trace, _hiding_profile(function)

    def _use(self) -> None:
        if not self._used:
            self._used = True
            self._scheduler.asides.append(self)

    def leave(self, task: Task) -> None:
        """Put the functions of the current task aside: it will be suspended."""
        self._aside[task] = _gettrace(), _getprofile()
        _settrace(None)
        _setprofile(None)

    def back(self, task: Task) -> None:
        """It is suspended no longer."""
        trace, profile = self._aside.pop(task, self._for_others)
        _setprofile(profile)
        _settrace(trace)

    def patches(self) -> dict[str, object]:
        """What takes the place of attributes of `sys`."""
        return {
            "settrace": self.settrace,
            "setprofile": self.setprofile,
            "gettrace": self.gettrace,
            "getprofile": self.getprofile,
            "_settraceallthreads": self.settraceallthreads,
            "_setprofileallthreads": self.setprofileallthreads,
        }


_in_c: dict[CodeType, object] = {
    Tracing.settrace.__code__: _settrace,
    Tracing.setprofile.__code__: _setprofile,
    Tracing.gettrace.__code__: _gettrace,
    Tracing.getprofile.__code__: _getprofile,
}

_just_set = "return", Tracing.setprofile.__code__  # nobody is told how its own setting ended


def _hiding_trace(function: Function) -> Function:
    """Calls `function` for all frames but ours."""
    if function is None:
        return None

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if works_for_us(frame):
            return None
        return function(frame, event, argument)

    trace.hidden = function  # type: ignore[attr-defined]
    return trace


def _hiding_profile(function: Function) -> Function:
    """Calls `function` for all frames but ours.

    A call of `sys.setprofile` is to look like that of the function in C that it takes the place of.
    """
    if function is None:
        return None

    def profile(frame: FrameType, event: str, argument: Any) -> None:
        if not works_for_us(frame):
            function(frame, event, argument)
        elif event in ("call", "return") and (event, frame.f_code) != _just_set:
            real = _in_c.get(frame.f_code)
            if real is not None:
                function(frame.f_back, "c_" + event, real)

    profile.hidden = function  # type: ignore[attr-defined]
    return profile


def _unhidden(function: Function) -> Function:
    return getattr(function, "hidden", function)
