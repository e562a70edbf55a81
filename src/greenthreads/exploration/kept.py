"""What the library's modules keep from one run to the next is put back, not made anew.

To import `threading` again for every run takes longer than the run. So its modules are imported
once, and all that they hold that can change, their variables, their classes, the objects these
hold, is noted down then and put back after each run.
"""

from __future__ import annotations

import collections
import itertools
import operator
import sys
from collections.abc import Callable, Mapping
from types import (
    BuiltinMethodType,
    FunctionType,
    MethodType,
    MethodWrapperType,
    ModuleType,
)
from typing import Any, Final

from .. import threads
from .primitives import Mutex
from .values import instance_dict

PLAIN: Final = (
    *(int, float, complex, str, bytes, bool, type(None), FunctionType, ModuleType, tuple),
    *(frozenset, range),
)
HELPERS: Final = frozenset(("weakref", "_weakrefset", "collections", "string"))
Restore = Callable[[], None]


class Memento:
    """The state of some modules, as it is now."""

    def __init__(self, modules: dict[str, ModuleType]) -> None:
        self._names = frozenset(modules)
        self._seen: set[int] = set()
        self._mappings: list[tuple[Any, dict[Any, Any]]] = []
        self._checks: list[tuple[Any, list[Any], list[Any], dict[Any, Any]]] = []
        self._restores: list[Restore] = []
        self._todo: list[Any] = []
        for module in modules.values():
            self._keep_mapping(vars(module))
        while self._todo:
            self._keep(self._todo.pop())
        self._checks = [(m, list(b), list(b.values()), b) for m, b in self._mappings]

    def restore(self) -> None:
        """Make everything what it was."""
        for mapping, keys, values, before in self._checks:
            if not _same(mapping, keys, values):
                _put_back(mapping, before)
        for restore in self._restores:
            restore()

    def _keep_mapping(self, mapping: dict[Any, Any]) -> None:
        self._mappings.append((mapping, dict(mapping)))
        self._later(mapping.values())

    def _later(self, values: Any) -> None:
        for value in list(values):
            if not isinstance(value, PLAIN) and id(value) not in self._seen:
                self._seen.add(id(value))
                self._todo.append(value)

    def _keep(self, thing: Any) -> None:
        if isinstance(thing, type):
            if thing.__module__ in self._names:
                self._keep_class(thing)
        elif isinstance(thing, (BuiltinMethodType, MethodType, MethodWrapperType)):
            self._keep_method(thing)
        elif isinstance(thing, dict):
            self._keep_mapping(thing)
        elif isinstance(thing, (list, collections.deque)):
            self._restores.append(_sequence(thing, list(thing)))
            self._later(thing)
        elif isinstance(thing, set):
            self._restores.append(_set(thing, set(thing)))
        elif isinstance(thing, Mutex):
            self._restores.append(_lock(thing))
        elif isinstance(thing, threads.Handle):
            self._restores.append(_handle(thing))
        elif type(thing).__module__ in self._names | HELPERS:
            own = instance_dict(thing)
            if own is not None:
                self._keep_mapping(own)

    def _keep_class(self, kind: type) -> None:
        before = dict(vars(kind))
        keys, values = list(before), list(before.values())
        self._later(values)

        def restore() -> None:
            now = vars(kind)
            if not _same(now, keys, values):
                for name in [name for name in now if name not in before]:
                    delattr(kind, name)
                for name, value in before.items():
                    if now.get(name, self) is not value:
                        setattr(kind, name, value)

        self._restores.append(restore)

    def _keep_method(self, method: Any) -> None:
        """A counter such as `itertools.count().__next__`; of others, their object."""
        owner = method.__self__
        if isinstance(owner, itertools.count):
            self._restores.append(self._counter(method))
        elif not isinstance(owner, ModuleType):
            self._later([owner])

    def _counter(self, method: Any) -> Restore:
        """It cannot be set back: whoever holds it gets a new one."""
        start = int(repr(method.__self__)[len("count(") : -1])
        holders = [mapping for mapping, before in self._mappings if method in before.values()]
        names = [(m, name) for m in holders for name, value in m.items() if value is method]
        classes = [
            (kind, name)
            for mapping, _ in self._mappings
            for kind in mapping.values()
            if isinstance(kind, type) and kind.__module__ in self._names
            for name, value in vars(kind).items()
            if value is method
        ]

        def restore() -> None:
            new = itertools.count(start).__next__
            for mapping, name in names:
                mapping[name] = new
            for kind, name in classes:
                setattr(kind, name, new)

        return restore


def _same(now: Mapping[Any, Any], keys: list[Any], values: list[Any]) -> bool:
    """Whether a mapping holds these very objects, in this order: all is done in C."""
    return all(map(operator.is_, now.values(), values)) and list(now) == keys


def _put_back(mapping: dict[Any, Any], before: dict[Any, Any]) -> None:
    mapping.clear()
    mapping.update(before)


def _sequence(thing: Any, before: list[Any]) -> Restore:
    values = list(map(id, before))

    def restore() -> None:
        if list(map(id, thing)) != values:
            thing.clear()
            thing.extend(before)

    return restore


def _set(thing: set[Any], before: set[Any]) -> Restore:
    def restore() -> None:
        if thing != before:
            thing.clear()
            thing.update(before)

    return restore


def _lock(lock: Any) -> Restore:
    owner, count, place, role = lock.owner, lock._count, lock.place, lock.role

    def restore() -> None:
        lock.owner, lock._count, lock.place, lock.role = owner, count, place, role

    return restore


def _handle(handle: Any) -> Restore:
    done, ident = handle._done, handle.ident

    def restore() -> None:
        handle._done, handle.ident = done, ident

    return restore


def loaded(names: set[str]) -> dict[str, ModuleType]:
    """Those of these modules that are imported."""
    return {name: sys.modules[name] for name in names if name in sys.modules}
