"""What the library's modules keep from one run to the next is put back, not made anew.

To import `threading` again for every run takes longer than the run. So its modules are imported
once, and all that they hold that can change, their variables, their classes, the objects these
hold, is noted down then and put back after each run.
"""

from __future__ import annotations

import _random
import collections
import itertools
import operator
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
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
_CONSTANTS: Final = (
    *(int, float, complex, str, bytes, type(None), type),
    *(BuiltinMethodType, MethodWrapperType),
)
HELPERS: Final = frozenset(("weakref", "_weakrefset", "collections", "string"))
Restore = Callable[[], None]
_VALUES: Final = operator.methodcaller("values")


class Memento:
    """The state of some modules, as it is now."""

    def __init__(self, modules: dict[str, ModuleType], exact: bool = True) -> None:
        """`exact`: the program may put something there that says of anything that it equals it."""
        self._exact = exact
        self._names = frozenset(modules)
        self._seen: set[int] = set()
        self._mappings: list[tuple[Any, dict[Any, Any]]] = []
        self._classes: list[tuple[type, Mapping[str, Any], dict[str, Any]]] = []
        self._counters: list[Any] = []
        self._restores: list[Restore] = []
        self._todo: list[Any] = []
        for module in modules.values():
            self._keep_mapping(vars(module))
        while self._todo:
            self._keep(self._todo.pop())
        kept = [*self._mappings, *((now, before) for _, now, before in self._classes)]
        self._now = [now for now, _ in kept]  # of classes, too, it shows what they are at any time
        self._sizes = [len(before) for _, before in kept]
        self._keys = [key for _, before in kept for key in before]
        self._values = [value for _, before in kept for value in before.values()]
        self._restores += [self._counter(method) for method in self._counters]
        # Equal ones of these may still be two; of the others only the same are equal, or alike.
        some = [place for place, value in enumerate(self._values) if _has_equals(value)]
        self._choose = operator.itemgetter(*some, *[0] * 2)  # of one it would give no tuple
        self._chosen = self._choose(self._values) if self._values else ()

    def _counter(self, method: Any) -> Restore:
        """It cannot be set back: whoever holds it gets a new one, if it has counted."""
        as_new = repr(method.__self__)
        start = int(as_new[len("count(") : -1])
        places = [place for place, value in enumerate(self._values) if value is method]
        keep: list[tuple[Callable[[str, Any], object], dict[Any, Any]]] = [
            *((mapping.__setitem__, before) for mapping, before in self._mappings),
            *((partial(setattr, kind), before) for kind, _, before in self._classes),
        ]
        holders = [
            (put, before, name)
            for put, before in keep
            for name, value in before.items()
            if value is method
        ]
        current = method

        def restore() -> None:
            nonlocal current
            if repr(current.__self__) == as_new:
                return
            current = itertools.count(start).__next__
            for put, before, name in holders:
                put(name, current)
                before[name] = current
            for place in places:
                self._values[place] = current

        return restore

    def restore(self) -> None:
        """Make everything what it was."""
        if not self._are_same():
            for mapping, before in self._mappings:
                if not _same(mapping, before):
                    _put_back(mapping, before)
            for kind, now, before in self._classes:
                if not _same(now, before):
                    _put_back_class(kind, now, before)
        for restore in self._restores:
            restore()

    def _are_same(self) -> bool:
        """Whether nothing has changed, nearly always: all of it is looked at at once, in C.

        To compare lists takes a quarter of the time that it takes to ask of each pair whether it is
        the same, and is as sure where no object says of another that it equals it.
        """
        now, chain = self._now, itertools.chain.from_iterable
        if list(map(len, now)) != self._sizes or list(chain(now)) != self._keys:
            return False
        values = list(chain(map(_VALUES, now)))
        if self._exact:
            return all(map(operator.is_, values, self._values))
        return values == self._values and all(map(operator.is_, self._choose(values), self._chosen))

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
            if isinstance(thing, _random.Random):
                self._keep_random(thing)
            own = instance_dict(thing)
            if own is not None:
                self._keep_mapping(own)

    def _keep_class(self, kind: type) -> None:
        now = vars(kind)
        self._classes.append((kind, now, dict(now)))
        self._later(now.values())

    def _keep_random(self, generator: Any) -> None:
        with suppress(NotImplementedError):  # the system's, which has no state
            self._restores.append(partial(generator.setstate, generator.getstate()))

    def _keep_method(self, method: Any) -> None:
        """A counter such as `itertools.count().__next__`; of others, their object."""
        owner = method.__self__
        if isinstance(owner, itertools.count):
            self._counters.append(method)
        elif not isinstance(owner, ModuleType):
            self._later([owner])


def _has_equals(value: Any) -> bool:
    """Whether another object may be equal to this one, and not do in its stead."""
    kind: Any = type(value)
    return kind.__eq__ is not object.__eq__ and not isinstance(value, _CONSTANTS)


def _same(now: Mapping[Any, Any], before: dict[Any, Any]) -> bool:
    """Whether a mapping holds the very objects that it held, in the same order."""
    return list(now) == list(before) and all(map(operator.is_, now.values(), before.values()))


def _put_back_class(kind: type, now: Mapping[str, Any], before: dict[str, Any]) -> None:
    for name in [name for name in now if name not in before]:
        delattr(kind, name)
    for name, value in before.items():
        if now.get(name, before) is not value:
            setattr(kind, name, value)


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
