"""The back-end for the browser: one promising call of WebAssembly for each task (JSPI).

A stack is suspended by `run_sync` on a gate, which JavaScript opens when the stack's turn comes.
The JavaScript half, `Stacks` in `browser/worker.js`, knows stacks by number; number 0 is the hub,
the call that `enter` came from. To begin a stack costs as much as many switches: so the first task
lives in the hub, and a stack whose task is done is parked until another task begins, in this run
or in a later one of the same program.
See `greenthreads.scheduler.Backend` for what is answered here.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

from pyodide.ffi import create_proxy, run_sync

from .scheduler import Scheduler, Task

HUB: Final = 0
GIVEN_UP: Final = "A thread of this program catches every exception, also that which is to end it."


class JspiBackend:
    """Switches stacks with Pyodide; `stacks` is the worker's `Stacks` (None: ask the worker)."""

    sees_frames = False  # of a suspended stack: see greenthreads.stacks

    def __init__(self, stacks: Any = None) -> None:
        self._stacks = stacks
        self._body: Any = None  # proxy of `_run`, while there is one
        self._gates: dict[int, Any] = {}
        self._firsts: dict[int, Task] = {}  # stack -> the task that is to begin on it
        self._parked: list[int] = []
        self._count = self._current = HUB
        self._error: BaseException | None = None

    def begin(self, scheduler: Scheduler) -> None:
        """A run starts. The collector must not look into a suspended stack (pyodide#6464)."""
        self.scheduler = scheduler
        self._collecting = gc.isenabled()
        gc.disable()
        if self._body is None:
            self._open()

    def _open(self) -> None:
        if self._stacks is None:
            from js import greenStacks

            self._stacks = greenStacks
        self._body = create_proxy(self._run)
        self._stacks.begin(self._body, id(sys._getframe()))
        self._pass_to = self._stacks.passTo  # looked up once: a look-up makes a proxy each time

    def keep_stacks(self) -> None:
        """They are kept anyway."""

    def adopt(self, task: Task, body: Callable[[], Task | None]) -> None:
        """Have `body()` run for `task`, on the stack that it is given when it begins."""
        task.stack = body

    def enter(self, task: Task) -> None:
        """Run `task` and whatever follows; return when a body returns None."""
        heir = self._live(task)
        if heir is not None:
            self.switch(heir)
        self._raise()

    def switch(self, target: Task) -> None:
        """Suspend the current stack, go on with the target's; returns when switched back to."""
        mine, stack = self._current, target.stack
        self._suspend(mine, stack if type(stack) is int else self._stack_for(target))
        self._current = mine
        if self._error is not None and mine == HUB:
            self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _stack_for(self, task: Task) -> int:
        """A stack that will begin with `task`: a parked one, or a new one."""
        if not self._parked:
            self._count += 1
            self._parked.append(self._count)
        number = self._parked.pop()
        self._firsts[number] = task
        return number

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
        gate = self._gates.get(mine) or self._gate(mine)
        self._pass_to(target)
        run_sync(gate)

    def _gate(self, number: int) -> Any:
        """A new gate, taken as an attribute: as a result of a call it would become a Future.

        `run_sync` has asyncio make a task of what is no future, 130 µs a switch; this says that
        a gate is one, which is 10 µs.
        """
        self._stacks.make(number)
        gate = self._gates[number] = self._stacks.made
        type(gate)._asyncio_future_blocking = False
        return gate

    def _run(self, number: int) -> int:
        """A stack's whole life, called by JavaScript. Returns the number of the stack to go on."""
        try:
            while number in self._firsts:
                self._current = number
                heir = self._live(self._firsts.pop(number))
                self._parked.append(number)
                self._suspend(number, HUB if heir is None else heir.stack)
        except BaseException as error:
            self._error = error
        return HUB

    def _live(self, task: Task) -> Task | None:
        """Run `task` on the current stack, then whoever has none yet; who goes on elsewhere."""
        heir: Task | None = task
        while heir is not None and type(heir.stack) is not int:
            body, heir.stack = heir.stack, self._current
            heir = body()
        return heir

    def idle(self, seconds: float) -> None:
        """Nobody can run for so many real seconds."""
        run_sync(self._stacks.idle(seconds * 1000))

    def poll(self) -> None:
        """Let the worker read its mail."""
        run_sync(self._stacks.idle(0))

    def end(self) -> None:
        """The run is over; every stack that began is parked."""
        if self._collecting:
            gc.enable()

    def close(self) -> None:
        """No run follows: the parked stacks end, for there is nothing for them to begin."""
        if self._body is None:
            return
        while self._parked:
            self._suspend(HUB, self._parked.pop())
        self._stacks.end()
        self._body.destroy()
        self._body = None
        self._gates.clear()

    def from_trace(self, function: Callable[..., object], *args: object) -> object:
        """Call `function`, which may switch, from inside a monitoring callback."""
        return sys.call_tracing(function, args)
