"""Names for what a thread waits on: the operation, the variable that holds the object, the line."""

from __future__ import annotations

import sys
import weakref
from contextlib import suppress
from os.path import dirname
from types import FrameType, FunctionType, ModuleType

from .scheduler import Site

_HERE = dirname(__file__)
_BOOTSTRAP = ("_bootstrap", "_bootstrap_inner", "run")  # how every thread begins
_PLAIN = (int, float, str, bytes, bool, type(None), FunctionType, ModuleType)


class Place(Site):
    """A wait, found from the frames of the waiting task; the object's name is looked up late."""

    __slots__ = ("line", "operation", "target", "lock", "_names", "_frame", "_object")

    def __init__(self, names: Names, frame: FrameType | None, target, operation, lock) -> None:
        self._names, self._frame, self._object = names, frame, None
        self.target, self.operation, self.lock = target, operation, lock
        self.line = frame.f_lineno if frame else 0

    @property
    def object(self) -> str:
        """The name of what is waited for, as the program calls it."""
        if self._object is None:
            target = self.target
            self._object = "" if target is None else self._names.of(target, self._frame)
            self._frame = None
        return self._object

    @property
    def holder(self):
        """The task that holds the lock now, if a lock is waited for."""
        return getattr(self.lock, "owner", None) if self.lock is self.target else None


class Names:
    """Finds and remembers the names of one run's objects. `filename` is the program's."""

    def __init__(self, filename: str, globals_: dict) -> None:
        self.filename, self._globals = filename, globals_
        self._known: dict[int, tuple] = {}

    def place(self, lock, operation: str, depth: int = 2) -> Place:
        """Where the current task waits: seen from `depth` frames up."""
        frame, target = sys._getframe(depth), lock
        while frame is not None and frame.f_code.co_filename != self.filename:
            code = frame.f_code
            if (
                code.co_varnames[:1] == ("self",)
                and code.co_name not in _BOOTSTRAP
                and (not code.co_filename.startswith(_HERE))
            ):
                target = frame.f_locals["self"]
                operation = f"{type(target).__name__}.{code.co_name}"
            frame = frame.f_back
        return Place(self, frame, target, _plain(operation), lock)

    def of(self, target, frame: FrameType | None) -> str:
        """What the program calls `target`, from where it stands in `frame`."""
        known = self._known.get(id(target))
        if known is not None and known[0]() is target:
            return known[1]
        name = self._find(target, frame)
        with suppress(TypeError):  # some objects cannot be referred to weakly
            self._known[id(target)] = (weakref.ref(target), name)
        return name

    def _find(self, target, frame: FrameType | None) -> str:
        thread_name = getattr(target, "_name", None)
        if isinstance(thread_name, str) and hasattr(target, "join"):
            return thread_name
        local = frame.f_locals if frame is not None else {}
        for scope in (self._globals, local):
            for name, value in scope.items():
                if value is target:
                    return name
        for scope in (self._globals, local):
            for name, value in scope.items():
                if not name.startswith("__") and (found := _inside(value, target)):
                    return name + found
        return _tidy(type(target).__name__)


def _inside(value, target) -> str:
    """How `target` is reached from `value`: ".attribute", "[key]", or "" when it is not."""
    if isinstance(value, _PLAIN):
        return ""
    if isinstance(value, (list, tuple)):
        return next((f"[{i}]" for i, item in enumerate(value[:1000]) if item is target), "")
    if isinstance(value, dict):
        return next((f"[{k!r}]" for k, item in value.items() if item is target), "")
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return ""
    return next((f".{name}" for name, item in attributes.items() if item is target), "")


def _plain(operation: str) -> str:
    """`Lock.__enter__` reads `Lock.acquire`: the way it is told to people."""
    kind, _, method = operation.partition(".")
    kind = _tidy(kind)
    if method == "__enter__":
        method = "acquire"
    elif method == "__exit__":
        method = "shutdown" if kind.endswith("Executor") else "exit"
    return f"{kind}.{method}" if method else kind


def _tidy(kind: str) -> str:
    return {"lock": "Lock", "_RLock": "RLock", "_PySimpleQueue": "SimpleQueue"}.get(kind, kind)
