"""What a program has called when it ends: the `atexit` module of a run, and its finalizers."""

from __future__ import annotations

import _thread
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from . import unraisable
from .ours import opening
from .scheduler import Unwind

_Entry = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Exits(ModuleType):
    """The `atexit` module of a run."""

    def __init__(self) -> None:
        super().__init__("atexit")
        self._functions: list[_Entry] = []

    def register(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call `function` when the run ends, the last registered first."""
        if not callable(function):
            raise TypeError("the first argument must be callable")
        self._functions.append((function, args, kwargs))
        return function

    def unregister(self, function: object, /) -> None:
        """Forget `function`."""
        # One by one, as a comparison of the program's may itself change the list.
        for entry in list(self._functions):
            if entry[0] == function and entry in self._functions:
                self._functions.remove(entry)

    @opening
    def _run_exitfuncs(self) -> None:
        while self._functions:
            function, args, kwargs = self._functions.pop()
            try:
                function(*args, **kwargs)
            except Unwind:
                raise
            except BaseException as error:
                unraisable.report(error, f"Exception ignored in atexit callback {function!r}")

    def _ncallbacks(self) -> int:
        return len(self._functions)

    def _clear(self) -> None:
        self._functions.clear()


class _Registry(dict[Any, Any]):
    """The finalizers of a run's objects. Objects of the host may die meanwhile: theirs are found.

    `weakref.finalize` asks for one by `get` and `pop`, and looks at all when the program ends. The
    host's other threads go on, too: a temporary folder that one of them makes meanwhile is not the
    run's to delete.
    """

    def __init__(self, hosts: dict[Any, Any]) -> None:
        super().__init__()
        self._hosts = hosts
        self._thread = _thread.get_ident()  # the real one, which all threads of a run share

    def __setitem__(self, key: Any, entry: Any) -> None:
        """Keep the entry of a new finalizer."""
        if _thread.get_ident() == self._thread:
            super().__setitem__(key, entry)
        else:
            self._hosts[key] = entry

    def get(self, key: Any, default: Any = None) -> Any:
        """The entry of one finalizer."""
        return super().get(key) or self._hosts.get(key, default)

    def pop(self, key: Any, *default: Any) -> Any:
        """Take out the entry of one finalizer."""
        return super().pop(key) if key in self else self._hosts.pop(key, *default)


@contextmanager
def own_finalizers() -> Iterator[None]:
    """Let `weakref.finalize` keep a run's finalizers apart from the host's.

    It registers with the first `atexit` it meets and, when that calls it, runs whatever there is
    and works no more. A run must not do that to its host.
    """
    finalize: Any = weakref.finalize
    finalize(_Registry, print).detach()  # the host's have met the host's `atexit` by now
    names = ("_registry", "_shutdown", "_dirty", "_registered_with_atexit")
    hosts = {name: getattr(finalize, name) for name in names}
    finalize._registry = _Registry(finalize._registry)
    finalize._shutdown = finalize._dirty = finalize._registered_with_atexit = False
    try:
        yield
    finally:
        for name, value in hosts.items():
            setattr(finalize, name, value)
