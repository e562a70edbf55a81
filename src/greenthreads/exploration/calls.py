"""What a call touches by itself, and what it gives.

The program's own functions touch as they go. Of functions in C there are tables: what they read,
what they change, what they give. The library's synchronizing objects tell by their locks. Of all
other code only its name is known: it is one operation on everything, and there is no proof.
"""

from __future__ import annotations

import functools
import sys
from collections import deque
from collections.abc import Callable, Mapping
from inspect import CO_GENERATOR
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any, Final

from ..ours import is_ours
from .accesses import READ, WHOLE_WORLD, WRITE, Access, Accesses, Mode
from .primitives import SYNCHRONIZING
from .touching import (
    ANY_ITEMS_READ,
    ANY_ITEMS_WRITE,
    Toucher,
    has_several,
    object_place,
    reads_several,
)
from .values import (
    CONTAINERS,
    SOME_SCALAR,
    UNKNOWN,
    Evaluator,
    Fresh,
    New,
    Through,
    evaluator,
    instance_dict,
    is_any_of,
    is_key,
    is_scalar,
    look_up,
    look_up_in_class,
)

MISSING: Any = sys.monitoring.MISSING  # as a call without arguments has it

# Methods of containers in C that only look; all others change their object.
LOOKING: Final = frozenset(
    "__len__ __contains__ __iter__ __getitem__ __reversed__ __repr__ __str__ __eq__ __ne__ __lt__ "
    "__gt__ __le__ __ge__ __hash__ __format__ __sizeof__ __copy__ __and__ __or__ __sub__ "
    "index count copy get keys values items union intersection difference issubset issuperset "
    "isdisjoint symmetric_difference decode hex most_common elements total".split()
)
# Methods that keep what they are given, and do not look into it.
KEEPING: Final = frozenset("append appendleft insert setdefault put put_nowait".split())
PASSING_ON: Final = frozenset("enumerate zip map filter reversed iter".split())  # read later
MAKING: Final = frozenset("sorted list tuple set dict frozenset bytearray deque".split())
# Functions in C that only read what they are given, however deep.
READING: Final = frozenset(
    "len sum min max any all sorted str repr ascii format print abs round divmod pow hash id ord "
    "chr isinstance issubclass callable bin hex oct int float complex bool bytes tuple list dict "
    "set frozenset enumerate zip map filter reversed range type super slice iter object vars dir "
    "__build_class__ staticmethod classmethod property memoryview deque defaultdict OrderedDict "
    "bytearray".split()
)
GOING_THROUGH: Final = frozenset("sum min max any all map filter reduce".split())  # item by item
NOT_LOOKING_IN: Final = frozenset(
    "len isinstance issubclass callable id type super object iter enumerate zip map filter "
    "reversed range slice __build_class__ staticmethod classmethod property hash next".split()
)
PURE_MODULES: Final = frozenset(
    "math random _random string re datetime _datetime _pydatetime textwrap statistics operator "
    "_operator itertools functools _functools _collections collections abc _abc typing enum "
    "dataclasses types copy _struct struct hashlib _hashlib _sha2 _blake2 _md5 _sha1 zlib heapq "
    "_heapq bisect _bisect contextlib inspect json _json fractions decimal _decimal numbers cmath "
    "secrets time os posix posixpath genericpath sys platform sysconfig _weakref weakref "
    "_weakrefset traceback gc contextvars _contextvars atexit warnings _warnings reprlib uuid "
    "base64 binascii string.templatelib keyword token tokenize linecache _io io _thread "
    "unicodedata _string _sre _locale locale faulthandler signal builtins".split()
)
# Of the module `operator`: what changes its first argument.
IN_PLACE: Final = frozenset(
    "setitem delitem iadd iand iconcat ifloordiv ilshift imatmul imod imul ior ipow irshift isub "
    "itruediv ixor __setitem__ __delitem__ __iadd__ __iconcat__ __imul__ __ior__".split()
)
# Functions in C that read a list, or several of its items, at once, also without the GIL.
AT_ONCE: Final = frozenset(
    "list tuple sorted str repr ascii format print join extend len append copy insert "
    "appendleft put put_nowait setdefault hash id isinstance type iter enumerate zip map filter "
    "reversed range slice".split()
)
# Functions of `logging` that say something: all others may change what is heard.
TELLING: Final = frozenset(
    "debug info warning warn error exception critical fatal log isEnabledFor getEffectiveLevel "
    "getLogger getChild hasHandlers getLevelName callHandlers handle".split()
)
# What is ours, and ends a turn by itself, or is in C and ends none before it has begun.
ENDING_TURNS: Final = frozenset(
    "acquire release __enter__ __exit__ acquire_lock release_lock locked locked_lock sleep write "
    "writelines flush put put_nowait get get_nowait qsize empty".split()
)
COPYING: Final = frozenset(("copy", "dataclasses"))  # these read the attributes of what they get
ONCE: Final = frozenset(("warnings",))  # of these there is one state in a process
PLAIN_MAKERS: Final = (object.__init__, object.__new__)
BY_ATTRIBUTE: Final[dict[str, Mode]] = {
    "__setattr__": WRITE,
    "__delattr__": WRITE,
    "__getattribute__": READ,
}
# Methods of a dictionary that touch one key.
BY_KEY: Final = frozenset("get pop setdefault __getitem__ __setitem__ __contains__".split())
# What a loop may do that only waits.
NO_PROGRESS: Final = frozenset(("acquire", "release", "__exit__", "locked", "sleep"))
RUNNING_CODE: Final = frozenset("exec eval compile open input __import__ locals".split())

Called = tuple[Any, tuple[Any, ...]]  # a callable, and its arguments
Caller = Callable[[FrameType], Called]
Awaited = CodeType | tuple[str, ...]  # code, or the names of methods
CONSTRUCTING: Final = ("__init__", "__new__", "__call__")
Found = tuple[Accesses, str]  # the accesses, and why they may not be one operation ("": they are)


class Calls:
    """What calls of one program touch."""

    def __init__(
        self, toucher: Toucher, written: Callable[[], Accesses], asks_who: bool = True
    ) -> None:
        """`written` gives what writing a line touches.

        `asks_who`: whether the program may look at the names of threads, which are numbered.
        """
        self._asks_who = asks_who
        # What is called, and with which arguments, where the library's code calls.
        self.callers: dict[int, Caller] = {}  # by the address of their code
        self._toucher, self._scheduler = toucher, toucher.scheduler
        self._places = toucher.places
        self._accesses_of_writing = written
        self._operands: dict[tuple[int, int], list[Evaluator]] = {}
        self._bound: list[Any] = []  # arguments that `functools.partial` adds
        codes = toucher.usage
        self._seeds = codes.names("seed", "Random", "setstate")
        self._redirects = codes.names("redirect_stdout", "redirect_stderr", "stdout", "stderr")

    def operands(self, code: CodeType, offset: int) -> list[Evaluator]:
        """What gives the values of a call's arguments."""
        key = id(code), offset
        found = self._operands.get(key)
        if found is None:
            plan = self._toucher.plans[id(code)].get(offset)
            symbols = () if plan is None else plan.operands[2:]
            found = self._operands[key] = [evaluator(s, self._toucher.values) for s in symbols]
        return found

    def find(
        self, function: Any, first: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Found:
        """What a call touches before it comes to code of the program's own."""
        own = MISSING
        if issubclass(type(function), MethodType):
            own, function = function.__self__, function.__func__
        if issubclass(type(function), FunctionType):
            if own is MISSING:
                own = first
            return self._python(function, own, code, offset, frame)
        if issubclass(type(function), type):
            return self._class(function, code, offset, frame), ""
        if issubclass(type(function), (MethodDescriptorType, WrapperDescriptorType)):
            return self._method(function.__name__, first, code, offset, frame)
        if issubclass(type(function), (BuiltinFunctionType, MethodWrapperType)):
            owner = getattr(function, "__self__", None)
            if owner is None or issubclass(type(owner), ModuleType):
                return self._builtin(function, code, offset, frame)
            if issubclass(type(owner), type):
                return self._read(code, offset, frame), ""
            return self._method(function.__name__, owner, code, offset, frame)
        return self._object(function, code, offset, frame)

    def _values(self, code: CodeType, offset: int, frame: FrameType) -> list[Any]:
        caller = self.callers.get(id(code))
        if caller is not None:
            return [*self._bound, *caller(frame)[1]]
        return [*self._bound, *(value(frame) for value in self.operands(code, offset))]

    def _read(
        self, code: CodeType, offset: int, frame: FrameType, *, with_attributes: bool = False
    ) -> Accesses:
        """Its arguments are read, however deep."""
        values = self._values(code, offset, frame)
        read = self._toucher.state if with_attributes else self._toucher.deep
        return tuple(a for value in values for a in read(value))

    def _strange(self, what: str) -> Found:
        self._scheduler.reasons[f"it calls {what}, whose code is not watched"] = None
        return (WHOLE_WORLD,), ""

    # -- functions in Python ----------------------------------------------------------------

    def _python(
        self, function: FunctionType, own: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Found:
        called = function.__code__
        if self._toucher.knows(called):
            return (), ""
        if is_ours(called):
            return self._ours(function, own), ""
        module = function.__globals__.get("__name__", "")
        top = module.partition(".")[0]
        if top in SYNCHRONIZING:
            return self._synchronizing(function, own), ""
        if top == "logging":
            mode: Mode = READ if called.co_name in TELLING else WRITE
            return (*self._written(), self._global("logging", mode)), ""
        if top == "random":
            self._scheduler.current.progress += 1
            values = self._values(code, offset, frame)
            mode = WRITE if called.co_name == "shuffle" else READ
            why = f"random.{called.co_name}(), which goes through it item by item"
            found = tuple(a for v in values for a in self._toucher.whole(v, mode))
            return (*found, *self._drawn()), why if found else ""
        if called.co_filename == "<string>":  # written by dataclasses or namedtuple
            return self._generated(called.co_name, own, code, offset, frame), ""
        if top in PURE_MODULES:
            self._scheduler.current.progress += 1
            found = self._read(code, offset, frame, with_attributes=top in COPYING)
            if own is not MISSING and not is_scalar(own):
                found = (*self._state(own), *found)
            if top in ONCE:
                found = (*found, self._global(top, WRITE))
            if called.co_qualname.startswith("_RedirectStream"):
                found = (*found, self._stdout(WRITE))
            return found, f"{module}.{called.co_qualname}, whose code is not watched"
        return self._strange(f"{module}.{called.co_qualname}")

    def _drawn(self) -> Accesses:
        """A random number: where the program says with which they begin, their order matters."""
        return (self._global("random", WRITE),) if self._seeds else ()

    def _ours(self, function: FunctionType, own: Any) -> Accesses:
        """The clocks, the locks and the streams of a run: the latter two tell by themselves."""
        name = function.__code__.co_name
        if name == "is_set":
            place = object_place(own)
            return () if place is None else ((place, None, READ),)
        if name in ("write", "writelines"):
            return self._written()
        if name in ("current_frames", "dump_traceback"):
            return (WHOLE_WORLD,)  # of threads that could go on: Scheduler.look_at
        self._scheduler.current.progress += name not in NO_PROGRESS
        return ()

    def _written(self) -> Accesses:
        self._scheduler.current.progress += 1
        return self._accesses_of_writing()

    def _synchronizing(self, function: FunctionType, own: Any) -> Accesses:
        name = function.__code__.co_qualname
        if name == "Thread.__init__":
            return self._numbered()
        if name == "Thread.start":
            return self._started(own)
        if name in ("Thread.join", "Thread.is_alive"):
            return ((self._places.of("attributes", own), "start", READ),)
        if name in ("enumerate", "active_count", "_enumerate"):
            self._scheduler.count_threads()
        return ()

    def _started(self, own: Any) -> Accesses:
        """It reads whether the thread was started; that it is, is seen at one moment.

        Where threads are counted, it is counted before that: the scheduler tells of both.
        """
        place = self._places.of("attributes", own)
        mode: Mode = READ if self._scheduler.sharing.counted else WRITE
        begins = self._toucher.begins(own, WRITE)
        seen: Accesses = ((place, "start", mode), (place, "daemon", READ), begins)
        return self._toucher.strange(seen, "Thread.start()", only=(begins,))

    def _numbered(self) -> Accesses:
        """A thread that has no name is given the next number."""
        if not self._asks_who:
            return ()
        return ((self._places.named("other", "names"), None, WRITE),)

    def _generated(
        self, name: str, own: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Accesses:
        if name in ("__init__", "__new__"):
            return ()
        return (*self._toucher.deep(own), *self._read(code, offset, frame))

    def _state(self, own: Any) -> Accesses:
        """All of an object that a method of the library may change."""
        if issubclass(type(own), CONTAINERS):
            return ((self._places.of("items", own), None, WRITE),)
        if issubclass(type(own), (tuple, frozenset)):
            return ()
        return (
            (self._places.of("attributes", own), None, WRITE),
            *self._toucher.reach(own, WRITE),
        )

    def _stdout(self, mode: Mode) -> Access:
        """Where `print` writes to."""
        return (self._places.of("attributes", sys), "stdout", mode)

    # -- classes and objects that are called ------------------------------------------------

    def _class(self, kind: type, code: CodeType, offset: int, frame: FrameType) -> Accesses:
        top = kind.__module__.partition(".")[0]
        if top == "threading" and any(base.__name__ == "Thread" for base in kind.__mro__):
            return self._numbered()
        if issubclass(kind, BaseException) or top in SYNCHRONIZING:
            return ()
        if top == "__main__":  # its methods tell by themselves, those that it inherits do not
            made = look_up_in_class(kind, "__init__"), look_up_in_class(kind, "__new__")
            plain = all(issubclass(type(m), FunctionType) or m in PLAIN_MAKERS for m in made)
            return () if plain else self._read(code, offset, frame)
        if kind.__module__ == "builtins" or top in PURE_MODULES:
            if kind.__name__ in NOT_LOOKING_IN:
                return ()
            return self._read(code, offset, frame)
        return self._strange(f"{kind.__module__}.{kind.__qualname__}")[0]

    def _object(self, function: Any, code: CodeType, offset: int, frame: FrameType) -> Found:
        method = look_up_in_class(type(function), "__call__")
        if issubclass(type(method), FunctionType):
            return self._python(method, function, code, offset, frame)
        if issubclass(type(function), functools.partial):
            return self._partial(function, code, offset, frame)
        if type(function).__module__ in ("operator", "_operator"):
            return self._of_operator(function, code, offset, frame), ""
        inner = (instance_dict(function) or {}).get("__wrapped__")
        if inner is not None:
            found, why = self.find(inner, MISSING, code, offset, frame)
            if type(function).__name__ == "_lru_cache_wrapper":
                found = (*found, (self._places.of("items", function), None, WRITE))
            return found, why
        kind = type(function)
        if kind.__module__.partition(".")[0] in PURE_MODULES:
            return self._read(code, offset, frame), ""
        return self._strange(f"an object of {kind.__module__}.{kind.__qualname__}")

    def _partial(
        self, made: functools.partial[Any], code: CodeType, offset: int, frame: FrameType
    ) -> Found:
        """What it calls finds the arguments that were given before as well."""
        before = self._bound
        self._bound = [*made.args, *made.keywords.values(), *before]
        try:
            first = self._bound[0] if self._bound else MISSING
            found, why = self.find(made.func, first, code, offset, frame)
            if not issubclass(type(made.func), FunctionType):
                found = (*found, *(a for value in self._bound for a in self._toucher.deep(value)))
            return found, why
        finally:
            self._bound = before

    def _of_operator(
        self, function: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Accesses:
        """An `attrgetter`, `itemgetter` or `methodcaller`."""
        values = self._values(code, offset, frame)
        if type(function).__name__ == "methodcaller":
            self._scheduler.current.progress += 1
            return tuple(
                (place, None, WRITE) for v in values for place, *_ in self._toucher.state(v)
            )
        return tuple(a for value in values for a in self._toucher.state(value))

    def _global(self, name: str, mode: Mode) -> Access:
        """Something of the library that there is once in a process."""
        return (self._places.named("other", name), None, mode)

    # -- functions in C ---------------------------------------------------------------------

    def _builtin(self, function: Any, code: CodeType, offset: int, frame: FrameType) -> Found:
        name = function.__name__
        if name == "globals":
            return (), ""  # what is done with it tells by itself
        if name in RUNNING_CODE:
            return self._strange(f"{name}()")
        if name == "print":
            return self._print(code, offset, frame)
        if name == "vars":
            values = self._values(code, offset, frame)
            if not values:
                return self._strange("vars()")
            return self._toucher.attribute(values[0], "__dict__", READ), ""
        if name == "iter" and self._calls_c(code, offset, frame):
            return self._strange("iter() with a function in C")
        if name in ("next", "anext"):
            return self._next(code, offset, frame), ""
        if name in ("getattr", "hasattr", "setattr", "delattr"):
            return self._attribute(name, code, offset, frame), ""
        module = getattr(function, "__module__", None) or ""
        top = module.partition(".")[0]
        if name in NOT_LOOKING_IN and top in ("", "builtins"):
            return self._shapes(code, offset, frame) if name == "len" else (), ""
        if name in READING or top in PURE_MODULES:
            if top in ("_random", "time", "posix"):
                self._scheduler.current.progress += 1
            if top in ("_warnings", "warnings"):
                return (*self._read(code, offset, frame), self._global("warnings", WRITE)), ""
            if top in ("operator", "_operator") and name in IN_PLACE:
                first, *rest = self._values(code, offset, frame) or [UNKNOWN]
                reads = tuple(a for value in rest for a in self._toucher.deep(value))
                return (*self._toucher.whole(first, WRITE), *reads), ""
            why = f"{name}(), which goes through it item by item" if name in GOING_THROUGH else ""
            if name == "_count_elements":
                first, *rest = self._values(code, offset, frame) or [UNKNOWN]
                reads = tuple(a for value in rest for a in self._toucher.deep(value))
                why = "" if self._scheduler.gil else "what counts item by item"
                return (*self._toucher.whole(first, WRITE), *reads), why
            if name in ("heappush", "heappop", "heapify", "heapreplace", "heappushpop", "insort"):
                values = self._values(code, offset, frame)[:1]
                return tuple(a for v in values for a in self._toucher.whole(v, WRITE)), ""
            return self._read(code, offset, frame), why
        return self._strange(f"{module}.{name}")

    def _print(self, code: CodeType, offset: int, frame: FrameType) -> Found:
        """Where it prints to something of the program's own, that changes, piece by piece."""
        values = self._values(code, offset, frame)
        papers = [value for value in values if _can_be_written(value)]
        if self._redirects:
            papers += [sys.stdout] if _can_be_written(sys.stdout) else []
        found: Accesses = tuple(
            [(self._places.of("items", paper), None, WRITE) for paper in papers]
        )
        read = tuple(
            a for v in values if not any(v is p for p in papers) for a in self._toucher.deep(v)
        )
        why = "print(), which writes piece by piece" if papers and not self._scheduler.gil else ""
        if self._redirects:
            found = (*found, self._stdout(READ))
        return (*self._written(), *found, *read), why

    def in_pieces(
        self,
        function: Any,
        first: Any,
        code: CodeType,
        offset: int,
        frame: FrameType,
        accesses: Accesses,
    ) -> str:
        """Why a call may not be one operation, though it is with the GIL; "" if it is."""
        name = getattr(function, "__name__", "")
        if issubclass(type(function), (FunctionType, MethodType)) or name in KEEPING:
            return ""
        if reads_several(accesses):
            return f"{name}(), which looks at several objects, one after the other"
        if name in AT_ONCE:
            return ""
        if any(map(has_several, self._values(code, offset, frame))):
            return f"{name}(), which goes through it item by item"
        owner = getattr(function, "__self__", first)
        if name == "sort" and has_several(owner):
            return "sort(), during which the list looks empty"
        if name in ("index", "count", "__contains__", "__eq__", "remove") and has_several(owner):
            return f"{name}(), which goes through it item by item"
        return ""

    def enters_library(self, function: Any) -> bool:
        """Whether a call begins code in Python that is not watched: with the GIL a turn may end.

        Of ours, that are in C in CPython, only those count that do not see to it themselves.
        """
        if issubclass(type(function), MethodType):
            function = function.__func__
        if not issubclass(type(function), FunctionType) or self._toucher.knows(function.__code__):
            return False
        called = function.__code__
        return not is_ours(called) or called.co_name not in ENDING_TURNS

    def _calls_c(self, code: CodeType, offset: int, frame: FrameType) -> bool:
        """Whether `iter` is given a function to call, and not one in Python."""
        values = self._values(code, offset, frame)
        return len(values) > 1 and not issubclass(type(values[0]), (FunctionType, MethodType))

    def _shapes(self, code: CodeType, offset: int, frame: FrameType) -> Accesses:
        values = self._values(code, offset, frame)
        return tuple(a for value in values for a in self._toucher.whole(value, READ))

    def _next(self, code: CodeType, offset: int, frame: FrameType) -> Accesses:
        self._scheduler.current.progress += 1
        values = self._values(code, offset, frame)
        if not values or values[0] is UNKNOWN:
            return (ANY_ITEMS_WRITE,)
        if issubclass(type(values[0]), GeneratorType):
            return self._toucher.resumed(values[0])
        return self._toucher.step(values[0])

    def _attribute(self, name: str, code: CodeType, offset: int, frame: FrameType) -> Accesses:
        values = self._values(code, offset, frame)
        if len(values) < 2:
            return (WHOLE_WORLD,)
        looks = name in ("getattr", "hasattr")
        self._scheduler.current.progress += not looks
        attribute = values[1] if issubclass(type(values[1]), str) else None
        return self._toucher.attribute(values[0], attribute, READ if looks else WRITE)

    def _method(
        self, name: str, owner: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Found:
        values = self._values(code, offset, frame)
        read: Accesses = ()
        if name in BY_ATTRIBUTE:
            self._scheduler.current.progress += name != "__getattribute__"
            attribute = next((value for value in values if issubclass(type(value), str)), None)
            owner = UNKNOWN if owner is MISSING else owner
            return self._toucher.attribute(owner, attribute, BY_ATTRIBUTE[name]), ""
        if name in ("format", "format_map"):
            read = tuple(a for value in values for a in self._toucher.state(value))
        elif name not in KEEPING:
            read = tuple(a for value in values for a in self._toucher.deep(value))
        looks = name in LOOKING
        self._scheduler.current.progress += not looks
        if owner is MISSING or owner is UNKNOWN:
            return (ANY_ITEMS_READ if looks else ANY_ITEMS_WRITE, *read), ""
        if issubclass(type(owner), (tuple, frozenset, BaseException)) or is_scalar(owner):
            return read, ""
        if type(owner).__module__ in ("_random", "random"):
            return (*read, *self._drawn()), ""
        if type(owner).__module__ in ("_thread", "greenthreads.local"):
            return read, ""
        if issubclass(type(owner), GeneratorType):
            return (*self._toucher.resumed(owner), *read), ""
        return (*self._on(owner, name, looks, values), *read), ""

    def _on(self, owner: Any, name: str, looks: bool, values: list[Any]) -> Accesses:
        """What a method in C does to its object."""
        mode: Mode = READ if looks else WRITE
        if owner is self._toucher.main:
            return self._toucher.variable(values[0] if name in BY_KEY and values else None, mode)
        place = self._places.of("items", owner)
        if (
            issubclass(type(owner), dict)
            and name in ("get", "__getitem__", "__contains__")
            and values
        ):
            key = values[0]
            if is_key(key) and dict.__contains__(owner, key):
                return ((place, (key,), READ),)
        return ((place, None, mode),)

    # -- results ----------------------------------------------------------------------------

    def result(
        self, function: Any, first: Any, code: CodeType, offset: int, frame: FrameType
    ) -> Any:
        """What the call will give, if that is known before."""
        if issubclass(type(function), MethodType):
            first, function = function.__self__, function.__func__
        if issubclass(type(function), FunctionType):
            return self._result_of_python(function)
        values = self._values(code, offset, frame)
        if issubclass(type(function), type):
            return _made(function, values)
        name = getattr(function, "__name__", "")
        owner = getattr(function, "__self__", None)
        if issubclass(type(function), MethodDescriptorType):
            return _of_method(name, first, values)
        if issubclass(type(function), BuiltinFunctionType):
            if name == "globals":
                return frame.f_globals
            if owner is None or issubclass(type(owner), ModuleType):
                return _of_builtin(name, owner, values)
            return _of_method(name, owner, values)
        return UNKNOWN

    def _result_of_python(self, function: FunctionType) -> Any:
        module = function.__globals__.get("__name__", "")
        name = function.__code__.co_name
        if is_ours(function.__code__):
            return SOME_SCALAR
        if function.__code__.co_flags & CO_GENERATOR and self._toucher.knows(function.__code__):
            return Fresh(())  # what it does when it goes on, its own code tells
        if module == "threading":
            if name == "current_thread":
                living = function.__globals__.get("_active", {})
                return living.get(self._scheduler.current.thread_id, UNKNOWN)
            if name == "main_thread":
                return function.__globals__.get("_main_thread", UNKNOWN)
            if name in ("active_count", "get_ident", "get_native_id", "is_alive", "is_set"):
                return SOME_SCALAR
            if name == "enumerate":
                return Fresh(())
        return UNKNOWN


def giving(function: Any) -> Awaited:
    """The code whose result is that of a call, where it is watched; of a class, its methods."""
    if issubclass(type(function), MethodType):
        function = function.__func__
    if issubclass(type(function), FunctionType):
        code: CodeType = function.__code__
        return code
    if issubclass(type(function), type):
        return CONSTRUCTING
    if issubclass(type(function), functools.partial):
        return giving(function.func)
    method = look_up_in_class(type(function), "__call__")
    if issubclass(type(method), FunctionType):
        return giving(method)
    inner = (instance_dict(function) or {}).get("__wrapped__")
    return () if inner is None else giving(inner)


def _can_be_written(value: Any) -> bool:
    kind = type(value)
    return hasattr(kind, "write") and not kind.__module__.startswith("greenthreads")


def _made(kind: type, values: list[Any]) -> Any:
    name = kind.__name__
    if kind.__module__ == "builtins":
        if name == "range":
            known = all(type(value) is int for value in values)
            return range(*values) if known and 0 < len(values) < 4 else SOME_SCALAR
        if name in PASSING_ON:
            return Through(tuple(values[1:] if name in ("map", "filter") else values))
        if name in MAKING:
            return Fresh(tuple(values))
        if name == "int" and len(values) == 1 and type(values[0]) is int:
            return values[0]
        if name == "type" and len(values) == 1 and not issubclass(type(values[0]), New):
            known = values[0] is not UNKNOWN and values[0] is not SOME_SCALAR
            return type(values[0]) if known else UNKNOWN
        if name in ("int", "float", "str", "bool", "bytes", "complex", "slice"):
            return SOME_SCALAR
        return UNKNOWN
    if name in MAKING:
        return Fresh(tuple(values))
    if kind.__module__.partition(".")[0] in SYNCHRONIZING:
        return New(kind)
    return UNKNOWN


def _of_builtin(name: str, module: Any, values: list[Any]) -> Any:
    if name in PASSING_ON:
        return Through(tuple(values))
    if name == "sorted":
        return Fresh(tuple(values))
    if name == "len" and values and is_any_of(type(values[0]), *CONTAINERS, str, tuple, range):
        return len(values[0])
    if name in ("abs", "min", "max") and values and all(type(v) is int for v in values):
        if name == "abs":
            return abs(values[0])
        return UNKNOWN if len(values) < 2 else (min if name == "min" else max)(values)
    if name in ("getattr",) and len(values) == 2 and issubclass(type(values[1]), str):
        return look_up(values[0], values[1])[0]
    if name in ("min", "max", "sum") and values:
        parts = values[0] if issubclass(type(values[0]), (*CONTAINERS, tuple)) else None
        return SOME_SCALAR if parts is not None and all(map(is_scalar, parts)) else UNKNOWN
    if name in READING and name not in ("iter", "vars", "__build_class__", "sum", "min", "max"):
        return SOME_SCALAR
    return SOME_SCALAR if getattr(module, "__name__", "") in ("math", "time") else UNKNOWN


def _of_method(name: str, owner: Any, values: list[Any]) -> Any:
    if issubclass(type(owner), (str, bytes)) or owner is SOME_SCALAR:
        return Fresh(()) if "split" in name else SOME_SCALAR
    if issubclass(type(owner), (int, float, complex)):
        return SOME_SCALAR
    if name in ("items", "keys", "values"):
        return Through((owner,))
    if name in ("index", "count", "__len__", "__contains__", "issubset", "isdisjoint"):
        return SOME_SCALAR
    if name in ("copy", "union", "intersection", "difference", "symmetric_difference"):
        return Fresh((owner,))
    finder: Callable[[], Any] | None = None
    if issubclass(type(owner), dict) and name in ("get", "pop", "setdefault") and values:
        key = values[0]
        default = values[1] if len(values) > 1 else None
        if is_key(key):
            finder = lambda: dict.get(owner, key, default)  # noqa: E731
    elif issubclass(type(owner), deque) and name == "popleft":
        finder = lambda: deque.__getitem__(owner, 0)  # noqa: E731
    elif issubclass(type(owner), list) and name == "pop":
        index = values[0] if values else -1
        if type(index) is int:
            finder = lambda: list.__getitem__(owner, index)  # noqa: E731
    if finder is None:
        return UNKNOWN
    try:
        return finder()
    except LookupError:
        return UNKNOWN


def callers(modules: Mapping[str, ModuleType]) -> dict[CodeType, Caller]:
    """Where the library's code calls what the program gave it: what, and with which arguments.

    The program's own functions tell by themselves. Of one in C nobody would know.
    """
    found: dict[CodeType, Caller] = {}
    for module, names in CALLERS.items():
        for name, caller in names.items():
            kind, _, method = name.partition(".")
            function = getattr(getattr(modules.get(module), kind, None), method, None)
            if isinstance(function, FunctionType):
                found[function.__code__] = caller
    return found


def _of_thread(frame: FrameType) -> Called:
    own = frame.f_locals["self"]
    return getattr(own, "_target", None), getattr(own, "_args", ())


def _of_own(frame: FrameType) -> Called:
    own = frame.f_locals["self"]
    function = getattr(own, "function", None) or getattr(own, "fn", None)
    return function, getattr(own, "args", ())


def _of_task(frame: FrameType) -> Called:
    function, args, _ = frame.f_locals["task"]  # since 3.14
    return function, args


def _given_itself(name: str) -> Caller:
    return lambda frame: (frame.f_locals.get(name), (frame.f_locals["self"],))


CALLERS: Final[dict[str, dict[str, Caller]]] = {
    "threading": {
        "Thread.run": _of_thread,
        "Timer.run": _of_own,
        "Condition.wait_for": lambda frame: (frame.f_locals["predicate"], ()),
        "Barrier._release": lambda frame: (frame.f_locals["self"]._action, ()),
    },
    "concurrent.futures.thread": {"_WorkItem.run": _of_own, "WorkerContext.run": _of_task},
    "concurrent.futures._base": {
        "Future._invoke_callbacks": _given_itself("callback"),
        "Future.add_done_callback": _given_itself("fn"),
    },
}
