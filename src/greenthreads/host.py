"""What of its host a program can change, and how it is put back when the run is over.

A program runs inside the process of its host, and much of what it may set belongs to the process:
`sys`, the environment, warnings, builtins. Each of the small context managers here keeps one
such thing. They are entered for every run, thousands of times in an exploration, so they only
copy references.
"""

from __future__ import annotations

import builtins
import gc
import os
import sys
import threading
import warnings
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from operator import is_
from typing import Any, Final

from . import reached
from .altering import Altered
from .exits import own_finalizers

LISTS: Final = ("path", "meta_path", "path_hooks", "warnoptions")  # of `sys`, changed in place
# What `python program.py` begins with, and one for ResourceWarning below.
FILTERS: Final = [
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
]
NOTHING: Final = Altered()
_one = threading.Lock()  # held while a run lasts
_who = ""  # the real thread that holds it


class Busy(RuntimeError):
    """Another program is running on green threads in this process."""


def kept(altered: Altered = NOTHING) -> AbstractContextManager[object]:
    """A context after which the host is as it was. Raises Busy inside another such context.

    `altered` is what the program may change of modules that it shares with the host.
    """
    with ExitStack() as stack:
        stack.enter_context(_alone())
        stack.enter_context(_modules(altered))
        for manager in (
            *(_attributes_of_sys, _switches_of_sys, _builtins, _environment, _warnings),
            *(_collector, own_finalizers, _monitoring),
        ):
            stack.enter_context(manager())
        return stack.pop_all()


@contextmanager
def _alone() -> Iterator[None]:
    """`sys.modules` and `sys.stdout` are the process's: two runs would see each other's."""
    global _who
    if not _one.acquire(blocking=False):
        raise Busy(f"another program runs on green threads in this process, started by {_who}")
    _who = f"the thread {threading.current_thread().name!r}"
    try:
        yield
    finally:
        _one.release()


def put_back(mapping: MutableMapping[Any, Any], before: dict[Any, Any]) -> None:
    """Make `mapping` what it was, touching only what has changed."""
    if mapping.keys() == before.keys() and all(map(is_, mapping.values(), before.values())):
        return  # the usual case, and quick
    for key in [key for key in mapping if key not in before]:
        del mapping[key]
    for key, value in before.items():
        if mapping.get(key, before) is not value:
            mapping[key] = value


@contextmanager
def _modules(altered: Altered) -> Iterator[None]:
    """Attributes of modules that the host shares with the program, and what else it may change."""
    before = attributes(altered.set)
    put_things_back = reached.keep(*altered, is_fresh=lambda path: False)
    try:
        yield
    finally:
        put_things_back()
        put_attributes_back(before)


Attributes = list[tuple[str, dict[str, Any], dict[str, Any]]]
"""Of each module its name, its attributes, and what they were."""


def attributes(names: Iterable[str]) -> Attributes:
    """The attributes of those modules that are imported already, as they are."""
    modules = [(name, sys.modules.get(name)) for name in names]
    return [(name, vars(one), dict(vars(one))) for name, one in modules if hasattr(one, "__dict__")]


def put_attributes_back(before: Attributes) -> None:
    """Make them what they were. A submodule that came meanwhile stays where imports put it."""
    for name, values, old in before:
        came = [key for key in values.keys() - old.keys() if f"{name}.{key}" in sys.modules]
        put_back(values, old | {key: values[key] for key in came})


@contextmanager
def _attributes_of_sys() -> Iterator[None]:
    """The attributes of `sys`, and its lists. `sys.modules` is the world's business."""
    before = dict(vars(sys))
    lists = {name: list(getattr(sys, name)) for name in LISTS}
    try:
        yield
    finally:
        put_back(vars(sys), before)
        for name, value in lists.items():
            if getattr(sys, name) != value:
                getattr(sys, name)[:] = value


@contextmanager
def _switches_of_sys() -> Iterator[None]:
    """What is set by a function of `sys` and read by another."""
    interval, limit = sys.getswitchinterval(), sys.getrecursionlimit()
    digits = sys.get_int_max_str_digits()
    hooks, depth = sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth()
    trace, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(None)  # the host's debugger follows the host
    sys.setprofile(None)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        sys.setrecursionlimit(limit)
        sys.set_int_max_str_digits(digits)
        sys.set_asyncgen_hooks(*hooks)
        sys.set_coroutine_origin_tracking_depth(depth)
        sys.setprofile(profile)
        sys.settrace(trace)


@contextmanager
def _builtins() -> Iterator[None]:
    before = dict(vars(builtins))
    try:
        yield
    finally:
        put_back(vars(builtins), before)


@contextmanager
def _environment() -> Iterator[None]:
    """The environment and the current directory."""
    data: dict[Any, Any] = os.environ._data  # type: ignore[attr-defined]  # not decoded: quick
    before = dict(data)
    with suppress(OSError):
        folder = os.getcwd()
    try:
        yield
    finally:
        if data != before:
            os.environ.clear()
            for key, value in before.items():  # through the front door, for the system's own copy
                os.environ[os.fsdecode(key)] = os.fsdecode(value)
        with suppress(OSError):
            if os.getcwd() != folder:
                os.chdir(folder)


@contextmanager
def _warnings() -> Iterator[None]:
    """A program's warnings are those of any program, whatever the host does with its own."""
    with warnings.catch_warnings():
        module: Any = warnings
        module.filters[:] = FILTERS
        # One is given by a function: that lets the interpreter see that they have changed.
        warnings.simplefilter("ignore", ResourceWarning, append=True)
        module.showwarning, module._showwarnmsg_impl = module._showwarning_orig, _show
        yield


def _show(message: warnings.WarningMessage) -> None:
    """Write a warning as `warnings` itself does; a host may have replaced that."""
    file = message.file or sys.stderr
    if file is not None:
        file.write(warnings._formatwarnmsg(message))  # type: ignore[attr-defined]


@contextmanager
def _collector() -> Iterator[None]:
    """Settings of the garbage collector. Whether it is on is the back-end's business."""
    threshold, callbacks, debug = gc.get_threshold(), list(gc.callbacks), gc.get_debug()
    try:
        yield
    finally:
        if gc.get_threshold() != threshold:
            gc.set_threshold(*threshold)
        gc.callbacks[:] = callbacks
        gc.set_debug(debug)


@contextmanager
def _monitoring() -> Iterator[None]:
    """Tools of `sys.monitoring` that the program claimed."""
    tools = [sys.monitoring.get_tool(number) for number in range(6)]
    try:
        yield
    finally:
        for number, tool in enumerate(tools):
            if tool is None and sys.monitoring.get_tool(number) is not None:
                sys.monitoring.free_tool_id(number)
