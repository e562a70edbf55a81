"""What an instruction that is due touches.

For each instruction that can touch what threads share there is one function, made once: it looks
its operands up in the frame, finds the accesses, and has the scheduler make a point of them where
threads share what they touch.

Sound first: what is not known touches everything of its kind. More accesses than there are cost
time; one that is left out would make a proof false.
"""

from __future__ import annotations

import collections
import functools
import itertools
import sys
from collections.abc import Callable, Iterable
from types import (
    CodeType,
    FrameType,
    FunctionType,
    GeneratorType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

from ..local import Local
from .accesses import ANY, READ, WRITE, Access, Accesses, Kind, Mode
from .operands import Plan, Usage, heads_of_while, plans_of
from .primitives import OBJECTS, SYNCHRONIZING
from .scheduler import Exploring
from .values import (
    CONTAINERS,
    SLICE,
    SOME_SCALAR,
    UNKNOWN,
    Evaluator,
    Fresh,
    New,
    Through,
    Values,
    evaluator,
    instance_dict,
    is_any_of,
    is_key,
    is_scalar,
    look_up,
    look_up_in_class,
    sources_of,
)

ANY_ITEMS_READ: Final[Access] = (ANY["items"], None, READ)
ANY_ITEMS_WRITE: Final[Access] = (ANY["items"], None, WRITE)
VARIABLES, CELLS = 0, 1  # places that every run has: the program's globals, and closures' cells
VIEWS: Final[tuple[type, ...]] = (type({}.keys()), type({}.values()), type({}.items()))
OF_START: Final = ("ident", "native_id")  # of a thread: None until it has started
MOST_OBJECTS: Final = 200  # looked at in one value

Find = Callable[[FrameType], Accesses]
Load = Callable[[FrameType], None]
Handler = Callable[[FrameType], None]


class Toucher:
    """Makes the functions, and keeps what instructions of the current run have loaded."""

    def __init__(self, scheduler: Exploring, main: dict[str, Any], usage: Usage) -> None:
        self.scheduler, self.main, self.usage = scheduler, main, usage
        self.places = scheduler.places
        self.places.variables_are_items = usage.names("globals")
        self.values: Values = {}
        # By a code object's address: its hash goes through all its instructions, each time.
        self.plans: dict[int, dict[int, Plan]] = {}
        self.handlers: dict[int, dict[int, Handler]] = {}
        self.loops: dict[int, frozenset[int]] = {}  # where a `while` goes back to
        self._codes: list[CodeType] = []  # alive, so that no address is used twice
        self.why = ""  # why what was found last may not be one operation
        self.only: Accesses = ()  # those of which that is so, if not of all that are changed
        self.enters = False  # whether what was found last begins with code that is not watched
        self.missing: tuple[Any, Any] | None = None  # what a factory is to make an item of
        self.calls_back = False  # whether instructions may run code of the program's

    def add(self, code: CodeType) -> None:
        """Prepare for a code object of the program."""
        key = id(code)
        if key not in self.plans:
            self._codes.append(code)
            plans = self.plans[key] = plans_of(code, self.usage)
            self.loops[key] = heads_of_while(code)
            self.handlers[key] = {
                offset: self._handler(code, offset, plan)
                for offset, plan in plans.items()
                if plan.kind != "call"
            }

    def knows(self, code: CodeType) -> bool:
        """Whether this is code of the program, and watched."""
        return id(code) in self.plans

    def reset(self) -> None:
        """A new run begins."""
        self.values.clear()

    def evaluate(self, symbols: Iterable[Any]) -> list[Evaluator]:
        """Functions that give the values of symbols."""
        return [evaluator(symbol, self.values) for symbol in symbols]

    def _handler(self, code: CodeType, offset: int, plan: Plan) -> Handler:
        operands = self.evaluate(plan.operands)
        find: Find = getattr(self, "_" + plan.kind)(code, plan, operands)
        load: Load | None = None
        if plan.keep:
            load = getattr(self, "_load_" + plan.kind, self._load_nothing)(
                code, offset, plan, operands
            )
        scheduler, sharing = self.scheduler, self.scheduler.sharing
        writes = plan.kind.endswith("write") or plan.kind == "in_place"
        in_pieces = not scheduler.gil and plan.kind in ("compare", "contains", "deep_read")
        taken = self.taken
        meet = scheduler._add if scheduler.gil else scheduler.point

        def handler(frame: FrameType) -> None:
            if not scheduler.solo and not scheduler.closing:
                task = scheduler.current
                if writes:
                    task.progress += 1
                self.missing = None
                accesses = find(frame)
                if self.enters:  # with the GIL a turn may end where that code begins
                    self.enters = False
                    scheduler.pass_by()
                    if scheduler.current.starter is not None or scheduler.has_touched():
                        scheduler.backend.from_trace(scheduler.rest)
                    accesses = find(frame)
                    self.enters = False
                why = taken() if self.why else ""
                if accesses:
                    accesses = sharing.sift(accesses, task.tid)
                    if accesses:
                        if in_pieces and not why and reads_several(accesses):
                            why = "an operator, with others"
                        meet(accesses)
                        if self.calls_back:  # it may run code of the program's before it is done
                            task.due[id(frame)] = offset, accesses
                        if why:
                            scheduler.is_compound(changed(accesses), why)
                        if task.switched:  # others may have changed what it touches
                            task.switched = False
                            self.missing = None
                            scheduler.touch(find(frame))
                            self.why = ""
                if self.missing is not None:
                    self._make_item(*self.missing)
            if load is not None:
                load(frame)

        return handler

    def taken(self) -> str:
        """Why what was found last may not be one operation; asked once."""
        why, self.why, self.only = self.why, "", ()
        return why

    def strange(self, accesses: Accesses, what: str, only: Accesses = ()) -> Accesses:
        """These are touched by code that is not watched: in a race with it, there is no proof."""
        self.why, self.only = what, only
        return accesses

    def begins(self, thread: Any, mode: Mode) -> Access:
        """That a thread is being started, which is no single step."""
        return (self.places.of("other", thread), None, mode)

    # -- variables --------------------------------------------------------------------------

    def _variable(self, plan: Plan, mode: Mode) -> Find:
        access: Accesses = ((VARIABLES, plan.name, mode),)
        main, places = self.main, self.places

        def find(frame: FrameType) -> Accesses:
            if frame.f_globals is main:
                return access
            return ((places.of("variables", frame.f_globals), plan.name, mode),)

        return find

    def variable(self, name: Any, mode: Mode) -> Accesses:
        """A global, by what `globals()` gives; all of them where that is no name."""
        return ((VARIABLES, name if type(name) is str else None, mode),)

    def _global_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        return self._variable(plan, READ)

    def _load_global_read(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        values, name = self.values, plan.name

        def load(frame: FrameType) -> None:
            value = frame.f_globals.get(name, UNKNOWN)
            if value is UNKNOWN:
                value = frame.f_builtins.get(name, UNKNOWN)
            values[id(frame), offset] = value

        return load

    def _global_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        return self._variable(plan, WRITE)

    def _name_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        find = self._variable(plan, READ)
        if code.co_name == "<module>":
            return find
        name = plan.name  # of a class's body
        return lambda frame: () if name in frame.f_locals else find(frame)

    def _load_name_read(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        load_global = self._load_global_read(code, offset, plan, operands)
        values, name = self.values, plan.name

        def load(frame: FrameType) -> None:
            if frame.f_locals is not frame.f_globals and name in frame.f_locals:
                values[id(frame), offset] = frame.f_locals[name]
            else:
                load_global(frame)

        return load

    def _name_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        return self._variable(plan, WRITE) if code.co_name == "<module>" else _nothing

    def _cell_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        # A cell cannot be told from another of the same name: frames do not show them.
        access: Accesses = ((CELLS, plan.name, READ),)
        return lambda frame: access

    def _load_cell_read(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        values, name = self.values, plan.name

        def load(frame: FrameType) -> None:
            values[id(frame), offset] = frame.f_locals.get(name, UNKNOWN)

        return load

    def _cell_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        access: Accesses = ((CELLS, plan.name, WRITE),)
        return lambda frame: access

    # -- attributes -------------------------------------------------------------------------

    def _attribute_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (owner,), name = operands, plan.name
        return lambda frame: self.attribute(owner(frame), name, READ)

    def _load_attribute_read(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        values, name, (owner,) = self.values, plan.name, operands

        def load(frame: FrameType) -> None:
            key = id(frame)
            values[key, offset], values[key, ~offset] = look_up(owner(frame), name)

        return load

    def _attribute_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (owner,), name = operands, plan.name
        return lambda frame: self.attribute(owner(frame), name, WRITE)

    def attribute(self, owner: Any, name: str | None, mode: Mode) -> Accesses:
        """Reading or writing an attribute: the object's own, and what its classes have."""
        if owner is UNKNOWN:
            return ((ANY["attributes"], name, mode),)
        if issubclass(type(owner), ModuleType):
            if owner.__dict__ is self.main:
                return ((VARIABLES, name, mode),)
            return ((self.places.of("attributes", owner), name, mode),)
        if issubclass(type(owner), (type, New)):
            kind = owner.kind if issubclass(type(owner), New) else owner
            return self._of_classes(kind, name, mode) if mode == READ or kind is owner else ()
        if issubclass(type(owner), MethodType):
            owner = owner.__func__  # which has what is looked for in the method
        kind = type(owner)
        if (
            (kind.__module__ == "builtins" and not kind.__dictoffset__)
            or issubclass(type(owner), (Local, Fresh, Through))
            or (owner is SOME_SCALAR or owner is SLICE)
        ):
            return ()
        begins: Accesses = ()
        if name in OF_START and _is_thread(kind):
            begins = (self.begins(owner, READ),)
            name = "start"  # which `calls` says is written when a thread is started
        own: Access = (self.places.of("attributes", owner), name, mode)
        if name == "__dict__":  # what it holds is the attributes, by another way
            alias: Accesses = ((own[0], None, WRITE),)
            if self.scheduler.sharing.sift(alias, self.scheduler.current.tid):
                self.scheduler.reasons["it reaches what threads share by a __dict__"] = None
            return alias
        own_dict = instance_dict(owner) if mode == READ else None
        if mode == READ and (own_dict is None or name not in own_dict):
            self.enters = self.enters or (self.scheduler.gil and self._is_entered(kind, name))
            if name is not None and self._is_computed(kind, name):
                computed: Accesses = ((own[0], name, WRITE),)
                return self.strange(computed, f"{name}, which code gives that is not watched")
            if name is not None and callable(getattr(kind, name, None)):
                return (own, *begins, *self._of_classes(kind, name, mode))
            inside = self._inside(owner, mode)
            return (own, *begins, *inside, *self._of_classes(kind, name, mode))
        inside = self._inside(owner, mode)
        part = own_dict[name] if own_dict is not None and name is not None else None
        if inside and issubclass(type(part), CONTAINERS):
            self.places.alias("items", part, inside[0][0])
        return (own, *inside)

    def _is_entered(self, kind: type, name: str | None) -> bool:
        """Whether an attribute is given by code in Python that is not watched."""
        for base in kind.__mro__:
            if name is not None and name in base.__dict__:
                value = base.__dict__[name]
                getter = value.fget if type(value) is property else None
                getter = getter or getattr(type(value), "__get__", None)
                return isinstance(getter, FunctionType) and not self.knows(getter.__code__)
        return False

    def _is_computed(self, kind: type, name: str) -> bool:
        """Whether the library's own Python code gives an attribute: `functools.cached_property`."""
        for base in kind.__mro__:
            if name in base.__dict__:
                getter = getattr(type(base.__dict__[name]), "__get__", None)
                return isinstance(getter, FunctionType) and not self.knows(getter.__code__)
        return False

    def _of_classes(self, kind: type, name: str | None, mode: Mode) -> Accesses:
        if mode == WRITE:
            return ((self.places.of("attributes", kind), name, mode),)
        return tuple(
            (self.places.of("attributes", base), name, mode)
            for base in kind.__mro__
            if base.__flags__ & HEAP_TYPE
        )

    def _inside(self, owner: Any, mode: Mode) -> Accesses:
        """For an object of the library: the state that its own lock protects."""
        kind = type(owner)
        top = kind.__module__.partition(".")[0]
        if top == "logging" and mode == WRITE:  # `calls` says who listens
            return ((self.places.named("other", "logging"), None, mode),)
        if top not in SYNCHRONIZING:
            return ()
        if not any(base.__name__ in OBJECTS for base in kind.__mro__):
            return ()
        place = object_place(owner)
        if place is None and any(base.__name__ == "Barrier" for base in kind.__mro__):
            self.scheduler.reasons["it looks at a barrier that has an action"] = None
        return () if place is None else ((place, None, mode),)

    # -- items ------------------------------------------------------------------------------

    def _item_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        owner, key = operands
        return lambda frame: self.item(owner(frame), key(frame), READ)

    def _load_item_read(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        values, (owner, key) = self.values, operands

        def load(frame: FrameType) -> None:
            values[id(frame), offset] = _item(owner(frame), key(frame))

        return load

    def _item_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        owner, key = operands
        return lambda frame: self.item(owner(frame), key(frame), WRITE)

    def item(self, owner: Any, key: Any, mode: Mode) -> Accesses:
        """Reading or writing an item."""
        if owner is UNKNOWN:
            return ((ANY["items"], None, mode),)
        if is_scalar(owner) or issubclass(type(owner), (tuple, Fresh, New)):
            return ()
        if owner is self.main:
            return self.variable(key, mode)
        place = self.places.of("items", owner)
        kind = type(owner)
        if kind is list or kind is collections.deque:
            whole = type(key) is not int or not -len(owner) <= key < len(owner)
            if whole or self.places.kinds[place] == "other":  # what a queue holds
                return ((place, None, mode),)
            return ((place, key % len(owner), mode),)
        if issubclass(type(owner), dict):
            return self._item_of_dict(owner, place, key, mode)
        method = look_up_in_class(kind, "__getitem__" if mode == READ else "__setitem__")
        if issubclass(type(method), FunctionType):
            if self.knows(method.__code__):
                return ()  # the program's own is watched itself
            return self.strange(self.reach(owner, mode), f"the code of {kind.__qualname__}")
        if is_any_of(kind, *VIEWS_OF_ANOTHER):
            return tuple(a for source in sources_of(owner) for a in self.whole(source, mode))
        return ((place, None, mode),)

    def reach(self, thing: Any, mode: Mode) -> Accesses:
        """All that a method of the library, in Python, may read, or change, of its object."""
        own: Accesses = ((self.places.of("items", thing), None, mode),)
        return (*own, *((place, part, mode) for place, part, _ in self.deep(thing)))

    def _item_of_dict(self, owner: Any, place: int, key: Any, mode: Mode) -> Accesses:
        plain = is_key(key) or (issubclass(type(key), tuple) and all(is_key(part) for part in key))
        if not plain:
            return ((place, None, mode),)
        if dict.__contains__(owner, key):
            return ((place, (key,), mode),)
        if mode == READ and self._makes_in_c(owner):
            self.missing = owner, key
            return ((place, None, WRITE if self.scheduler.gil else READ),)
        if mode == WRITE or hasattr(type(owner), "__missing__"):
            return ((place, None, WRITE),)  # a new key: its shape changes
        return ((place, None, mode),)

    def _makes_in_c(self, owner: dict[Any, Any]) -> bool:
        """Whether a dictionary makes what it lacks, by a factory that is none of the program's."""
        if type(owner) is not collections.defaultdict:
            return False
        factory: Any = owner.default_factory
        while issubclass(type(factory), (functools.partial, MethodType)):
            factory = factory.func if type(factory) is functools.partial else factory.__func__
        kind = factory if issubclass(type(factory), type) else type(factory)
        names = ("__init__", "__new__") if kind is factory else ("__call__",)
        made = [factory, *(look_up_in_class(kind, name) for name in names)]
        own = [one for one in made if issubclass(type(one), FunctionType)]
        return factory is not None and not any(self.knows(one.__code__) for one in own)

    def _make_item(self, owner: Any, key: Any) -> None:
        """Make it in the instruction's stead, which then finds it.

        Without the GIL others may run after it was missed, before it is made and put there. Who
        comes second puts another in the place of the first one's.
        """
        scheduler, self.missing = self.scheduler, None
        if not scheduler.gil:
            access: Access = (self.places.of("items", owner), None, WRITE)
            accesses = scheduler.sharing.sift((access,), scheduler.current.tid)
            if accesses:
                scheduler.point(accesses)
        factory: Any = owner.default_factory
        dict.__setitem__(owner, key, factory())

    def _contents_write(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        owner, *rest = operands
        return lambda frame: (
            *self.whole(owner(frame), WRITE),
            *(access for part in rest for access in self.whole(part(frame), READ)),
        )

    def _contents_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (owner,) = operands
        return lambda frame: self.whole(owner(frame), READ)

    def whole(self, thing: Any, mode: Mode) -> Accesses:
        """All items of a container."""
        if thing is UNKNOWN:
            return ((ANY["items"], None, mode),)
        if issubclass(type(thing), Through):
            return tuple(a for source in thing.sources for a in self.whole(source, READ))
        if thing is self.main:
            return self.variable(None, mode)
        if issubclass(type(thing), CONTAINERS):
            return ((self.places.of("items", thing), None, mode),)
        if issubclass(type(thing), VIEWS):
            return self._through(thing)
        if is_scalar(thing) or issubclass(type(thing), (tuple, frozenset, Fresh, New)):
            return ()
        if is_iterator(thing):
            return self.step(thing)
        return ((self.places.of("items", thing), None, mode),)

    def _through(self, iterator: Any) -> Accesses:
        """What an iterator or a view in C reads when it goes on."""
        return tuple(a for source in sources_of(iterator) for a in self.whole(source, READ))

    def _contains(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        owner, item = operands

        def find(frame: FrameType) -> Accesses:
            thing, key = owner(frame), item(frame)
            if issubclass(type(thing), dict):
                return self._item_of_dict_looked_for(thing, key)
            if has_several(thing) and not self.scheduler.gil:
                self.why = "in, which goes through it item by item"
            return (*self.deep(thing), *self.deep(key))

        return find

    def _item_of_dict_looked_for(self, owner: Any, key: Any) -> Accesses:
        if owner is self.main:
            return self.variable(key, READ)
        place = self.places.of("items", owner)
        if is_key(key) and dict.__contains__(owner, key):
            return ((place, (key,), READ),)
        return ((place, None, READ),)

    # -- operators, text --------------------------------------------------------------------

    def _deep_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        if len(operands) == 1:
            (only,) = operands
            return lambda frame: self._operand(only(frame))
        return lambda frame: tuple(a for one in operands for a in self._operand(one(frame)))

    def _operand(self, value: Any) -> Accesses:
        """What an operator reads of a value; it may begin code that is not watched."""
        kind = type(value)
        if self.scheduler.gil and kind.__flags__ & HEAP_TYPE and not is_scalar(value):
            self.enters = self.enters or _is_of_library(kind) or _is_generated(kind)
        return self.deep(value)

    def _compare(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        def find(frame: FrameType) -> Accesses:
            values = [one(frame) for one in operands]
            if not self.scheduler.gil and any(map(has_several, values)):
                self.why = "a comparison, which goes through it item by item"
            return tuple(a for value in values for a in self._operand(value))

        return find

    def _shape_read(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (thing,) = operands
        return lambda frame: self.whole(thing(frame), READ)

    def _in_place(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        left, right = operands

        def find(frame: FrameType) -> Accesses:
            thing = left(frame)
            found = (*self._operand(thing), *self._operand(right(frame)))
            if thing is UNKNOWN:
                return (ANY_ITEMS_WRITE, *found)
            if issubclass(type(thing), CONTAINERS):
                return (*self.whole(thing, WRITE), *found)
            return found

        return find

    def deep(self, thing: Any) -> Accesses:
        """Reading all of a value: what it holds, and what that holds."""
        if is_scalar(thing):
            return ()
        found: list[Access] = []
        self._dig(thing, found, set())
        return tuple(found)

    def _dig(self, thing: Any, found: list[Access], seen: set[int]) -> None:
        if is_scalar(thing) or id(thing) in seen:
            return
        seen.add(id(thing))
        parts: Iterable[Any] = ()
        if thing is UNKNOWN or len(seen) > MOST_OBJECTS:
            found.append(ANY_ITEMS_READ)
        elif issubclass(type(thing), CONTAINERS):
            found.extend(self.whole(thing, READ))
            parts = parts_of(thing)
        elif issubclass(type(thing), New):
            pass
        elif issubclass(type(thing), (tuple, frozenset)):
            parts = parts_of(thing)
        elif issubclass(type(thing), Fresh):
            if thing.parts is None:
                found.append(ANY_ITEMS_READ)
            parts = thing.parts or ()
        elif issubclass(type(thing), Through):
            parts = thing.sources
        elif issubclass(type(thing), VIEWS):
            parts = sources_of(thing)
        elif issubclass(type(thing), GeneratorType):
            found.append((self.places.of("items", thing), None, WRITE))
        elif is_iterator(thing):
            found.extend(self._going_on(thing))
            parts = sources_of(thing)
        else:
            found.extend(self._opaque(thing))
            parts = self._read_by_others(thing)
        for part in parts:
            self._dig(part, found, seen)

    def _opaque(self, thing: Any) -> Accesses:
        """Comparing or printing an object runs methods: those of the program are watched."""
        kind = type(thing)
        if issubclass(type(thing), BaseException) or kind.__module__ == "builtins":
            return ()
        attributes = self.places.of("attributes", thing)
        if _is_of_library(kind):
            return ((self.places.of("items", thing), None, READ), (attributes, None, READ))
        if "__dataclass_fields__" in kind.__dict__:
            return ((attributes, None, READ),)
        if _is_thread(kind):
            return ((attributes, None, READ), self.begins(thing, READ))
        return self._inside(thing, READ)

    def _read_by_others(self, thing: Any) -> Iterable[Any]:
        """What of an object is read by code that is not the program's, where it is printed."""
        kind = type(thing)
        if issubclass(type(thing), BaseException):
            return [BaseException.__dict__["args"].__get__(thing)]
        if "__dataclass_fields__" in kind.__dict__:
            names = kind.__dict__["__dataclass_fields__"]
            return [look_up(thing, name)[0] for name in names]
        return list((instance_dict(thing) or {}).values()) if _is_of_library(kind) else ()

    def state(self, thing: Any) -> Accesses:
        """All attributes of an object, where code that is not the program's may read them."""
        if is_scalar(thing) or issubclass(type(thing), (*CONTAINERS, tuple, frozenset, Fresh, New)):
            return self.deep(thing)
        if thing is UNKNOWN:
            return ((ANY["attributes"], None, READ), ANY_ITEMS_READ)
        own = instance_dict(thing) or {}
        below = tuple(access for value in own.values() for access in self.deep(value))
        classes = self._of_classes(type(thing), None, READ)
        return ((self.places.of("attributes", thing), None, READ), *classes, *below)

    # -- going through ----------------------------------------------------------------------

    def _get_iter(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        return _nothing

    def _load_get_iter(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        """The iterator is not known, but what it goes through is."""
        values, (source,) = self.values, operands

        def load(frame: FrameType) -> None:
            values[id(frame), offset] = source(frame)

        return load

    def _for_iter(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (iterator,) = operands

        def find(frame: FrameType) -> Accesses:
            thing = iterator(frame)
            if is_iterator(thing) and self._is_of_one_frame(thing, frame):
                return (*self._going_on(thing, "own"), *self._through(thing))
            return self.step(thing)

        return find

    def _is_of_one_frame(self, iterator: Any, frame: FrameType) -> bool:
        """Whether a loop's iterator is known to nobody but the frame that goes through it.

        Then another thread comes to it only by the same frame, of a generator: through no other
        value, known or not. Its references are those of the frame's variables and stack, and ours.
        """
        mine = [value for value in frame.f_locals.values() if value is iterator]
        ours = OUR_REFERENCES + len(mine) + self.places.references(iterator)
        return sys.getrefcount(iterator) - ours <= len(mine) + ON_STACK

    def step(self, thing: Any) -> Accesses:
        """One more item from an iterator, or from a new iterator of this."""
        if issubclass(type(thing), GeneratorType):
            return self.strange(self.resumed(thing), "a loop through a generator")
        if issubclass(type(thing), (*CONTAINERS, Through, *VIEWS)) or is_scalar(thing):
            return self.whole(thing, READ)
        if thing is UNKNOWN:
            return (ANY_ITEMS_READ,)
        if issubclass(type(thing), (tuple, frozenset, Fresh, New)):
            return ()
        method = getattr(type(thing), "__iter__", None)
        if isinstance(method, FunctionType):
            if self.knows(method.__code__):
                return ()
            return self.strange(self.reach(thing, READ), f"the code of {type(thing).__qualname__}")
        return (*self._going_on(thing), *self._through(thing))

    def _going_on(self, iterator: Any, kind: Kind = "items") -> Accesses:
        """An iterator in C goes on."""
        if not self.scheduler.gil and not issubclass(type(iterator), itertools.count):
            self.why = f"a {type(iterator).__name__}, which may give an item twice without the GIL"
        return ((self.places.of(kind, iterator), None, WRITE),)

    def resumed(self, generator: Any) -> Accesses:
        """A generator goes on: while it does, for another thread it is an error to try."""
        return ((self.places.of("items", generator), None, WRITE),)

    def _unpack(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        (thing,) = operands

        def find(frame: FrameType) -> Accesses:
            value = thing(frame)
            if value is UNKNOWN or issubclass(type(value), tuple):
                return ()  # tuples, nearly always: a list that is shared comes by a name
            return self.whole(value, READ)

        return find

    def _call_spread(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        """`f(*items)`: the items are read before the call."""
        spread = operands[2:]
        return lambda frame: tuple(a for one in spread for a in self.whole(one(frame), READ))

    # -- the rest ---------------------------------------------------------------------------

    def _enter(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        """What is entered tells by itself: a lock, or a method of the program."""
        if not self.usage.names("redirect_stdout", "redirect_stderr"):
            return _nothing
        stdout: Accesses = ((self.places.of("attributes", sys), "stdout", WRITE),)
        (owner,) = operands

        def find(frame: FrameType) -> Accesses:
            kind = type(owner(frame))
            if owner(frame) is UNKNOWN or kind.__name__.startswith("redirect"):
                return self.strange(stdout, "contextlib.redirect_stdout, whose code is not watched")
            return ()

        return find

    def _import_name(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        return _nothing

    def _everything(self, code: CodeType, plan: Plan, operands: list[Evaluator]) -> Find:
        def find(frame: FrameType) -> Accesses:
            self.scheduler.reasons["an instruction that nobody has classified"] = None
            return ((ANY["everything"], None, WRITE),)

        return find

    def _load_nothing(
        self, code: CodeType, offset: int, plan: Plan, operands: list[Evaluator]
    ) -> Load:
        values = self.values

        def load(frame: FrameType) -> None:
            values[id(frame), offset] = UNKNOWN

        return load


HEAP_TYPE: Final = 1 << 9
# Of an iterator: who asks, who is asked, and the function that counts.
OUR_REFERENCES: Final = 3
ON_STACK: Final = int(sys.version_info < (3, 14))  # since then the stack may only borrow
VIEWS_OF_ANOTHER: Final = (memoryview, MappingProxyType)
OF_THE_PROGRAM: Final = frozenset("__main__ builtins abc typing enum".split())


def parts_of(container: Any) -> list[Any]:
    """What a container holds, whatever a class of the program's says that it does."""
    kind: Any = next(k for k in (*CONTAINERS, tuple, frozenset) if issubclass(type(container), k))
    return list(dict.values(container) if kind is dict else kind.__iter__(container))


def is_iterator(thing: Any) -> bool:
    """Whether this is an iterator in C: to read it is to move it."""
    kind = type(thing)
    return (
        kind.__module__ in ("builtins", "itertools", "collections", "_collections")
        and "__next__" in kind.__dict__
    )


def _is_thread(kind: type) -> bool:
    return any(base.__name__ == "Thread" for base in kind.__mro__)


def _is_generated(kind: type) -> bool:
    """Whether its methods may have been written by `dataclasses`."""
    return "__dataclass_fields__" in kind.__dict__


def _is_of_library(kind: type) -> bool:
    """Whether code of the library, which is not watched, says how such an object is printed."""
    modules = [base.__module__.partition(".")[0] for base in kind.__mro__]
    return not any(module in SYNCHRONIZING for module in modules) and any(
        module not in OF_THE_PROGRAM and not module.startswith("greenthreads") for module in modules
    )


def has_several(thing: Any) -> bool:
    """Whether a value has items that are looked at one after the other."""
    return issubclass(type(thing), (list, collections.deque)) and len(thing) > 1


def changed(accesses: Accesses) -> Accesses:
    """Those of an iterator, not of what it goes through, which is read item by item as it is."""
    return tuple([access for access in accesses if access[2] == WRITE]) or accesses


def reads_several(accesses: Accesses) -> bool:
    """Whether these are reads of more than one object."""
    return len({place for place, _, mode in accesses if mode == READ}) > 1


def _nothing(frame: FrameType) -> Accesses:
    return ()


def _item(owner: Any, key: Any) -> Any:
    """What `owner[key]` is, for the library's own containers."""
    try:
        if is_any_of(type(owner), list, tuple, collections.deque) and type(key) is int:
            return owner[key]
        if is_any_of(type(owner), dict, collections.defaultdict) and is_key(key):
            return dict.get(owner, key, UNKNOWN)  # which makes nothing that is missing
    except LookupError:
        return UNKNOWN
    if issubclass(type(owner), (str, bytes, range)):
        return SOME_SCALAR
    if key is SLICE and issubclass(type(owner), (list, tuple)):
        return Fresh((owner,))
    return UNKNOWN


def object_place(owner: Any) -> int | None:
    """The place of an object of the library, by the lock that protects it."""
    from .primitives import Mutex

    for value in (instance_dict(owner) or {}).values():
        lock = getattr(value, "_lock", value)
        if isinstance(lock, Mutex) and lock.role == "object":
            return lock.number()
    return None
