"""Where one thread may lose its turn to another: `sys.monitoring` events on the user's code only.

Two models. "gil": where CPython with a GIL may switch, that is at function entry, at a backward
jump and after a call; `counter += 1` never loses an update there. "free-threaded": before every
instruction that can touch what threads share, as on a build without the GIL. And "off", where no
turn ends here; turns of loops are only counted, so that an endless one comes to an end.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, MethodType
from typing import Final

from .options import Level
from .ours import HERE
from .scheduler import Scheduler

_TOUCHING: Final = (
    "LOAD_GLOBAL",
    "LOAD_NAME",
    "STORE_GLOBAL",
    "STORE_NAME",
    "DELETE_GLOBAL",
    "DELETE_NAME",
    "LOAD_DEREF",
    "STORE_DEREF",
    "LOAD_ATTR",
    "STORE_ATTR",
    "DELETE_ATTR",
    "LOAD_SUPER_ATTR",
    "BINARY_SUBSCR",
    "STORE_SUBSCR",
    "DELETE_SUBSCR",
    "BINARY_SLICE",
    "STORE_SLICE",
    "CONTAINS_OP",
    "CALL",
    "CALL_KW",
    "CALL_FUNCTION_EX",
    "BEFORE_WITH",
    "FOR_ITER",
    "UNPACK_SEQUENCE",
    "LIST_EXTEND",
    "SET_UPDATE",
    "DICT_UPDATE",
)


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """`code` and every code object inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes_in(constant)


class Watch:
    """Calls `step` at each point where the program of these `codes` may be pre-empted.

    `from_trace(function)` calls a function that may switch from inside a callback.
    """

    def __init__(
        self,
        codes: list[CodeType],
        level: Level,
        from_trace: Callable[[Callable[[], object]], object],
    ) -> None:
        self._codes = codes
        self._level = level
        self._from_trace = from_trace
        self._tool = 0
        self._touching: dict[CodeType, frozenset[int]] = {}
        if level == "free-threaded":
            self._touching = {c: frozenset(_offsets_touching(c)) for c in self._codes}

    def start(self) -> None:
        """Claim a monitoring tool and switch the events on."""
        monitoring = sys.monitoring
        self._tool = next(i for i in (4, 3, 2, 1, 0, 5) if monitoring.get_tool(i) is None)
        monitoring.use_tool_id(self._tool, "green threads")
        events = monitoring.events
        if self._level == "off":
            wanted = events.JUMP
        elif self._level == "gil":
            wanted = events.PY_START | events.PY_RESUME | events.JUMP | events.CALL
        else:
            wanted = events.INSTRUCTION | events.JUMP
        for code in self._codes:
            monitoring.set_local_events(self._tool, code, wanted)

    def attach(self, scheduler: Scheduler) -> None:
        """From now on it is this scheduler's turns that end."""
        events = sys.monitoring.events
        for event, callback in self._callbacks(scheduler).items():
            sys.monitoring.register_callback(self._tool, getattr(events, event), callback)

    def stop(self) -> None:
        """Switch everything off and give the tool back."""
        monitoring = sys.monitoring
        for code in self._codes:
            monitoring.set_local_events(self._tool, code, 0)
        for event in ("PY_START", "PY_RESUME", "JUMP", "CALL", "C_RETURN", "INSTRUCTION"):
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), None)
        monitoring.free_tool_id(self._tool)

    def _callbacks(self, scheduler: Scheduler) -> dict[str, Callable[..., object]]:
        """What to call for which event.

        These are called for every step of the program: they are closures that count by
        themselves, as each further call would cost as much as the step.
        """
        if self._level == "off":
            return {"JUMP": self._loop_counter(scheduler)}
        step, jump = self._steps(scheduler)
        if self._level == "free-threaded":
            return {"INSTRUCTION": self._instruction(scheduler), "JUMP": jump}

        def call(code: CodeType, offset: int, function: object, argument: object) -> None:
            # Before a call into the library in Python; a function of the user's steps at entry,
            # one in C when it returns, and the green primitives step by themselves.
            if isinstance(function, MethodType):
                function = function.__func__
            if isinstance(function, FunctionType):
                filename = function.__code__.co_filename
                if filename != code.co_filename and not filename.startswith(HERE):
                    step(code, offset)

        return {"PY_START": step, "PY_RESUME": step, "JUMP": jump, "CALL": call, "C_RETURN": step}

    def _steps(self, scheduler: Scheduler) -> tuple[Callable[..., None], Callable[..., object]]:
        """The callbacks that make a step at any event, and at a backward jump."""
        checkpoint, from_trace = scheduler.checkpoint, self._from_trace
        disable = sys.monitoring.DISABLE

        def step(*event: object) -> None:
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)

        def jump(code: CodeType, offset: int, target: int) -> object:
            if target > offset:
                return disable  # only loops need a point where a turn can end
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)
            return None

        return step, jump

    def _instruction(self, scheduler: Scheduler) -> Callable[[CodeType, int], object]:
        """The callback that makes a step before an instruction that can touch what is shared."""
        checkpoint, from_trace, touching = scheduler.checkpoint, self._from_trace, self._touching
        disable = sys.monitoring.DISABLE

        def instruction(code: CodeType, offset: int) -> object:
            if offset not in touching[code]:
                return disable
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)
            return None

        return instruction

    def _loop_counter(self, scheduler: Scheduler) -> Callable[[CodeType, int, int], object]:
        """The callback that only counts backward jumps, and ends a run that does too many."""
        too_many, from_trace = scheduler.too_many_loops, self._from_trace
        disable = sys.monitoring.DISABLE

        def jump(code: CodeType, offset: int, target: int) -> object:
            if target > offset:
                return disable
            scheduler.loops -= 1
            if scheduler.loops <= 0:
                from_trace(too_many)
            return None

        return jump


def _offsets_touching(code: CodeType) -> Iterator[int]:
    """Offsets of the instructions in `code` that can touch what other threads see."""
    for instruction in dis.get_instructions(code):
        if _touches(instruction):
            yield instruction.offset


def _touches(instruction: dis.Instruction) -> bool:
    name = instruction.opname
    if name == "BINARY_OP":  # in place, or 3.14's subscript
        return instruction.argrepr.endswith("=") or instruction.argrepr == "[]"
    if name == "LOAD_GLOBAL":
        return not hasattr(builtins, instruction.argval)
    return name in _TOUCHING
