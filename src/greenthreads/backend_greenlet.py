"""The back-end for ordinary CPython: one greenlet for each task.

The greenlet that called `enter` is the hub: a task that ends returns its heir to it, and the hub
goes on with that. Every greenlet has the hub as its parent, never the one that started it, which
may be gone by then.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import greenlet

from .scheduler import Scheduler, Task


class GreenletBackend:
    """Switches stacks with the `greenlet` library; see `greenthreads.scheduler.Backend`."""

    sees_frames = True

    def begin(self, scheduler: Scheduler) -> None:
        """A run starts. Cyclic garbage waits until it is over, so that runs repeat exactly."""
        self.scheduler = scheduler
        self._hub = greenlet.getcurrent()
        self._collecting = gc.isenabled()
        gc.disable()

    def adopt(self, task: Task, body: Callable[[], Task | None]) -> None:
        """Give `task` a stack; `body()` will run on it and return the task to go on with."""
        task.stack = greenlet.greenlet(body, self._hub)

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
        frame: FrameType | None = task.stack.gr_frame
        return frame

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
        """Nothing is kept."""

    def from_trace(self, function: Callable[[], object]) -> object:
        """Call `function`, which may switch, from inside a monitoring callback.

        Without `call_tracing` the thread would count as "inside a callback" in the next task too.
        """
        return sys.call_tracing(function, ())
