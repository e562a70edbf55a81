"""The events of `sys.monitoring` that an exploration hears of, on the program's own code only."""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR
from types import CodeType, FrameType, FunctionType, MethodType
from typing import Any, Final

from ..local import ADOPT
from .accesses import Accesses
from .calls import Awaited, Caller, Calls, giving
from .operands import Plan
from .scheduler import LIMIT, Actor, Exploring
from .touching import Toucher, changed
from .values import is_any_of, look_up

NAMES: Final = (
    *("INSTRUCTION", "CALL", "JUMP", "PY_RETURN", "PY_START", "PY_RESUME", "PY_YIELD"),
    *("C_RETURN", "C_RAISE"),
)
PYTHON: Final = (FunctionType, MethodType)
# By kind of instruction: the methods of the program's that give what the instruction gives.
GIVING: Final = {
    "attribute_read": ("__get__", "__getattr__", "__getattribute__"),
    "item_read": ("__getitem__", "__missing__", "__class_getitem__"),
    "get_iter": ("__iter__",),
}


class Watch:
    """Hears what the program is about to do, and tells the scheduler."""

    def __init__(self, scheduler: Exploring, toucher: Toucher, calls: Calls) -> None:
        self._scheduler, self._toucher, self._calls = scheduler, toucher, calls
        self._tool = 0
        self._codes: list[CodeType] = []
        self._calls_back = False
        self._own = toucher.usage.own()  # variables of the main thread alone
        self._awaited: dict[int, Awaited] = {}  # by a frame's number: whose result is wanted
        self.note: Callable[..., None] | None = None  # hears of calls, and what they touch

    def start(self, codes: list[CodeType]) -> None:
        """Claim a monitoring tool and switch the events on for these code objects."""
        monitoring = sys.monitoring
        self._tool = next(i for i in (4, 3, 2, 1, 0, 5) if monitoring.get_tool(i) is None)
        monitoring.use_tool_id(self._tool, "exploration")
        self._calls_back = any(_may_be_called_back(code) for code in codes)
        self._toucher.calls_back = self._calls_back
        for event, callback in self._callbacks().items():
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), callback)
        for code in codes:
            self.add(code)

    def add(self, code: CodeType) -> None:
        """Hear of this code too."""
        events = sys.monitoring.events
        wanted = events.INSTRUCTION | events.CALL | events.JUMP | events.PY_RETURN
        if self._scheduler.gil or self._calls_back:
            wanted |= events.PY_START | events.PY_RESUME
        if self._calls_back:
            wanted |= events.PY_YIELD
        self._toucher.add(code)
        self._codes.append(code)
        sys.monitoring.set_local_events(self._tool, code, wanted)

    def add_caller(self, code: CodeType, called: Caller) -> None:
        """Hear of what library code calls that the program has given it."""
        self._calls.callers[id(code)] = called
        self._codes.append(code)
        sys.monitoring.set_local_events(self._tool, code, sys.monitoring.events.CALL)

    def hears(self) -> bool:
        """Whether the interpreter still tells what is due: without that a proof would be empty.

        A switch of stacks in the middle of a callback, say, silences it for good.
        """
        heard: list[object] = []
        code = compile("None", "<does anyone hear this>", "exec")
        offsets = range(0, len(code.co_code), 2)
        self._toucher.handlers[id(code)] = dict.fromkeys(offsets, heard.append)
        sys.monitoring.set_local_events(self._tool, code, sys.monitoring.events.INSTRUCTION)
        try:
            exec(code, {})
        finally:
            sys.monitoring.set_local_events(self._tool, code, 0)
            del self._toucher.handlers[id(code)]
        return bool(heard)

    def stop(self) -> None:
        """Switch everything off and give the tool back."""
        monitoring = sys.monitoring
        for code in self._codes:
            monitoring.set_local_events(self._tool, code, 0)
        for event in NAMES:
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), None)
        monitoring.free_tool_id(self._tool)

    def _callbacks(self) -> dict[str, Callable[..., object]]:
        found: dict[str, Callable[..., object]] = {
            "INSTRUCTION": self._instruction(),
            "CALL": self._call(),
            "JUMP": self._jump(),
            "PY_RETURN": self._returned(),
        }
        point = self._gil_point() if self._scheduler.gil else _nothing
        if self._scheduler.gil:
            found |= {"PY_START": point, "PY_RESUME": point, "C_RETURN": point}
        if self._calls_back:
            inside, left = self._inside(point), self._left(point)
            found |= {"PY_START": inside, "PY_RESUME": inside, "PY_YIELD": self._yielded}
            found |= {"C_RETURN": left, "C_RAISE": left}
        return found

    def _inside(self, point: Callable[..., object]) -> Callable[..., object]:
        """Between the program's code and a function, or instruction, that has called it back."""
        scheduler, getframe = self._scheduler, sys._getframe

        def inside(*event: object) -> None:
            point()
            self._back(scheduler.current, getframe(1))

        return inside

    def _yielded(self, *event: object) -> None:
        """A generator is about to pause: CPython has noted that already.

        So no other thread may run here: it could resume what still runs.
        """
        for accesses in self._scheduler.current.inside:
            self._scheduler.touch(accesses)

    def _left(self, point: Callable[..., object]) -> Callable[..., object]:
        scheduler = self._scheduler

        def left(*event: object) -> None:
            task = scheduler.current
            if task.inside:
                task.inside.pop()
            point()

        return left

    def _do(self, accesses: Accesses) -> None:
        if self._scheduler.gil:
            self._scheduler.touch(accesses)
        else:
            self._scheduler.point(accesses)

    def _instruction(self) -> Callable[[CodeType, int], object]:
        handlers, disable, getframe = self._toucher.handlers, sys.monitoring.DISABLE, sys._getframe

        def instruction(code: CodeType, offset: int) -> object:
            handler = handlers[id(code)].get(offset)
            if handler is None:
                return disable
            handler(getframe(1))
            return None

        return instruction

    def _call(self) -> Callable[[CodeType, int, Any, Any], None]:
        scheduler, calls, plans = self._scheduler, self._calls, self._toucher.plans
        values, getframe = self._toucher.values, sys._getframe

        calls_back, callers, note = self._calls_back, calls.callers, self.note
        awaited = self._awaited
        may_end = self._gil_point() if scheduler.gil else None

        def call(code: CodeType, offset: int, function: Any, first: Any) -> None:
            frame = getframe(1)
            caller = callers.get(id(code))
            if caller is not None and function != caller(frame)[0]:
                return
            accesses: Accesses = ()
            if not scheduler.solo and not scheduler.closing:
                if may_end and caller is None and calls.enters_library(function):
                    may_end()
                accesses, why = calls.find(function, first, code, offset, frame)
                only = self._toucher.only
                of_iterator = self._toucher.taken()
                why = of_iterator or why
                if accesses:
                    accesses = scheduler.sharing.sift(accesses, scheduler.current.tid)
                if accesses:
                    if not why and not scheduler.gil:
                        why = calls.in_pieces(function, first, code, offset, frame, accesses)
                    self._meet(accesses, caller is not None)
                    if why:
                        marked = changed(accesses) if of_iterator else accesses
                        scheduler.is_compound(only or marked, why)
                    if scheduler.current.switched:
                        scheduler.current.switched = False
                        scheduler.touch(calls.find(function, first, code, offset, frame)[0])
                        self._toucher.taken()
            if note is not None:
                note(code, offset, function, first, frame, accesses)
            if calls_back and not isinstance(function, PYTHON):
                scheduler.current.inside.append(accesses)
            plan = plans[id(code)].get(offset) if caller is None else None
            if plan is not None and plan.keep:
                values[id(frame), offset] = calls.result(function, first, code, offset, frame)
                awaited[id(frame)] = giving(function)

        return call

    def _meet(self, accesses: Accesses, of_library: bool) -> None:
        """Announce what a call touches, of what threads share."""
        scheduler = self._scheduler
        if scheduler.gil and not of_library:
            scheduler._add(accesses)
        else:
            scheduler.point(accesses)

    def _jump(self) -> Callable[[CodeType, int, int], object]:
        scheduler, disable, getframe = self._scheduler, sys.monitoring.DISABLE, sys._getframe
        from_trace, gil = scheduler.backend.from_trace, scheduler.gil
        loops = self._toucher.loops

        def jump(code: CodeType, offset: int, target: int) -> object:
            if target > offset:
                return disable
            scheduler.loops -= 1
            if scheduler.loops <= 0:
                from_trace(self._too_many)
            if scheduler.solo or scheduler.closing:
                return None
            if gil:
                point()
            if target in loops[id(code)]:
                self._look_for_spin(getframe(1), offset, target)
            return None

        point = self._gil_point()
        return jump

    def _too_many(self) -> None:
        self._scheduler.stop(LIMIT)
        self._scheduler.leave_if_over()

    def _look_for_spin(self, frame: FrameType, offset: int, target: int) -> None:
        """Let a loop that only waits for another thread's write wait for that write."""
        scheduler = self._scheduler
        task = scheduler.current
        key = id(frame), offset
        variables, give_ups = frame.f_locals, task.give_ups
        own = self._own if variables is frame.f_globals else variables
        here = (task.progress, task.holds, {name: variables.get(name) for name in own})
        before = task.spins.get(key)
        events = scheduler.position
        task.spins[key] = here, events, give_ups, task.now
        task.patience = None
        if before is not None and _same(before[0], here):
            if give_ups == before[2] and scheduler.onlooker is not None:
                # Which end of a loop its jump back belongs to depends on the version of Python.
                begins = _line_at(frame.f_code, target)
                scheduler.onlooker.spins(task, min(frame.f_lineno, begins or frame.f_lineno))
            scheduler.spin(before[1], give_ups != before[2], before[3])

    def _returned(self) -> Callable[[CodeType, int, Any], None]:
        plans, values, getframe = self._toucher.plans, self._toucher.values, sys._getframe
        scheduler = self._scheduler

        def returned(code: CodeType, offset: int, value: Any) -> None:
            frame = getframe(1)
            task = scheduler.current
            if task.inside or task.due:
                self._back(task, frame)
            caller = frame.f_back
            known = None if caller is None else plans.get(id(caller.f_code))
            if caller is not None and known is not None:
                at = caller.f_lasti
                plan = known.get(at)
                if plan is not None and plan.keep and self._gives(code, plan, caller):
                    if code.co_name == "__init__" and code.co_varnames:
                        value = frame.f_locals.get(code.co_varnames[0], value)
                    values[id(caller), at] = value
            elif caller is not None and caller.f_code is ADOPT:
                self._has_own(caller)

        return returned

    def _gives(self, code: CodeType, plan: Plan, caller: FrameType) -> bool:
        """Whether what this code returns is what the instruction of its caller gives.

        Else the instruction only called it back: a key's `__hash__`, say, or what `max` goes by.
        """
        if plan.kind not in ("call", "call_spread"):
            is_getter = plan.kind == "attribute_read" and code.co_name == plan.name
            return is_getter or code.co_name in GIVING.get(plan.kind, ())
        awaited = self._awaited.get(id(caller), ())
        return code.co_name in awaited if isinstance(awaited, tuple) else code is awaited

    def _has_own(self, adopting: FrameType) -> None:
        """A thread came to thread-local data for the first time: now it has its own of them."""
        inside = adopting.f_back  # the method of our class that the program's instruction calls
        reader = None if inside is None else inside.f_back
        known = None if reader is None else self._toucher.plans.get(id(reader.f_code))
        if reader is None or known is None:
            return
        plan = known.get(reader.f_lasti)
        if plan is not None and plan.keep and plan.kind == "attribute_read":
            value = look_up(adopting.f_locals["local"], plan.name)[0]
            self._toucher.values[id(reader), reader.f_lasti] = value

    def _back(self, task: Actor, frame: FrameType) -> None:
        """A function that was called back is over: what called it goes on."""
        scheduler = self._scheduler
        if scheduler.solo or scheduler.closing:
            return
        for accesses in task.inside:
            scheduler.pass_by()
            if accesses:
                self._do(accesses)
        caller = frame.f_back
        if task.due and caller is not None:
            offset, accesses = task.due.get(id(caller), (-1, ()))
            if offset == caller.f_lasti:
                scheduler.pass_by()
                self._do(accesses)

    def _gil_point(self) -> Callable[..., None]:
        scheduler, callers = self._scheduler, self._calls.callers
        from_trace = scheduler.backend.from_trace

        def point(*event: object) -> None:
            if scheduler.solo or scheduler.closing:
                return
            if event and scheduler.current.holding and id(event[0]) in callers:
                return  # the library's own code, inside an operation
            scheduler.pass_by()
            if scheduler.current.starter is not None or scheduler.has_touched():
                from_trace(scheduler.rest)

        return point


def _nothing(*event: object) -> None:
    pass


def _may_be_called_back(code: CodeType) -> bool:
    """Whether code of the program may be run by a function in C in the middle of its work."""
    special = code.co_name.startswith("__") and code.co_name not in (
        "__init__",
        "__enter__",
        "__exit__",
    )
    generator = code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)
    keys = "key" in {k for c in code.co_consts if isinstance(c, tuple) for k in c}
    names = {"map", "filter", "reduce", "lru_cache", "cache", "cached", "defaultdict"}
    return bool(special or generator or keys or set(code.co_names) & names)


def _line_at(code: CodeType, offset: int) -> int | None:
    """The line of an instruction."""
    return next((line for start, end, line in code.co_lines() if start <= offset < end), None)


def _same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether a loop came round as it was: nothing done, nothing held, the same variables."""
    if one[:2] != other[:2]:
        return False
    a, b = one[2], other[2]
    return a.keys() == b.keys() and all(
        value is b[name] or (is_any_of(type(value), int, float, str) and value == b[name])
        for name, value in a.items()
    )
