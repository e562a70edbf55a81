"""`_thread._local`: data that each thread has its own of.

`_threading_local`, the standard library's version in Python, cannot take its place: it is imported
from inside `threading` and asks `threading` who runs.
"""

from __future__ import annotations

import weakref
from typing import Any, Final

from .ours import opening
from .scheduler import Scheduler, Task


class Local:
    """Each access to an attribute first puts the current thread's own dict in place.

    The dicts belong to the object, so that they can be collected with it; a task knows only how
    to have its own thrown away when it ends.
    """

    __slots__ = ("_local__args", "_local__dicts", "__dict__", "__weakref__")
    _local__scheduler: Scheduler  # given by `of_run`

    def __new__(cls, /, *args: Any, **kwargs: Any) -> Local:
        """Remember the arguments: `__init__` is called again for each thread."""
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        object.__setattr__(self, "_local__dicts", {})
        object.__setattr__(self, "_local__args", (args, kwargs))
        _new_dict(self, cls._local__scheduler.current)
        return self

    def __getattribute__(self, name: str) -> Any:
        _adopt(self)
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        _refuse_dict(self, name)
        _adopt(self)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        _refuse_dict(self, name)
        _adopt(self)
        object.__delattr__(self, name)


def own_of(local: Local) -> dict[str, Any] | None:
    """The current thread's attributes, as they are; None if it has not come there yet."""
    task = type(local)._local__scheduler.current
    found: dict[str, Any] | None = object.__getattribute__(local, "_local__dicts").get(task.ident)
    return found


def of_run(scheduler: Scheduler) -> type[Local]:
    """The class of one run's thread-local data."""
    bindings = {"__slots__": (), "__module__": "_thread", "_local__scheduler": scheduler}
    return type("_local", (Local,), bindings)


def _refuse_dict(local: Local, name: str) -> None:
    if name == "__dict__":
        raise AttributeError(f"'{type(local).__name__}' object attribute '__dict__' is read-only")


@opening
def _adopt(local: Local) -> None:
    """Put the current thread's dict in place; a thread that comes first makes one."""
    task = type(local)._local__scheduler.current
    values = object.__getattribute__(local, "_local__dicts").get(task.ident)
    if values is None:
        values = _new_dict(local, task)
        args, kwargs = object.__getattribute__(local, "_local__args")
        type(local).__init__(local, *args, **kwargs)  # others may run meanwhile
    object.__setattr__(local, "__dict__", values)


ADOPT: Final = _adopt.__code__


def _new_dict(local: Local, task: Task) -> dict[str, Any]:
    values: dict[str, Any] = {}
    object.__getattribute__(local, "_local__dicts")[task.ident] = values
    object.__setattr__(local, "__dict__", values)
    reference = weakref.ref(local)
    task.at_end.append(lambda: _forget(reference(), task.ident))
    return values


def _forget(local: Local | None, ident: int) -> None:
    if local is not None:
        values = object.__getattribute__(local, "_local__dicts").pop(ident, None)
        if object.__getattribute__(local, "__dict__") is values:
            object.__setattr__(local, "__dict__", {})
