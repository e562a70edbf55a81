"""The back-end for ordinary CPython: one greenlet for each task.

A back-end answers: begin, enter, adopt, switch, idle, poll, end, from_trace; and `frame` where it
`sees_frames`. The greenlet that
called `enter` is the hub: a task that ends returns its heir to it, and the hub goes on with that.
"""

from __future__ import annotations

import gc
import sys
import time

import greenlet


class GreenletBackend:
    """Switches stacks with the `greenlet` library."""

    sees_frames = True  # of a suspended stack

    def begin(self, scheduler) -> None:
        """A run starts. Cyclic garbage waits until it is over, so that runs repeat exactly."""
        self.scheduler = scheduler
        self._hub = greenlet.getcurrent()
        self._collecting = gc.isenabled()
        gc.disable()

    def adopt(self, task, body) -> None:
        """Give `task` a stack; `body()` will run on it and return the task to go on with."""
        task.stack = greenlet.greenlet(body, self._hub)

    def enter(self, task) -> None:
        """Run `task` and whatever follows; return when a body returns None."""
        while task is not None:
            task = task.stack.switch()

    def switch(self, target) -> None:
        """Suspend the current stack, go on with the target's; returns when switched back to."""
        target.stack.switch()

    def frame(self, task):
        """The innermost frame of a suspended stack."""
        return task.stack.gr_frame

    def idle(self, seconds: float | None) -> None:
        """Nobody can run for so many real seconds."""
        time.sleep(seconds or 0.0)

    def poll(self) -> None:
        """Give the host a moment, if it needs one."""

    def end(self) -> None:
        """The run is over; every stack that began has unwound."""
        if self._collecting:
            gc.enable()

    def from_trace(self, function):
        """Call `function`, which may switch, from inside a monitoring callback.

        Without `call_tracing` the thread would count as "inside a callback" in the next task too.
        """
        return sys.call_tracing(function, ())
