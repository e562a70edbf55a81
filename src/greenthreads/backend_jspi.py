"""The back-end for the browser: one promising call of WebAssembly for each task (JSPI).

A stack is suspended by `run_sync` on a gate, which JavaScript opens when the stack's turn comes.
The JavaScript half, `Stacks` in `browser/worker.js`, knows stacks by number; number 0 is the hub,
the call that `enter` came from. See `greenthreads.scheduler.Backend` for what is answered here.
"""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyodide.ffi import create_proxy, run_sync

from .scheduler import Scheduler, Task

HUB: Final = 0
GIVEN_UP: Final = "A thread of this program catches every exception, also that which is to end it."
# What Python and JavaScript hold of each other is made once, not for each of a thousand runs.
_gates: dict[int, Any] = {}  # a stack's number -> the gate that it waits at
_running: JspiBackend | None = None  # whose stacks begin now


class JspiBackend:
    """Switches stacks with Pyodide and the worker's `Stacks`."""

    sees_frames = False  # of a suspended stack: see greenthreads.stacks

    def __init__(self) -> None:
        self._stacks: Any = None
        self._bodies: dict[int, Callable[[], Task | None]] = {}
        self._count = self._current = HUB
        self._error: BaseException | None = None

    def begin(self, scheduler: Scheduler) -> None:
        """A run starts. The collector must not look into a suspended stack (pyodide#6464)."""
        global _running
        if self._stacks is None:
            self._stacks, self._pass_to = _javascript()
        self.scheduler = scheduler
        self._count = self._current = HUB
        _running = self
        self._collecting = gc.isenabled()
        gc.disable()

    def adopt(self, task: Task, body: Callable[[], Task | None]) -> None:
        """Give `task` a stack; `body()` will run on it and return the task to go on with."""
        self._count += 1
        task.stack = self._count
        self._bodies[task.stack] = body

    def enter(self, task: Task) -> None:
        """Run `task` and whatever follows; return when a body returns None."""
        self._suspend(HUB, task.stack)
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def switch(self, target: Task) -> None:
        """Suspend the current stack, go on with the target's; returns when switched back to."""
        mine = self._current
        self._suspend(mine, target.stack)
        self._current = mine

    def abandon(self, heir: Task | None) -> NoReturn:
        """A stack can be left for ever with this interpreter only: the page starts another one.

        Pyodide's record of which part of the machine's stack belongs to whom holds as long as
        whoever is suspended is gone on with. Two that are not, and memory is overwritten.
        """
        if self.scheduler.on_pause is not None:
            self.scheduler.on_pause()  # what there is to show by now
        self._stacks.giveUp(GIVEN_UP)
        while True:
            run_sync(self._stacks.idle(-1))

    def frame(self, task: Task) -> NoReturn:
        """Must not be asked for: see `greenthreads.stacks`."""
        raise NotImplementedError

    def _suspend(self, mine: int, target: int) -> None:
        gate = _gates.get(mine) or self._gate(mine)
        self._pass_to(target)
        run_sync(gate)

    def _gate(self, number: int) -> Any:
        """A new gate, taken as an attribute: as a result of a call it would become a Future.

        `run_sync` has asyncio make a task of what is no future, 130 µs a switch; this says that
        a gate is one, which is 10 µs.
        """
        self._stacks.make(number)
        gate = _gates[number] = self._stacks.made
        type(gate)._asyncio_future_blocking = False
        return gate

    def run(self, number: int) -> int:
        """A stack's whole life. Returns the number of its heir."""
        self._current = number
        try:
            heir = self._bodies.pop(number)()
        except BaseException as error:
            self._error = error
            return HUB
        return HUB if heir is None else int(heir.stack)

    def idle(self, seconds: float) -> None:
        """Nobody can run for so many real seconds."""
        run_sync(self._stacks.idle(seconds * 1000))

    def poll(self) -> None:
        """Let the worker read its mail."""
        run_sync(self._stacks.idle(0))

    def end(self) -> None:
        """The run is over; every stack that began has unwound."""
        self._bodies.clear()
        if self._collecting:
            gc.enable()

    def from_trace(self, function: Callable[[], object]) -> object:
        """Call `function`, which may switch, from inside a monitoring callback."""
        return sys.call_tracing(function, ())


@functools.cache
def _javascript() -> tuple[Any, Any]:
    """The worker's `Stacks`, which begins stacks with our `_begin`, and its `passTo`."""
    from js import greenStacks

    greenStacks.begin(create_proxy(_begin))
    return greenStacks, greenStacks.passTo  # a look-up makes a proxy each time


def _begin(number: int) -> int:
    """Called by JavaScript when a stack's first turn comes. Returns the number of its heir."""
    assert _running is not None
    return _running.run(number)
