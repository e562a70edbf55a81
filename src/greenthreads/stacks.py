"""What the threads of a run are doing: the frames on their stacks, also of those that wait.

On CPython the stack of a suspended thread can be looked into. In the browser it must not: the
frames there are linked through a part of the machine's stack that has been moved away, and a
look at `f_back` crashes. So there each thread notes its frames down before it is suspended, which
takes time, and is done only for programs that ask for frames.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from .ours import is_ours, is_outermost
from .scheduler import DONE, Scheduler, Task

ASKING = frozenset(("_current_frames", "faulthandler"))  # names of those who look at frames
DEEPEST = 100  # frames noted down of a stack, as many as faulthandler prints


class Noted:
    """A frame as it was when its thread was suspended; reads like a `types.FrameType`."""

    f_trace = None

    def __init__(self, frame: FrameType, below: Noted | None) -> None:
        self.f_code, self.f_lineno, self.f_lasti = frame.f_code, frame.f_lineno, frame.f_lasti
        self.f_globals, self.f_locals = frame.f_globals, dict(frame.f_locals)
        self.f_builtins = frame.f_builtins
        self.f_back = below


AnyFrame = FrameType | Noted


class Stacks:
    """The stacks of one run's threads."""

    def __init__(self, scheduler: Scheduler, codes: list[CodeType]) -> None:
        """`codes` are the program's: they tell whether it will ask for frames."""
        self._scheduler = scheduler
        self._noted: dict[int, Noted | None] = {}
        names = {name for code in codes for name in code.co_names}
        if names & ASKING and not scheduler.backend.sees_frames:
            scheduler.asides.append(self)

    def of(self, task: Task) -> AnyFrame | None:
        """The innermost frame of a thread that is not ours; None where there is none."""
        if task is self._scheduler.current:
            return running_frame()
        self._scheduler.look_at(task)
        if task.state is DONE or not task.begun:
            return None
        if self._scheduler.backend.sees_frames:
            return _not_ours(self._scheduler.backend.frame(task))
        return self._noted.get(task.ident)

    def current_frames(self) -> dict[int, AnyFrame]:
        """`sys._current_frames`: each thread's innermost frame, by the thread's identifier."""
        tops = ((task.thread_id, self.of(task)) for task in self._scheduler.tasks)
        return {ident: top for ident, top in tops if top is not None}

    def leave(self, task: Task) -> None:
        """Note the frames of the current task down: it will be suspended."""
        self._noted[task.ident] = _noted(sys._getframe(1))

    def back(self, task: Task) -> None:
        """It is suspended no longer."""
        del self._noted[task.ident]


def walk(frame: AnyFrame | None) -> Iterator[AnyFrame]:
    """The frames from `frame` outwards, without those of the green threads and of their host."""
    while frame is not None and not is_outermost(frame.f_code):
        if not is_ours(frame.f_code):
            yield frame
        frame = frame.f_back


def walk_stack(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
    """`traceback.walk_stack` for a program in a run: of its own stack it sees its own frames."""
    if frame is None:  # the caller's, as the documentation says
        frame = _beyond_traceback(sys._getframe(1))
    for one in walk(frame):
        yield one, one.f_lineno  # type: ignore[misc]  # a running stack has real frames


def _beyond_traceback(frame: FrameType | None) -> FrameType | None:
    while frame is not None and frame.f_code.co_filename == traceback.__file__:
        frame = frame.f_back
    return frame


def running_frame() -> FrameType | None:
    """The innermost frame of the running thread that is not ours."""
    return _not_ours(sys._getframe(1))  # type: ignore[return-value]  # real ones lead to real ones


def _not_ours(frame: Any) -> AnyFrame | None:
    return next(walk(frame), None)


def _noted(frame: FrameType) -> Noted | None:
    below = None
    frames = [f for f, _ in zip(walk(frame), range(DEEPEST), strict=False)]
    for outer in reversed(frames):
        below = Noted(outer, below)  # type: ignore[arg-type]  # a running stack has real frames
    return below
