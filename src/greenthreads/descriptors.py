"""Waiting for pipes and sockets: who waits for which descriptor, and `os.read` and `os.write`.

A call that blocks in C blocks every green thread, also the one that it waits for. So the calls
that programs of threads wait in are taken over: they ask the system whether they would block, and
if so their thread waits in the scheduler while the others go on. Taken over is what a run's own
code calls: reads and writes of the pipes that it made (here), its sockets
(`greenthreads.sockets`), and `select` (`greenthreads.selecting`). Other descriptors, such as the
pipes of `subprocess`, are read as ever: in real time, and blocking everybody.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from .locks import nanoseconds
from .naming import Names
from .scheduler import Scheduler, Task

READ: Final = 3  # POLLIN and POLLPRI
WRITE: Final = 4  # POLLOUT
TROUBLE: Final = ~(READ | WRITE)  # told without being asked for: the call itself will say more
PIECE: Final = 4096  # bytes that a pipe which polls as writable takes without blocking
# Its pipes lead to other processes, which may be slow; nothing tells us that they live.
LEFT_ALONE: Final = "subprocess"
_pipe, _read, _write = os.pipe, os.read, os.write


@dataclass(eq=False)
class Waiter:
    """A task that waits for any of some descriptors: pairs of a descriptor and a poll mask."""

    task: Task
    wanted: list[tuple[int, int]]
    beyond: bool  # whether it may be served from outside the process


class Descriptors:
    """Who waits for which descriptor: what the scheduler calls `Files`."""

    def __init__(self, scheduler: Scheduler, names: Names) -> None:
        self._scheduler, self._names = scheduler, names
        self._waiters: list[Waiter] = []
        self._own: dict[int, tuple[int, int]] = {}  # the run's pipes: their device and inode
        self._writers: dict[int, int] = {}  # one end of such a pipe -> the other
        self.waited_for = 0

    # -- the scheduler's side ---------------------------------------------------------------

    def look(self, seconds: float) -> None:
        """Wake whoever can go on; wait at most so many real seconds until someone can."""
        masks: dict[int, int] = {}
        for waiter in self._waiters:
            for fd, mask in waiter.wanted:
                masks[fd] = masks.get(fd, 0) | mask
        came = dict(self._poll(masks, seconds))
        for waiter in self._waiters:
            if any(came.get(fd, 0) & (mask | TROUBLE) for fd, mask in waiter.wanted):
                self._scheduler.wake(waiter.task)

    def beyond(self) -> bool:
        """Whether one who waits may be served from outside the process."""
        return any(waiter.beyond for waiter in self._waiters)

    # -- the callers' side ------------------------------------------------------------------

    def wait(
        self,
        wanted: Iterable[tuple[int, int]],
        span: int | None,
        operation: str,
        target: object = None,
        beyond: bool = False,
    ) -> bool:
        """Have the current thread wait for a descriptor, at most `span` ns; False when it is over.

        `wanted` are pairs of a descriptor and a poll mask; `beyond` says that the outside may
        serve them. True may come too early (after a signal): look, and wait again.
        """
        scheduler = self._scheduler
        waiter = Waiter(scheduler.current, list(wanted), beyond)
        site = self._names.place(target, operation)
        self._waiters.append(waiter)
        self.waited_for += 1
        try:
            return scheduler.wait("io", site, span)
        finally:
            self._waiters.remove(waiter)
            self.waited_for -= 1

    def ready(self, wanted: Iterable[tuple[int, int]]) -> bool:
        """Whether one of these descriptors needs no waiting for."""
        return bool(self._poll(dict(wanted), 0.0))

    def countdown(self, seconds: Any) -> Callable[[], int | None]:
        """Tells how many ns are left of so many seconds from now; None for ever."""
        if seconds is None:
            return lambda: None
        end = self._scheduler.now + nanoseconds(seconds)
        return lambda: max(0, end - self._scheduler.now)

    # -- pipes ------------------------------------------------------------------------------

    def pipe(self) -> tuple[int, int]:
        """`os.pipe`: its ends are read and written by the functions below."""
        ends = _pipe()
        if sys._getframe(1).f_globals.get("__name__") != LEFT_ALONE:
            self._own.update((fd, _identity(fd)) for fd in ends)
            self._writers[ends[0]] = ends[1]
        return ends

    def read(self, fd: int, length: int, /) -> bytes:
        """`os.read`."""
        if self._would_block_on(fd):
            while not (came := self._poll({fd: READ}, 0.0)):
                self.wait([(fd, READ)], None, "os.read")
            if came == [(fd, select.POLLHUP)]:
                return b""
        return _read(fd, length)

    def write(self, fd: int, data: Any, /) -> int:
        """`os.write`: all of it, in pieces that do not block."""
        if not self._would_block_on(fd):
            return _write(fd, data)
        rest, done = memoryview(data).cast("B"), 0
        while done < len(rest):
            while not self._poll({fd: WRITE}, 0.0):
                self.wait([(fd, WRITE)], None, "os.write")
            done += _write(fd, rest[done : done + PIECE])
        return done

    def _poll(self, masks: dict[int, int], seconds: float) -> list[tuple[int, int]]:
        """What the system says of descriptors, and what the browser's does not say: that a pipe
        nobody can write to any more is at its end.
        """
        found = _poll(masks, seconds)
        if sys.platform == "emscripten" and not found:
            found = [(fd, select.POLLHUP) for fd in masks if self._is_at_end(fd)]
        return found

    def _is_at_end(self, fd: int) -> bool:
        writer = self._writers.get(fd)
        return writer is not None and self._is_own(fd) and not self._is_own(writer)

    def _is_own(self, fd: int) -> bool:
        """Whether `fd` is still the pipe's; numbers are used again after a close."""
        try:
            return self._own.get(fd) == _identity(fd)
        except OSError:
            return False

    def _would_block_on(self, fd: int) -> bool:
        """Whether `fd` is a blocking pipe of this run. If it is none, the call itself says so."""
        return self._is_own(fd) and os.get_blocking(fd)


def _poll(masks: dict[int, int], seconds: float) -> list[tuple[int, int]]:
    poll = select.poll()
    for fd, mask in masks.items():
        poll.register(fd, mask)
    return poll.poll(seconds * 1000)


def _identity(fd: int) -> tuple[int, int]:
    status = os.fstat(fd)
    return status.st_dev, status.st_ino
