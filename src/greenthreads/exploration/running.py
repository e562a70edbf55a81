"""Runs one program again and again in one world, as fast as it goes."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from types import CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from .. import host, reached
from ..naming import Names
from ..options import Options
from ..policies import Plain
from ..runner import Program, _Run
from ..signals import Signals
from ..streams import Output, StreamName
from ..world import KEPT_IN_SETS, World
from .accesses import READ, WRITE, Accesses
from .addresses import ASKED_FIRST, Addresses
from .calls import Calls, callers
from .kept import Memento, loaded
from .library import Library, SimpleQueue
from .onlooker import Onlooker
from .operands import instructions_of, usage_of
from .outcomes import Piece, Written
from .packages import keep_in_python
from .pools import simplify, simplify_waiting
from .primitives import Handle, Lock, RLock, Roles, Threads
from .scheduler import MOMENT, Exploring
from .starting import can_tell
from .starting import simplify as simplify_starting
from .touching import HEAP_TYPE, Toucher, object_place, parts_of
from .values import SCALARS, instance_dict
from .watching import Watch

MOST_NAMED: Final = 5_000
# Modules that leave nothing behind in the process, or only what is put back.
CLEAN: Final = frozenset(
    "threading queue time random collections concurrent functools itertools math string textwrap "
    "dataclasses typing enum abc contextlib operator statistics datetime logging copy heapq bisect "
    "json re fractions decimal hashlib __future__".split()
)
WRITERS: Final = frozenset(
    "write_text write_bytes mkdir makedirs touch mkstemp mkdtemp NamedTemporaryFile symlink".split()
)
FILE_MODE: Final = re.compile("(?=.*[wax+])[rwaxbt+]{1,3}")
PREPARED: Final = {
    "concurrent": ("concurrent.futures", "concurrent.futures.thread"),
    "threading": ("threading",),
}


class Pieces(Output):
    """All that a run wrote, thread by thread, with the event that wrote it."""

    _scheduler: Exploring

    def __init__(self, scheduler: Exploring, ordered: bool) -> None:
        super().__init__(scheduler, None)
        self._ordered = ordered
        self.written: Written = []

    def write(self, stream: StreamName, text: str) -> None:
        """Keep what the current thread wrote; what is written while unwinding is muted."""
        scheduler = self._scheduler
        if scheduler.closing or not text:
            return
        scheduler.write(scheduler.sharing.sift(self.accesses(), scheduler.current.tid))
        moment = scheduler.current.now // MOMENT
        self.written.append(Piece(scheduler.current, scheduler.event, stream, text, moment))

    def accesses(self) -> Accesses:
        """What writing touches: the order of all lines, and whether the program's end came first.

        The latter for daemons; the others' end the program waits for.
        """
        scheduler = self._scheduler
        if scheduler.solo:
            return ()
        found: Accesses = ((scheduler.output(), None, WRITE),) if self._ordered else ()
        if scheduler.current.daemon:
            found += ((scheduler.end(), None, READ),)
        return found


class Runs(_Run):
    """All runs of one program."""

    scheduler: Exploring
    output: Pieces
    kind_of_output = Pieces

    def __init__(
        self,
        program: Program,
        options: Options,
        ordered: bool,
        onlooker: Onlooker | None = None,
    ) -> None:
        self.roles = Roles()
        self.roles.program.update(map(id, program.codes))
        super().__init__(program, options, None, None, None)
        self.onlooker = self.scheduler.onlooker = onlooker
        self.output = self.kind_of_output(self.scheduler, ordered)
        for name in ("stdout", "stderr"):
            stream: Any = self.world._patches["sys"][name]
            stream._output = self.output
        self.toucher = Toucher(self.scheduler, vars(self.main), usage_of(*program.codes))
        self.scheduler.sharing.may_be_counted = self.toucher.usage.names(*COUNTING)
        self.calls = Calls(self.toucher, self.output.accesses, _asks_who(program.codes))
        self.watch = Watch(self.scheduler, self.toucher, self.calls)
        self.scheduler.name_objects = self._name_objects
        self._main_at_first = dict(vars(self.main))
        self._memento: Memento | None = None
        self.scheduler.library = Library(self.scheduler)
        self._aged = 0
        asks_where = self.toucher.usage.names("id")
        self.addresses = Addresses(self.scheduler) if asks_where else None
        self.clean = _imported(program.codes) <= CLEAN
        self._writes_files = _writes_files(program.codes)
        self._asks_who_dies = "weakref" in _imported(program.codes) or any(
            code.co_name == "__del__" for code in program.codes
        )

    def _new_scheduler(self, policy: Plain | None) -> Exploring:
        return Exploring(self.program.backend, gil=self.options.level == "gil")

    def _new_threads(self, names: Names, signals: Signals) -> Threads:
        bindings = {"_roles": self.roles, "__slots__": ()}

        class OfExploration(Threads):
            lock_class = type("Lock", (Lock,), dict(bindings))
            rlock_class = type("RLock", (RLock,), dict(bindings))
            handle_class = Handle

        self.scheduler.names = names
        self.threads = OfExploration(self.scheduler, names, signals)
        return self.threads

    def _world(self) -> World:
        made = super()._world()
        made.modules["_queue"] = self._queue_module()
        return made

    def _queue_module(self) -> ModuleType:
        """The module in C that `queue` takes its simple queue from."""
        module = ModuleType("_queue")
        empty = type("Empty", (Exception,), {"__module__": "_queue"})
        bindings = {"_scheduler": self.scheduler, "_empty": empty}
        bindings["__module__"] = "_queue"
        module.__dict__.update(
            Empty=empty, SimpleQueue=type("SimpleQueue", (SimpleQueue,), bindings)
        )
        return module

    # -- the world --------------------------------------------------------------------------

    def __enter__(self) -> Runs:
        self.program.backend.keep_stacks()
        self.watch.start(self.program.codes)
        self.world.__enter__()
        self._show_source()
        if self.addresses is not None:
            self._main_at_first["__builtins__"] = self.addresses.builtins()
            vars(self.main).update(self._main_at_first)
        self._prepare()
        for code, called in callers(sys.modules).items():
            self.watch.add_caller(code, called)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.world.__exit__(*exc_info)
        self.watch.stop()
        self.program.backend.close()

    def _prepare(self) -> None:
        """Import what the program will, and note down how it is then."""
        imported = _imported(self.program.codes) | self.options.watch
        names = [n for name in sorted(imported) for n in _modules(name)]
        self.scheduler.reset()
        self.scheduler.run(lambda: self._import(["threading", *names]))
        self._keep_altered()
        if self.options.level == "free-threaded":
            for name in self.options.watch:
                keep_in_python(sys.modules[name])
        self._simplify_pools()
        threading = sys.modules["threading"]
        if not can_tell(self.program.codes, self.toucher.usage, threading):
            simplify_starting(threading, self.scheduler, self._age)
        self._tell_of_ends()
        self._tell_of_flags()
        for name, kind in KEPT_IN_SETS.items():
            if name in sys.modules:
                getattr(sys.modules[name], kind).__hash__ = self._age
                # `wait` and `as_completed` lock the futures in the order of their addresses.
                vars(sys.modules[name])["id"] = self._age
        fresh = {name for name in sys.modules if self.world._is_fresh(name)}
        compares = any(code.co_name == "__eq__" for code in self.program.codes)
        self._memento = Memento(loaded(fresh), compares or not self.clean)
        self._modules = dict(sys.modules)

    def _keep_altered(self) -> None:
        """What the program may change of modules that are not fresh."""
        altered = self.program.altered
        for path in sorted(altered.set | altered.named):
            if not self.world._is_fresh(path) and reached.thing_at(path) is None:
                with suppress(Exception):  # the program will see it, too
                    __import__(path)
        self._altered = host.attributes(
            name for name in altered.set if not self.world._is_fresh(name)
        )
        self._put_things_back = reached.keep(*altered, self.world._is_fresh)

    def _simplify_pools(self) -> None:
        """Let a pool's tasks be threads of their own.

        Nobody can tell but who asks which thread it is: for them the pool is left as it is.
        """
        pools = sys.modules.get("concurrent.futures.thread")
        if pools is not None and not _asks_who(self.program.codes):
            simplify(pools, sys.modules["threading"], self.scheduler)
        base = sys.modules.get("concurrent.futures._base")
        if base is not None:
            simplify_waiting(
                base, sys.modules["concurrent.futures"], sys.modules["_queue"].SimpleQueue
            )

    def _tell_of_ends(self) -> None:
        """Let the scheduler know when a thread is about to leave those that are counted."""
        kind, scheduler = sys.modules["threading"].Thread, self.scheduler
        delete = kind._delete

        def leave(thread: Any) -> None:
            scheduler.leave()
            delete(thread)

        kind._delete = leave

    def _tell_of_flags(self) -> None:
        """Let the scheduler know when an event's flag is looked at, which no lock protects."""
        scheduler = self.scheduler

        def is_set(event: Any) -> bool:
            place = object_place(event)
            if place is not None:
                scheduler.touch(((place, None, READ),))
            return bool(event._flag)

        sys.modules["threading"].Event.is_set = is_set

    @property
    def _age(self) -> Callable[[Any], int]:
        """A `__hash__` that counts, in each run anew: sets then keep one order.

        By address the order would differ from run to run.
        """

        def age(one: Any) -> int:
            if "_green_age" not in one.__dict__:
                self._aged += 1
                one._green_age = self._aged
            return int(one._green_age)

        return age

    def _import(self, names: list[str]) -> None:
        for name in names:
            if self.world._is_fresh(name):
                self._guard(lambda name=name: __import__(name))  # type: ignore[misc]

    def once(self) -> None:
        """Run the program once."""
        self.scheduler.reset()
        self.scheduler.names.reset()
        self.toucher.reset()
        self.scheduler.library.reset()
        self.threads.reset()
        self.output.written.clear()
        if self.addresses is not None:
            self.addresses.reset()
        self.status, self.failed, self._aged = 0, False, 0
        if self.onlooker is not None:
            self.onlooker.begin()
        self.scheduler.run(self._main, "MainThread")
        self.scheduler.finish()
        self._put_back()

    def _end_of_program(self) -> None:
        if self.onlooker is not None:
            self.onlooker.over(vars(self.main))

    def _put_back(self) -> None:
        main = vars(self.main)
        main.clear()
        main.update(self._main_at_first)
        vars(sys).update(self.world._patches["sys"])  # the program may have set `sys.stdout`
        assert self._memento is not None
        # What changes in each run. If nothing else has, the memento sees that at one glance.
        vars(self.world.modules["threading"]).update(_SHUTTING_DOWN=False)
        self._memento.restore()
        self._put_things_back()
        host.put_attributes_back(self._altered)
        self.exits._functions.clear()
        if len(sys.modules) != len(self._modules):
            for name in [name for name in sys.modules if name not in self._modules]:
                if self.world._is_fresh(name):
                    del sys.modules[name]

    # -- objects that every run has ---------------------------------------------------------

    def _name_objects(self) -> None:
        """Number what the program has before it has threads, in an order that is always the same.

        The first numbers are those of `touching`: the globals, and the cells of closures.
        """
        places = self.scheduler.places
        places.of("variables", vars(self.main))
        places.named("cells", "")
        for name in ("living", "end", "output", "names", ASKED_FIRST):
            places.named("other", name)
        seen: set[int] = set()
        todo: list[Any] = [*vars(self.main).values(), *self._locals_of_frames()]
        dictionaries = False
        for thing in todo:  # it grows
            kind = type(thing)
            if id(kind) in _NOT_NAMED or id(thing) in seen:
                continue
            seen.add(id(thing))
            dictionaries = dictionaries or issubclass(kind, dict)
            todo.extend(self._parts(thing, kind))
            if len(seen) > MOST_NAMED:
                break
        if self.addresses is not None:
            self.addresses.give(places.things())
        if self._writes_files:
            self.scheduler.reasons["it may write files, which its next run would find"] = None
        if self._asks_who_dies:
            self.scheduler.reasons["it asks when an object dies: here they live on"] = None
        if dictionaries and any(self._is_of_object(thing, seen) for thing in todo):
            self.scheduler.reasons["it keeps the __dict__ of an object"] = None

    def _is_of_object(self, thing: Any, seen: set[int]) -> bool:
        """Whether the dictionary of a thing's attributes is among those that were seen."""
        return id(type(thing)) not in _NOT_NAMED and id(instance_dict(thing)) in seen

    def _locals_of_frames(self) -> list[Any]:
        found: list[Any] = []
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            if id(frame.f_code) in self.roles.program and frame.f_locals is not frame.f_globals:
                found.append(list(frame.f_locals.values()))
            frame = frame.f_back
        return found

    def _parts(self, thing: Any, kind: type) -> Iterable[Any]:
        """What an object holds; it is given its numbers on the way."""
        places = self.scheduler.places
        if issubclass(kind, (list, tuple, deque)):
            places.of("items", thing)
            return islice(parts_of(thing), 1000)
        if issubclass(kind, dict):
            places.of("items", thing)
            return parts_of(thing)
        if kind is FunctionType:
            cells = thing.__closure__
            return [cell.cell_contents for cell in cells if _is_full(cell)] if cells else ()
        if kind is MethodType:
            return (thing.__self__,)
        if issubclass(kind, type):
            if thing.__module__ != "__main__":
                return ()
            places.of("attributes", thing)
            return list(vars(thing).values())
        if issubclass(kind, (Lock, RLock)):
            thing.number()
            return ()
        if kind.__module__.startswith("greenthreads."):
            return ()
        places.of("attributes", thing)
        own = instance_dict(thing)
        if own is None:
            places.of("items", thing)
            return ()
        if "_started" in own and "_handle" in own:  # a thread: the rest is the library's business
            left_out = _OF_THREAD if own.get("_kwargs") else _OF_THREAD_WITHOUT_KEYWORDS
            return [value for name, value in own.items() if name not in left_out]
        if not kind.__flags__ & HEAP_TYPE:
            places.of("items", thing)
        return own.values()


COUNTING: Final = ("enumerate", "active_count", "activeCount", "_enumerate", "getattr", "*")
ASKING_WHO: Final = frozenset(
    "current_thread get_ident get_native_id name enumerate active_count local ident native_id "
    "_threads initializer thread_name_prefix currentThread main_thread contextvars".split()
)


def _writes_files(codes: Iterable[CodeType]) -> bool:
    """Whether a program may write files that last: all its runs have one file system."""
    opens = modes = False
    for code in codes:
        if not WRITERS.isdisjoint(code.co_names):
            return True
        opens = opens or "open" in code.co_names
        modes = modes or any(isinstance(c, str) and FILE_MODE.fullmatch(c) for c in code.co_consts)
    return opens and modes


def _asks_who(codes: list[CodeType]) -> bool:
    """Whether a program may tell one thread of a pool from another."""
    names = {
        ins.argval
        for code in codes
        for ins in instructions_of(code)
        if ins.opname in ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM", "IMPORT_NAME")
    }
    texts = {text for code in codes for text in code.co_consts if isinstance(text, str)}
    keywords = {
        name for code in codes for kw in code.co_consts if isinstance(kw, tuple) for name in kw
    }
    return bool((names | texts | keywords) & ASKING_WHO) or any(
        "threadName" in text for text in texts
    )


# By their numbers: to look a class up would ask its metaclass for a hash.
_NOT_NAMED: Final = frozenset(
    id(kind) for kind in SCALARS if kind not in (type, FunctionType, MethodType)
)
_OF_THREAD: Final = frozenset(
    "_name _daemonic _ident _native_id _started _initialized _stderr _invoke_excepthook _handle "
    "_context _is_stopped".split()
)
# The empty dictionary that a thread makes for itself is nobody else's.
_OF_THREAD_WITHOUT_KEYWORDS: Final = _OF_THREAD | {"_kwargs"}


def _is_full(cell: Any) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:
        return False


def _imported(codes: list[CodeType]) -> set[str]:
    """The top-level modules that the program's code names in an import."""
    return {
        ins.argval.partition(".")[0]
        for code in codes
        for ins in instructions_of(code)
        if ins.opname == "IMPORT_NAME"
    }


def _modules(name: str) -> Iterator[str]:
    yield from PREPARED.get(name, (name,))
