"""The world of one run: what its imports find, and what some functions of the system do there.

Three things make it. Modules in C that know of threads, time, signals or descriptors are replaced
(`greenthreads.threads`, `clocks`, ...). Modules in Python above them are imported afresh, so
that each run has its own `threading`, standing on its own `_thread`, unmodified. And a few
attributes of modules that cannot be doubled (`sys`, `os`, `signal`) are exchanged while the run
lasts. Afterwards everything is as it was (`greenthreads.host`).
"""

from __future__ import annotations

import importlib.machinery
import itertools
import os
import sys
import sysconfig
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import AbstractContextManager
from functools import cache
from types import CodeType, ModuleType
from typing import Any, Final

from . import absent, host
from .altering import Altered
from .descriptors import Descriptors
from .naming import Names
from .ours import opening
from .scheduler import Scheduler
from .selecting import make_select

# Imported anew for each run: what stands on what is replaced, and keeps a part of it.
FRESH: Final = frozenset(
    (
        "_pydatetime",
        "_strptime",
        "_threading_local",
        "asyncio",
        "concurrent",
        "datetime",
        "http",
        "logging",
        "multiprocessing",
        "queue",
        "random",
        "sched",
        "selectors",
        "socketserver",
        "threading",
        "timeit",
        "wsgiref",
        "xmlrpc",
    )
)
# Classes whose objects the library keeps in sets: by address, their order would differ by run.
KEPT_IN_SETS: Final = {"threading": "Thread", "concurrent.futures._base": "Future"}
# C modules that would block, read the real clock, or keep one event loop for all green threads;
# each has a twin in Python.
HIDDEN: Final = ("_queue", "_datetime", "_asyncio")
IN_A_PAGE: Final = sys.platform == "emscripten"
NO_PROCESSES: Final = "a run of green threads is one process: it starts no other by itself"
_ABSENT: Final = object()


class World:
    """The modules a run sees in place of the host's, and the way in and out of it."""

    _code: dict[str, tuple[importlib.machinery.ModuleSpec, CodeType]] = {}  # read once for all

    def __init__(
        self,
        modules: dict[str, ModuleType],
        lazy: Mapping[str, Callable[[], ModuleType]],
        patches: Mapping[str, Mapping[str, object]],
        fresh: frozenset[str] = frozenset(),
        seed: int = 0,
        altered: Altered = host.NOTHING,
    ) -> None:
        """`modules` are replaced whole, and those that few programs need, `lazy`, when imported.

        `patches` are attributes of other modules, by module. `fresh` names more modules to import
        anew; `seed` is that of `random`;
        `altered` is what the program may change of other modules.
        """
        self.modules, self._lazy = modules, lazy
        self._patches, self._fresh, self._seed = patches, FRESH | fresh, seed
        self._altered = altered
        if IN_A_PAGE:
            self._fresh |= absent.FRESH
        self._kept: list[tuple[MutableMapping[Any, Any], object, object]] = []
        self._host: AbstractContextManager[object] | None = None

    def keep(self, mapping: MutableMapping[Any, Any], key: object, value: object) -> None:
        """Set `mapping[key]` until the world ends."""
        self._kept.append((mapping, key, mapping.get(key, _ABSENT)))
        if value is _ABSENT:
            mapping.pop(key, None)
        else:
            mapping[key] = value

    def __enter__(self) -> World:
        self._host = host.kept(self._altered)
        self._host.__enter__()
        for name in [name for name in sys.modules if self._is_fresh(name)]:
            self.keep(sys.modules, name, _ABSENT)
        for name in HIDDEN:
            self.keep(sys.modules, name, None)
        for name, module in self.modules.items():
            self.keep(sys.modules, name, module)
        for name, values in self._patches.items():
            for key, value in values.items():
                self.keep(vars(sys.modules[name]), key, value)
        no_gil = int(not sys._is_gil_enabled())
        self.keep(sysconfig.get_config_vars(), "Py_GIL_DISABLED", no_gil)
        self._loaded = set(sys.modules)
        sys.meta_path.insert(0, self)
        if IN_A_PAGE:
            sys.meta_path.append(absent.Unknown())
        return self

    def __exit__(self, *exc_info: object) -> None:
        came = {name for name in set(sys.modules) - self._loaded if not self._is_fresh(name)}
        own = self._identities() if came else set()
        for name in set(sys.modules) - self._loaded:
            if name not in came or self._is_altered(name) or self._belongs(sys.modules[name], own):
                del sys.modules[name]
        for mapping, key, value in reversed(self._kept):
            if value is _ABSENT:
                mapping.pop(key, None)
            else:
                mapping[key] = value
        self._kept.clear()
        assert self._host is not None
        self._host.__exit__(None, None, None)  # last: it also puts sys.meta_path back

    def _is_fresh(self, name: str) -> bool:
        """Whether a module is imported anew for each run: by its own or its package's name."""
        top = name.partition(".")[0]
        return name in self._fresh or top in self._fresh or name in self._lazy

    def _is_altered(self, module: str) -> bool:
        """Whether the program sets attributes of a module, or of something in it, or names that."""
        if module in self._altered.set:
            return True
        inside = module + "."
        return any(path.startswith(inside) for paths in self._altered for path in paths)

    def _identities(self) -> set[int]:
        """Objects that only this world has: a module that keeps one must not outlive it."""
        hosts = {
            id(value)
            for mapping, _, module in self._kept
            if mapping is sys.modules and isinstance(module, ModuleType)
            for value in vars(module).values()
        }
        own = {id(module) for module in self.modules.values()}
        own.update(id(v) for module in self.modules.values() for v in vars(module).values())
        own.update(id(v) for values in self._patches.values() for v in values.values())
        return own - hosts - {id(None), id(True), id(False)}

    def _belongs(self, module: ModuleType, own: set[int]) -> bool:
        """Whether a module that the run imported holds on to something of its world."""
        values = list(getattr(module, "__dict__", {}).values())  # None, and `js`, have none
        return any(
            id(value) in own or getattr(value, "__module__", None) in self.modules
            for value in values
        )

    # -- the import system's side ----------------------------------------------------------

    def find_spec(
        self, name: str, path: Any = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for a fresh copy of one of the standard library's modules, else None."""
        if IN_A_PAGE and not _is_whole():
            absent.refuse_import(name)
        if not self._is_fresh(name):
            return None
        if name in self._lazy:
            return importlib.machinery.ModuleSpec(name, self)  # type: ignore[arg-type]
        if name not in self._code:
            found = importlib.machinery.PathFinder.find_spec(name, path)
            loader = found and found.loader
            if found is None or loader is None or not hasattr(loader, "get_code"):
                return found
            self._code[name] = found, loader.get_code(name)
        found, _ = self._code[name]
        places = found.submodule_search_locations
        spec = importlib.machinery.ModuleSpec(
            name,
            self,  # type: ignore[arg-type]
            origin=found.origin,
            is_package=places is not None,
        )
        if spec.submodule_search_locations is not None and places is not None:
            spec.submodule_search_locations.extend(places)
        spec.has_location = True
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """An ordinary module, or one that is replaced."""
        return self._lazy[spec.name]() if spec.name in self._lazy else None

    @opening
    def exec_module(self, module: ModuleType) -> None:
        """Run the module's own, unmodified code."""
        if module.__name__ in self._lazy:
            self.modules[module.__name__] = module
            return
        code = self._code[module.__name__][1]
        self.modules[module.__name__] = module
        exec(code, vars(module))
        if module.__name__ == "random":
            module.seed(self._seed)
        elif module.__name__ == "multiprocessing.util":
            module.spawnv_passfds = refuse_process  # type: ignore[attr-defined]
        elif name := KEPT_IN_SETS.get(module.__name__):
            getattr(module, name).__hash__ = _by_age()
        if IN_A_PAGE:
            absent.amend(module)


def code_of(package: str) -> list[CodeType]:
    """The code of a package's modules that were imported anew: the same objects for every run."""
    return [
        code
        for name, (_, code) in World._code.items()
        if code is not None and (name == package or name.startswith(package + "."))
    ]


def add_descriptors(
    scheduler: Scheduler,
    names: Names,
    lazy: dict[str, Callable[[], ModuleType]],
    patches: dict[str, dict[str, object]],
) -> None:
    """Let pipes, `select` and, where the system has them, sockets wait in the scheduler."""
    descriptors = Descriptors(scheduler, names)
    scheduler.files = descriptors
    lazy["select"] = lambda: make_select(descriptors)
    patches["os"] |= {
        "pipe": descriptors.pipe,
        "read": descriptors.read,
        "write": descriptors.write,
    }
    if IN_A_PAGE:
        from . import pairs

        refused = absent.patches()
        patches["os"] |= refused["os"]
        patches["sys"] |= refused["sys"]
        patches["socket"] = refused["socket"] | pairs.of_run(descriptors)
        lazy["_posixshmem"] = _no_shared_memory
    else:
        from . import sockets

        patches["socket"] = {"socket": sockets.of_run(descriptors)}


def _no_shared_memory() -> ModuleType:
    """What `multiprocessing` imports, and only its processes use."""
    module = ModuleType("_posixshmem")
    module.__dict__.update(shm_open=refuse_process, shm_unlink=refuse_process)
    return module


def refuse_process(*args: object, **kwargs: object) -> None:
    """Instead of what forks: the copy of a run would go on twice in its host."""
    raise OSError(38, NO_PROCESSES)


def system_patches() -> dict[str, object]:
    """What `os` does in any run."""
    patches: dict[str, object] = {
        name: refuse_process for name in ("fork", "forkpty") if hasattr(os, name)
    }
    # Fresh modules would each leave a hook for ever.
    return patches | {"register_at_fork": lambda **hooks: None}


def _by_age() -> Callable[[Any], int]:
    """A `__hash__` that counts objects as they are first hashed: their sets keep one order."""
    ages = itertools.count(1)

    def age(self: Any) -> int:
        if "_green_age" not in self.__dict__:
            self._green_age = next(ages)
        return int(self._green_age)

    return age


@cache
def _is_whole() -> bool:
    """Whether a host brought the whole library, as for CPython's own tests."""
    return importlib.machinery.PathFinder.find_spec("unittest") is not None
