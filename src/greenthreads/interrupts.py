"""The host's Ctrl-C while programs run: one clear ending.

Left to itself, Python would raise KeyboardInterrupt in whatever runs just then: in the program,
which may catch it, in a destructor, which would swallow it, or in the middle of the scheduler.
"""

from __future__ import annotations

import _signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .scheduler import Scheduler

_outermost: Deferred | None = None


class Deferred:
    """Ends the run of `scheduler`, if there is one, and remembers that it was asked to."""

    def __init__(self) -> None:
        self.scheduler: Scheduler | None = None
        self.count = 0

    def handle(self, signum: int, frame: object) -> None:
        """The handler of SIGINT. A second one is raised at once, whatever comes of it."""
        self.count += 1
        if self.count > 1:
            raise KeyboardInterrupt
        if self.scheduler is not None:
            self.scheduler.stop("interrupted")
            self.scheduler.regrant(1)


@contextmanager
def deferred() -> Iterator[Deferred]:
    """A context that lets every stack unwind first, and raises KeyboardInterrupt at its own end.

    Inside another such context it is the same one. Where the host has a handler of its own, or in
    a thread, which gets no signals, nothing is changed.
    """
    global _outermost
    if _outermost is not None:
        yield _outermost
        return
    one = Deferred()
    main = threading.current_thread() is threading.main_thread()
    if not main or _signal.getsignal(_signal.SIGINT) is not _signal.default_int_handler:
        yield one
        return
    _outermost = one
    _signal.signal(_signal.SIGINT, one.handle)
    try:
        yield one
    finally:
        _outermost = None
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    if one.count:
        raise KeyboardInterrupt
