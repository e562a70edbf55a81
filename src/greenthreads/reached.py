"""What of the library's modules a program may change without setting an attribute of a module.

It reaches a class (`json.JSONEncoder.default = ...`) or a container (`http.client.responses`), and
changes that. All that it names is noted down as it is, and put back after the run.
"""

from __future__ import annotations

import collections
import sys
from collections.abc import Callable, Iterable
from functools import partial
from types import ModuleType
from typing import Any, Final

CONTAINERS: Final = (list, dict, set, collections.deque, bytearray)
MOST: Final = 1_000  # containers in containers
OTHERS: Final = frozenset(("sys", "builtins", "warnings", "__future__"))  # `host` keeps these
UNSET: Final = frozenset(("__dict__", "__weakref__"))  # of a class, by nobody
Restore = Callable[[], None]


def keep(changed: Iterable[str], named: Iterable[str], is_fresh: Callable[[str], bool]) -> Restore:
    """A function that puts things back, known by paths like `json.JSONEncoder`.

    `changed` are those of which the program sets attributes; of those that it has `named` it may
    change the contents. Modules that are imported anew for a run need not be put back.
    """
    found: list[Restore] = []
    seen: set[int] = set()
    for path in sorted({*changed, *named}):
        if path.partition(".")[0] in OTHERS or is_fresh(path):
            continue
        thing = thing_at(path)
        if isinstance(thing, CONTAINERS):
            found += _contents(thing, seen)
        elif path in changed and not isinstance(thing, ModuleType):
            found += _attributes(thing)
    return partial(_all, found)


def _all(restores: list[Restore]) -> None:
    for restore in restores:
        restore()


def thing_at(path: str) -> Any:
    """What a path leads to, if its module is imported; no code of a property is run."""
    parts = path.split(".")
    for count in range(len(parts), 0, -1):
        thing: Any = sys.modules.get(".".join(parts[:count]))
        if thing is not None:
            break
    else:
        return None
    for part in parts[count:]:
        holders = thing.__mro__ if isinstance(thing, type) else (thing,)
        own = [getattr(holder, "__dict__", {}) for holder in holders]
        thing = next((values[part] for values in own if part in values), None)
    return thing


def _contents(container: Any, seen: set[int]) -> list[Restore]:
    """What it holds, and what containers in it hold."""
    if id(container) in seen or len(seen) > MOST:
        return []
    seen.add(id(container))
    inner = container.values() if isinstance(container, dict) else container
    found = [
        one for part in list(inner) if isinstance(part, CONTAINERS) for one in _contents(part, seen)
    ]
    return [partial(_put_back, container, container.copy()), *found]


def _put_back(container: Any, before: Any) -> None:
    if _is_as_before(container, before):
        return
    container.clear()
    (container.extend if hasattr(container, "extend") else container.update)(before)


def _is_as_before(container: Any, before: Any) -> bool:
    """Whether it holds the very objects that it held, in their order."""
    if len(container) != len(before):
        return False
    if isinstance(container, dict):
        now, then = [*container, *container.values()], [*before, *before.values()]
    elif isinstance(container, set):
        return {*map(id, container)} == {*map(id, before)}
    else:
        now, then = list(container), list(before)
    return all(one is other for one, other in zip(now, then, strict=True))


def _attributes(thing: Any) -> list[Restore]:
    values = getattr(thing, "__dict__", None)
    if values is None:
        return []
    before = {name: value for name, value in values.items() if name not in UNSET}
    return [partial(_set_back, thing, values, before)]


def _set_back(thing: Any, values: Any, before: dict[str, Any]) -> None:
    """Attributes of a class can be set by `setattr` only; other objects may refuse that."""
    is_class = isinstance(thing, type)
    for name in [name for name in values if name not in before and name not in UNSET]:
        if is_class:
            delattr(thing, name)
        else:
            del values[name]
    for name, value in before.items():
        if values.get(name, before) is not value:
            if is_class:
                setattr(thing, name, value)
            else:
                values[name] = value
