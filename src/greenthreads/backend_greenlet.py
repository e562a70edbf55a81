"""The back-end for ordinary CPython: one greenlet for each task.

The greenlet that called `enter` is the hub: a task that ends returns its heir to it, and the hub
goes on with that. Every greenlet has the hub as its parent, never the one that started it, which
may be gone by then.

Where many runs follow each other (`keep_stacks`) a greenlet whose task is done waits for another
task. To begin one costs ten times as much as a switch: its frames lie in memory of their own,
which the system maps, clears and takes back for each.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

import greenlet

from .scheduler import Scheduler, Task

Body = Callable[[], Task | None]


class _Stack(greenlet.greenlet):  # type: ignore[misc]
    """A greenlet that runs the bodies of one task after the other."""

    body: Body | None = None  # of a task that has not begun


class GreenletBackend:
    """Switches stacks with the `greenlet` library; see `greenthreads.scheduler.Backend`."""

    sees_frames = True

    def __init__(self) -> None:
        self._hub: Any = None
        self._keeps = False
        self._parked: list[_Stack] = []

    def begin(self, scheduler: Scheduler) -> None:
        """A run starts. Cyclic garbage waits until it is over, so that runs repeat exactly."""
        self.scheduler = scheduler
        hub = greenlet.getcurrent()
        if hub is not self._hub:
            self._parked.clear()  # they would return to the old hub
            self._hub = hub
        self._collecting = gc.isenabled()
        gc.disable()

    def keep_stacks(self) -> None:
        """Many runs follow, up to `close`."""
        self._keeps = True

    def adopt(self, task: Task, body: Body) -> None:
        """Give `task` a stack; `body()` will run on it and return the task to go on with."""
        if self._keeps:
            stack = task.stack = self._parked.pop() if self._parked else self._new_stack()
            stack.body = body
        else:
            task.stack = greenlet.greenlet(body, self._hub)

    def _new_stack(self) -> _Stack:
        return _Stack(self._live, self._hub)

    def _live(self) -> Task | None:
        """A stack's whole life: the bodies that it is given, until it is gone on with without one.

        Up to `close` the frame of this and the greenlet hold each other.
        """
        stack: Any = greenlet.getcurrent()
        while (body := stack.body) is not None:
            stack.body = None
            heir = body()
            del body
            stack.gr_context = None  # variables of the context are a thread's own
            self._parked.append(stack)
            if heir is None:
                self._hub.switch(None)
            else:
                heir.stack.switch()
        return None

    def enter(self, task: Task) -> None:
        """Run `task` and whatever follows; return when a body returns None."""
        following: Task | None = task
        while following is not None:
            following = following.stack.switch()

    def switch(self, target: Task) -> None:
        """Suspend the current stack, go on with the target's; returns when switched back to."""
        target.stack.switch()

    def abandon(self, heir: Task | None) -> NoReturn:
        """Leave the current stack for ever, and go on with `heir`, or return from `enter`.

        A greenlet that is collected has an exception raised in it. This one would catch it and
        go on, long after its run: so it is given a reference that nobody takes back.
        """
        current = greenlet.getcurrent()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(current))
        self._hub.switch(heir)
        raise AssertionError("an abandoned stack was gone on with")

    def frame(self, task: Task) -> FrameType | None:
        """The innermost frame of a suspended stack."""
        stack = task.stack
        frame: FrameType | None = stack.gr_frame
        return None if getattr(stack, "body", None) else frame

    def idle(self, seconds: float) -> None:
        """Nobody can run for so many real seconds."""
        time.sleep(seconds)

    def poll(self) -> None:
        """The host looks after itself."""

    def end(self) -> None:
        """The run is over; every stack that began has unwound or was abandoned."""
        if self._collecting:
            gc.enable()

    def close(self) -> None:
        """The stacks that wait end: there is no task for them."""
        self._keeps = False
        while self._parked:
            self._parked.pop().switch()

    def from_trace(self, function: Callable[..., object], *args: object) -> object:
        """Call `function`, which may switch, from inside a monitoring callback.

        Without `call_tracing` the thread would count as "inside a callback" in the next task too.
        """
        return sys.call_tracing(function, args)
