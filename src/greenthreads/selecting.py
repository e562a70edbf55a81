"""The `select` module of one run: `asyncio`, `socketserver` and `selectors` wait in it."""

from __future__ import annotations

import select
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from .descriptors import READ, WRITE, Descriptors


def make_select(descriptors: Descriptors) -> ModuleType:
    """The `select` module of one run."""
    module = ModuleType("select", select.__doc__)
    module.__dict__.update(select.__dict__)
    module.__name__ = "select"
    module.__dict__.update(select=_Selecting(descriptors).select, poll=_bound(Poll, descriptors))
    if hasattr(select, "epoll"):
        module.__dict__["epoll"] = _bound(Epoll, descriptors)
    return module


def _bound(kind: type, descriptors: Descriptors) -> type:
    return type(kind.__name__.lower(), (kind,), {"_descriptors": descriptors})


class _Selecting:
    """`select.select`."""

    def __init__(self, descriptors: Descriptors) -> None:
        self._descriptors = descriptors

    def select(
        self, rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any], timeout: Any = None
    ) -> tuple[list[Any], list[Any], list[Any]]:
        """Wait until one of the descriptors can be read, written, or has news."""
        lists = list(rlist), list(wlist), list(xlist)
        left = self._descriptors.countdown(timeout)
        wanted = [
            (_number(one), mask)
            for some, mask in zip(lists, (READ, WRITE, READ), strict=True)
            for one in some
        ]
        while True:
            found = select.select(*lists, 0)
            if any(found) or left() == 0:
                return found
            self._descriptors.wait(wanted, left(), "select.select")


class Poll:
    """A `select.poll` object."""

    _descriptors: Descriptors

    def __init__(self) -> None:
        self._poll = select.poll()
        self._masks: dict[int, int] = {}

    def register(self, fd: Any, eventmask: int = READ | WRITE, /) -> None:
        """Look at a descriptor too."""
        self._poll.register(fd, eventmask)
        self._masks[_number(fd)] = eventmask

    def modify(self, fd: Any, eventmask: int, /) -> None:
        """Look for something else in a descriptor."""
        self._poll.modify(fd, eventmask)
        self._masks[_number(fd)] = eventmask

    def unregister(self, fd: Any, /) -> None:
        """Look at a descriptor no longer."""
        self._poll.unregister(fd)
        del self._masks[_number(fd)]

    def poll(self, timeout: Any = None, /) -> list[tuple[int, int]]:
        """Wait, at most `timeout` milliseconds; pairs of a descriptor and what came."""
        if timeout is not None and timeout < 0:
            timeout = None
        left = self._descriptors.countdown(None if timeout is None else timeout / 1000)
        while True:
            found = self._poll.poll(0)
            if found or left() == 0:
                return found
            self._descriptors.wait(self._masks.items(), left(), "select.poll")


class Epoll:
    """A `select.epoll` object. The system's own can itself be polled, which is all we need."""

    _descriptors: Descriptors

    def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
        self._adopt(select.epoll(sizehint, flags))

    def _adopt(self, real: Any) -> None:
        self._epoll = real
        for name in ("close", "fileno", "modify", "register", "unregister"):
            setattr(self, name, getattr(real, name))

    @classmethod
    def fromfd(cls, fd: int, /) -> Epoll:
        """One that stands on an existing descriptor."""
        self = cls.__new__(cls)
        self._adopt(select.epoll.fromfd(fd))
        return self

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return bool(self._epoll.closed)

    def poll(self, timeout: Any = None, maxevents: int = -1) -> Sequence[tuple[int, int]]:
        """Wait, at most `timeout` seconds; pairs of a descriptor and what came."""
        if timeout is not None and timeout < 0:
            timeout = None
        left = self._descriptors.countdown(timeout)
        while True:
            found: list[tuple[int, int]] = self._epoll.poll(0, maxevents)
            if found or left() == 0:
                return found
            self._descriptors.wait([(self._epoll.fileno(), READ)], left(), "select.epoll")

    def __enter__(self) -> Epoll:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._epoll.close()


def _number(file: Any) -> int:
    return file if isinstance(file, int) else file.fileno()
