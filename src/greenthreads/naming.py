"""Names for what a thread waits on: the operation, the variable that holds the object, the line."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Mapping
from contextlib import suppress
from types import FrameType, FunctionType, ModuleType
from typing import Any, Final

from .ours import is_ours
from .tasks import Site, Task

_BOOTSTRAP: Final = ("_bootstrap", "_bootstrap_inner", "run")  # how every thread begins
_PLAIN: Final = (int, float, str, bytes, bool, type(None), FunctionType, ModuleType)


class Place(Site):
    """A wait, found from the frames of the waiting task; the object's name is looked up late."""

    __slots__ = ("_frame", "_line", "_names", "_object", "_operation", "lock", "target")

    def __init__(
        self, names: Names, frame: FrameType | None, target: Any, operation: str, lock: Any
    ) -> None:
        self._names, self._frame = names, frame
        self.target, self.lock = target, lock
        self._object: str | None = None
        self._operation = operation
        self._line = frame.f_lineno if frame else 0

    @property
    def object(self) -> str:
        """The name of what is waited for, as the program calls it."""
        if self._object is None:
            target = self.target
            self._object = "" if target is None else self._names.of(target, self._frame)
            self._frame = None  # a frame kept would keep alive all that its function has
        return self._object

    @property
    def operation(self) -> str:
        """What was called, as the program calls it: Queue.get, though a lock waits below it."""
        return self._operation

    @property
    def line(self) -> int:
        """The program's line that waits, 0 for none."""
        return self._line

    @property
    def holder(self) -> Task | None:
        """The task that holds the lock now, if a lock is waited for."""
        return getattr(self.lock, "owner", None) if self.lock is self.target else None


class Names:
    """Finds and remembers the names of one run's objects. `filename` is the program's."""

    def __init__(self, filename: str, globals_: dict[str, Any]) -> None:
        self.filename, self._globals = filename, globals_
        self._known: dict[int, tuple[weakref.ref[Any], str]] = {}
        self._entered: dict[str, weakref.ref[Any]] = {}

    def reset(self) -> None:
        """A new run of the same program begins: it makes objects of its own."""
        self._known.clear()
        self._entered.clear()

    def place(self, lock: Any, operation: str, frame: FrameType | None = None) -> Place:
        """Where a task waits, on `lock` or what of the library stands above it.

        `frame` is its innermost; by default that of the caller.
        """
        target = lock
        frame = frame or sys._getframe(1)
        while frame is not None and frame.f_code.co_filename != self.filename:
            code = frame.f_code
            if (
                code.co_varnames[:1] == ("self",)
                and code.co_name not in _BOOTSTRAP
                and not is_ours(code)
            ):
                target = frame.f_locals["self"]
                operation = f"{type(target).__name__}.{code.co_name}"
            frame = frame.f_back
        return Place(self, frame, target, _plain(operation), lock)

    def of(self, target: Any, frame: FrameType | None) -> str:
        """What the program calls `target`, from where it stands in `frame`."""
        known = self._known.get(id(target))
        if known is not None and known[0]() is target:
            return known[1]
        name = self._find(target, frame)
        with suppress(TypeError):  # some objects cannot be referred to weakly
            reference = weakref.ref(target)
            if hasattr(type(target), "__enter__"):  # a lock: who holds which must be told
                name = self._alone(name, reference)
            self._known[id(target)] = (reference, name)
        return name

    def _alone(self, name: str, reference: weakref.ref[Any]) -> str:
        """A name that no other lock has now: a local `lock` of two threads is two locks."""
        unique, number = name, 1
        while (other := self._entered.get(unique)) is not None and other() is not None:
            number += 1
            unique = f"{name} ({number})"
        self._entered[unique] = reference
        return unique

    def _find(self, target: Any, frame: FrameType | None) -> str:
        thread_name: object = getattr(target, "_name", None)
        if isinstance(thread_name, str) and hasattr(target, "join"):
            return thread_name
        local: Mapping[str, Any] = frame.f_locals if frame is not None else {}
        # A global's name first, be it that of a list or an object which holds it: `forks[1]` is the
        # same for all threads, but each of them may call another one its `left`.
        found = (_called(target, scope) for scope in (self._globals, local))
        return next(filter(None, found), _tidy(type(target).__name__))


def _called(target: Any, scope: Mapping[str, Any]) -> str:
    """The variable that holds `target`, or the one whose object does; "" for none."""
    for name, value in scope.items():
        if value is target:
            return name
    for name, value in scope.items():
        if not name.startswith("__") and (found := _inside(value, target)):
            return name + found
    return ""


def _inside(value: Any, target: Any) -> str:
    """How `target` is reached from `value`: ".attribute", "[key]", or "" when it is not."""
    kind = type(value)  # what an object says of itself may be code of the program's
    if issubclass(kind, _PLAIN):
        return ""
    if kind is list or kind is tuple:
        return next((f"[{i}]" for i, item in enumerate(value[:1000]) if item is target), "")
    if kind is dict:
        return next((f"[{_key(k)}]" for k, item in value.items() if item is target), "")
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return ""
    return next((f".{name}" for name, item in attributes.items() if item is target), "")


def _key(key: Any) -> str:
    """A key as the program writes it, where no code of the program's is needed to tell."""
    plain = any(type(key) is kind for kind in (int, float, str, bytes, bool))
    return repr(key) if plain else f"a {type(key).__name__}"


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
