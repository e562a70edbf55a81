"""What one step does, in words: `reads counter (0)`, `waits for lock, held by A`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dis import opname
from types import CodeType, FrameType
from typing import Any, Final

from ..exploration.accesses import WRITE, Accesses
from ..exploration.notes import finder
from ..exploration.operands import Plan
from ..exploration.touching import Toucher
from ..exploration.values import SOME_SCALAR, UNKNOWN, Fresh, New, Through
from .short import CUT, called_by_kind, path_to, short

LONGEST_TEXT: Final = 40
LONGEST_LINE: Final = 60
TAKING: Final = frozenset(("Lock.acquire", "RLock.acquire", "Condition.acquire", ""))
WAITS: Final[dict[str, str]] = {
    "Queue.get": "waits for an item in {}",
    "Queue.put": "waits for room in {}",
    "Queue.join": "waits until all of {} is done",
    "SimpleQueue.get": "waits for an item in {}",
    "Event.wait": "waits for {} to be set",
    "Barrier.wait": "waits at {} for the others",
    "Condition.wait": "waits in {} to be notified",
    "Condition.wait_for": "waits in {} to be notified",
    "Semaphore.acquire": "waits for a place in {}",
    "BoundedSemaphore.acquire": "waits for a place in {}",
    "Future.result": "waits for the result of {}",
}
NUMBERED: Final = re.compile(r"^(Thread-\d+) \(.*\)$")
Later = Callable[[], Any]  # looks a value up


class Words:
    """Says what accesses are, as the program says it."""

    def __init__(self, source: str, toucher: Toucher, main: Mapping[str, Any]) -> None:
        self._lines = source.splitlines()
        self._toucher, self._main = toucher, main
        self._texts: dict[tuple[int, int], str] = {}
        self._values: dict[tuple[int, int], Callable[[FrameType], Later] | None] = {}

    def of_access(
        self, frame: FrameType, code: CodeType, offset: int, plan: Plan | None, accesses: Accesses
    ) -> tuple[str, Later | None]:
        """The words, and what looks the value up once it is written, if it is to be told."""
        writes = any(mode == WRITE for _, _, mode in accesses)
        text = self.text(code, offset)
        value = None if plan is None else self._value(code, offset, plan)
        if value is None:
            return self._loosely(frame, text, plan, accesses, writes), None
        assert plan is not None
        text = text or str(plan.name)
        later = value(frame)
        if writes:
            return f"writes {text}", later
        return f"reads {text}{bracketed(later())}", None

    def of_next(self) -> str:
        """What the running thread is about to do, from where it is in the program."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and id(frame.f_code) not in self._toucher.plans:
            frame = frame.f_back
        if frame is None:
            return "ends"
        code, offset = frame.f_code, frame.f_lasti
        plan = self._toucher.plans[id(code)].get(offset)
        text = self.text(code, offset)
        if plan is not None and plan.kind == "enter":
            return f"acquires {text}"
        if plan is not None and plan.kind.endswith("_read"):
            return f"reads {text or plan.name}"
        if plan is not None and plan.kind.endswith("_write"):
            return f"writes {text or plan.name}"
        if text.startswith("print("):
            return "prints"
        if plan is not None and plan.kind in ("for_iter", "get_iter"):
            return f"goes on through {text}"
        if text and "(" not in text and (way := _way(code, offset)):
            return f"{way} with {text}"
        return f"does {text}" if text else f"goes on in line {frame.f_lineno}"

    def _loosely(
        self, frame: FrameType, text: str, plan: Plan | None, accesses: Accesses, writes: bool
    ) -> str:
        """A call, or an operator: which of its values is meant is not known."""
        called = plan is None and text and not text.startswith("print(")
        if called and (writes or len(text) <= LONGEST_TEXT):
            return f"does {text}"
        things = {self.name(place, part, frame): None for place, part, _ in accesses}
        named = " and ".join(name for name in things if name) or text or "shared data"
        return f"{'changes' if writes else 'reads'} {named}"

    def name(self, place: int, part: Any, frame: FrameType | None) -> str:
        """What the program calls a shared place."""
        places = self._toucher.places
        kind = places.kinds[place]
        if kind in ("variables", "cells"):
            return str(part)
        owner = self.owner(place)
        if owner is None:
            return ""
        local = {} if frame is None else frame.f_locals
        name = path_to(owner, self._main) or path_to(owner, local) or called_by_kind(owner)
        return f"{name}.{part}" if kind == "attributes" and part is not None else name

    def owner(self, place: int) -> Any:
        """The object that a place is a part of; None for one that is none."""
        places = self._toucher.places
        for (kind, key), number in places._numbers.items():
            if number == place and kind == places.kinds[place]:
                return next((one for one in places._kept if id(one) == key), None)
        return None

    def text(self, code: CodeType, offset: int) -> str:
        """The program's text that an instruction stands for; "" where it is long."""
        key = id(code), offset
        if key not in self._texts:
            self._texts[key] = self._look_up(code, offset)
        return self._texts[key]

    def _look_up(self, code: CodeType, offset: int) -> str:
        line, last, start, end = list(code.co_positions())[offset // 2]
        if line is None or line != last or not 0 < line <= len(self._lines):
            return ""
        text = self._lines[line - 1].encode()[start:end].decode(errors="replace")
        return text if len(text) <= LONGEST_TEXT else ""

    def _value(
        self, code: CodeType, offset: int, plan: Plan
    ) -> Callable[[FrameType], Later] | None:
        key = id(code), offset
        if key not in self._values:
            self._values[key] = finder(plan, self._toucher)
        return self._values[key]


def _way(code: CodeType, offset: int) -> str:
    """Whether an instruction goes into a `with` block or out of it; "" where it is no call."""
    name, argument = opname[code.co_code[offset]], code.co_code[offset + 1]
    if name == "BEFORE_WITH" or (name == "CALL" and not argument):
        return "enters"
    return "leaves" if name == "CALL" else ""  # __exit__ takes three


def bracketed(value: Any) -> str:
    """A value behind words; nothing for one that is not known."""
    unknown = (
        value is UNKNOWN or value is SOME_SCALAR or issubclass(type(value), (Fresh, New, Through))
    )
    return "" if unknown else f" ({short(value, 1)})"


def called(name: str) -> str:
    """A thread's name: `Thread-1 (work)` is Thread-1."""
    return NUMBERED.sub(r"\1", name)


def of_wait(kind: str, object: str, operation: str, holder: str) -> str:
    """What a thread waits for."""
    if kind == "sleeping":
        return "sleeps"
    if kind == "joining":
        return f"waits for the end of {called(object)}" if object else "waits for other threads"
    if kind == "io":
        return f"waits for {object or 'the network'}"
    if operation in WAITS:
        return WAITS[operation].format(object or "another")
    if operation in TAKING:
        return f"waits for {object or 'a lock'}" + (f", held by {holder}" if holder else "")
    return f"waits for {object} ({operation})" if object else f"waits in {operation}"


def of_print(stream: str, text: str) -> str:
    """What a thread wrote."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "prints an empty line"
    if stream == "err" and len(lines) > 1 and lines[0].startswith(("Traceback", "Exception")):
        return f"fails: {cut(lines[-1])}"
    return f"prints {cut(lines[0])}" + (f" {CUT}" if len(lines) > 1 else "")


def cut(text: str) -> str:
    """A line that is not too long."""
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + CUT
