"""Where one thread may lose its turn to another: `sys.monitoring` events on the user's code only.

Two models. "gil": where CPython with a GIL may switch, that is at function entry, at a backward
jump and after a call; `counter += 1` never loses an update there. "free-threaded": before every
instruction that can touch what threads share, as on a build without the GIL.
"""

from __future__ import annotations

import builtins
import dis
import sys
from collections.abc import Callable, Iterator
from os.path import dirname
from types import CodeType, FunctionType, MethodType

LEVELS = ("gil", "free-threaded", "off")
_HERE = dirname(__file__)
_TOUCHING = (
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

    def __init__(self, codes: list[CodeType], level: str, from_trace) -> None:
        if level not in LEVELS:
            raise ValueError(f"level must be one of {', '.join(LEVELS)}, not {level!r}")
        self._codes = codes
        self._level = level
        self._from_trace = from_trace
        self._tool = 0
        self._touching = {}
        if level == "free-threaded":
            self._touching = {c: frozenset(_offsets_touching(c)) for c in self._codes}

    def start(self) -> None:
        """Claim a monitoring tool and switch the events on."""
        if self._level == "off":
            return
        monitoring = sys.monitoring
        self._tool = next(i for i in (4, 3, 2, 1, 0, 5) if monitoring.get_tool(i) is None)
        monitoring.use_tool_id(self._tool, "green threads")
        events = monitoring.events
        if self._level == "gil":
            wanted = events.PY_START | events.PY_RESUME | events.JUMP | events.CALL
        else:
            wanted = events.INSTRUCTION | events.JUMP
        for code in self._codes:
            monitoring.set_local_events(self._tool, code, wanted)

    def attach(self, scheduler) -> None:
        """From now on it is this scheduler's turns that end."""
        if self._level == "off":
            return
        events = sys.monitoring.events
        for event, callback in self._callbacks(scheduler).items():
            sys.monitoring.register_callback(self._tool, getattr(events, event), callback)

    def stop(self) -> None:
        """Switch everything off and give the tool back."""
        if self._level == "off":
            return
        monitoring = sys.monitoring
        for code in self._codes:
            monitoring.set_local_events(self._tool, code, 0)
        for event in ("PY_START", "PY_RESUME", "JUMP", "CALL", "C_RETURN", "INSTRUCTION"):
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), None)
        monitoring.free_tool_id(self._tool)

    def _callbacks(self, scheduler) -> dict[str, Callable]:
        checkpoint, from_trace = scheduler.checkpoint, self._from_trace
        disable = sys.monitoring.DISABLE

        def step(code, offset):
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)

        def jump(code, offset, target):
            if target > offset:
                return disable
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)
            return None

        def call(code, offset, function, argument):
            # Before a call into the library in Python; a function of the user's steps at entry,
            # one in C when it returns, and the green primitives step by themselves.
            if isinstance(function, MethodType):
                function = function.__func__
            if isinstance(function, FunctionType):
                filename = function.__code__.co_filename
                if filename != code.co_filename and not filename.startswith(_HERE):
                    step(code, offset)

        def returned(code, offset, function, argument):
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)

        if self._level == "gil":
            return {
                "PY_START": step,
                "PY_RESUME": step,
                "JUMP": jump,
                "CALL": call,
                "C_RETURN": returned,
            }

        touching = self._touching

        def instruction(code, offset):
            if offset not in touching[code]:
                return disable
            scheduler.left -= 1
            if scheduler.left <= 0:
                from_trace(checkpoint)
            return None

        return {"INSTRUCTION": instruction, "JUMP": jump}


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
