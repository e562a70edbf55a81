"""What the threads of one run did to what they might share, step by step, as the program says it.

Only a run that is told about notes this: which expression of the program read or wrote what, which
value that was, in which line, under which locks. Of values only numbers and short texts are shown,
and no method of the program's objects is called for it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from .accesses import WRITE, Access, Accesses, Kind
from .history import Event
from .operands import Plan
from .touching import Toucher, _item
from .values import UNKNOWN, evaluator, is_any_of, look_up

if TYPE_CHECKING:
    from ..runner import Program
    from .guided import Guided

Deed = Literal["read", "write", "change"]
SHARED_KINDS: Final[frozenset[Kind]] = frozenset(("variables", "cells", "attributes", "items"))
SHOWN: Final = (int, float, bool, type(None), str)
LONGEST_VALUE: Final = 24
LONGEST_TEXT: Final = 40
MOST_NOTES: Final = 20_000
WRITES: Final = frozenset(
    ("global_write", "name_write", "cell_write", "attribute_write", "item_write")
)


class Held(NamedTuple):
    """A lock that a thread holds, and where it took it."""

    name: str
    line: int
    lock: Any = None


class Step(NamedTuple):
    """Where a function of the program is."""

    frame: int
    line: int


class Note:
    """One access. `value` is what was read or written, "" where that is not to be shown."""

    __slots__ = (
        *("accesses", "chain", "deed", "event", "held", "line", "number", "sure", "test", "text"),
        *("thread", "tid", "value"),
    )

    def __init__(
        self, number: int, scheduler: Guided, deed: Deed, accesses: Accesses, line: int, text: str
    ) -> None:
        task = scheduler.current
        self.number, self.tid, self.thread = number, task.tid, task.name
        self.deed: Deed = deed
        self.accesses, self.line, self.text = accesses, line, text
        self.value = ""
        self.sure = False  # whether it is exactly one access, to what `text` says
        self.event: Event | None = scheduler.event
        self.held: tuple[Held, ...] = tuple(scheduler.held.get(task.tid, ()))
        self.chain: list[Step] = []  # the program's functions that it was done in, inmost first
        self.test: Step | None = None  # that of them in whose condition it was done

    @property
    def writes(self) -> bool:
        """Whether it changes anything."""
        return any(mode == WRITE for _, _, mode in self.accesses)


class Call(NamedTuple):
    """A call of a method of the library's synchronizing objects, as `notify`."""

    number: int
    thread: str
    tid: int
    line: int
    method: str
    target: Any
    waiting: int
    """How many waited then, for a condition."""


class Notes:
    """All notes of one run."""

    def __init__(self, scheduler: Guided, toucher: Toucher, program: Program) -> None:
        self._scheduler, self._toucher = scheduler, toucher
        self._filename = program.filename
        self._lines = program.source.splitlines()
        self._tests = _tests_in(program.source)
        self.notes: list[Note] = []
        self.calls: list[Call] = []
        self.gave_up: list[Call] = []
        self.last: dict[int, Accesses] = {}  # by thread: what it touches at its point
        self._open: dict[int, list[tuple[Note, Callable[[], Any]]]] = {}
        self._places: dict[tuple[CodeType, int], tuple[int, str, bool]] = {}
        self.count = 0

    def reset(self) -> None:
        """A new run begins."""
        for kept in (self.notes, self.calls, self.gave_up, self.last, self._open):
            kept.clear()
        self.count = 0

    def settle(self, tid: int) -> None:
        """A thread has done what it noted last: now the values it wrote can be seen."""
        for note, value in self._open.pop(tid, ()):
            note.value = shown(value())

    # -- hearing of it ----------------------------------------------------------------------

    def listen(self, codes: Iterable[CodeType]) -> None:
        """Note what the instructions of this code do, beside their being points."""
        for code in codes:
            handlers, plans = self._toucher.handlers[id(code)], self._toucher.plans[id(code)]
            for offset, handler in list(handlers.items()):
                plan = plans[offset]
                handlers[offset] = self._noting(code, offset, plan, handler)

    def _noting(
        self, code: CodeType, offset: int, plan: Plan, handler: Callable[[FrameType], None]
    ) -> Callable[[FrameType], None]:
        scheduler, last = self._scheduler, self.last
        value = finder(plan, self._toucher)
        writes = plan.kind in WRITES
        deed: Deed = "write" if writes else "read"
        sure = value is not None

        def noting(frame: FrameType) -> None:
            tid = scheduler.current.tid
            last.pop(tid, None)
            handler(frame)
            accesses = last.pop(tid, ())
            if not accesses or scheduler.closing:
                return
            note = self._add(code, offset, frame, deed, accesses)
            if note is not None and value is not None:
                note.sure = sure
                if writes:
                    self._open.setdefault(tid, []).append((note, value(frame)))
                else:
                    note.value = shown(value(frame)())

        return noting

    def call(
        self,
        code: CodeType,
        offset: int,
        function: Any,
        first: Any,
        frame: FrameType,
        accesses: Accesses,
    ) -> None:
        """The program calls a function."""
        if self._scheduler.closing:
            return
        name = getattr(getattr(function, "__func__", function), "__qualname__", "")
        if name in ("Condition.notify", "Condition.notify_all", "Event.set"):
            own = getattr(function, "__self__", first)
            task = self._scheduler.current
            waiting = len(getattr(own, "_waiters", ()))
            line = self._place(code, offset)[0]
            self.count += 1
            self.calls.append(Call(self.count, task.name, task.tid, line, name, own, waiting))
        elif accesses and not self._scheduler.solo:
            writes = any(mode == WRITE for _, _, mode in accesses)
            self._add(code, offset, frame, "change" if writes else "read", accesses)

    def _add(
        self, code: CodeType, offset: int, frame: FrameType, deed: Deed, accesses: Accesses
    ) -> Note | None:
        kinds = self._scheduler.places.kinds
        ours = tuple(a for a in accesses if a[0] >= 0 and kinds[a[0]] in SHARED_KINDS)
        if not ours or len(self.notes) >= MOST_NOTES:
            return None
        outer: FrameType | None = frame
        while code.co_filename != self._filename and outer is not None:
            outer = outer.f_back  # of a package that is watched: where the program calls it
            if outer is not None:
                code, offset = outer.f_code, outer.f_lasti
        line, text, in_test = self._place(code, offset)
        self.count += 1
        note = Note(self.count, self._scheduler, deed, ours, line, text)
        note.chain = [Step(id(frame), line)]
        note.test = note.chain[0] if in_test else None
        self._add_callers(note, frame.f_back)
        self.notes.append(note)
        return note

    def _add_callers(self, note: Note, frame: FrameType | None) -> None:
        while frame is not None and id(frame.f_code) in self._toucher.plans:
            line, _, in_test = self._place(frame.f_code, frame.f_lasti)
            if frame.f_code.co_filename != self._filename:
                line, in_test = note.line, False
            note.chain.append(Step(id(frame), line))
            if in_test and note.test is None:
                note.test = note.chain[-1]
            frame = frame.f_back

    def _place(self, code: CodeType, offset: int) -> tuple[int, str, bool]:
        """Of an instruction: its line, its text, whether it is part of a condition."""
        found = self._places.get((code, offset))
        if found is None:
            found = self._places[code, offset] = self._look_up_place(code, offset)
        return found

    def _look_up_place(self, code: CodeType, offset: int) -> tuple[int, str, bool]:
        positions = list(code.co_positions())
        line, last, start, end = positions[offset // 2]
        if line is None or start is None or end is None or not 0 < line <= len(self._lines):
            return line or 0, "", False
        in_test = any(
            first <= (line, start) and (last or line, end) <= until for first, until in self._tests
        )
        text = ""
        if line == last:
            text = self._lines[line - 1].encode()[start:end].decode(errors="replace")
        return line, text if len(text) <= LONGEST_TEXT else "", in_test


def shown(value: Any) -> str:
    """A value for people: numbers and short texts; "" for all others."""
    if not is_any_of(type(value), *SHOWN) or (
        type(value) is int and abs(value) >= 10**LONGEST_VALUE
    ):
        return ""
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else ""


def finder(plan: Plan, toucher: Toucher) -> Callable[[FrameType], Callable[[], Any]] | None:
    """A function that gives one that looks up what a plan is about, now or later.

    None where there is no value to be looked up.
    """
    kind, _, _ = plan.kind.rpartition("_")
    name = plan.name
    if kind in ("global", "name"):
        return lambda frame: _getter(frame.f_globals, name)
    if kind == "cell":
        return lambda frame: lambda: frame.f_locals.get(name, UNKNOWN)
    operands = [evaluator(symbol, toucher.values) for symbol in plan.operands]
    if kind == "attribute":
        (owner,) = operands
        return lambda frame: _attribute(owner(frame), name)
    if kind == "item":
        container, key = operands
        return lambda frame: _getter_of_item(container(frame), key(frame))
    return None


def _getter(mapping: Any, name: str) -> Callable[[], Any]:
    return lambda: mapping.get(name, UNKNOWN)


def _attribute(owner: Any, name: str) -> Callable[[], Any]:
    return lambda: look_up(owner, name)[0]


def _getter_of_item(owner: Any, key: Any) -> Callable[[], Any]:
    return lambda: _item(owner, key)


Span = tuple[tuple[int, int], tuple[int, int]]


def _tests_in(source: str) -> list[Span]:
    """From where to where the conditions of a program stand."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found: list[Span] = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert)):
            test = node.test
            until = test.end_lineno or test.lineno, test.end_col_offset or 0
            found.append(((test.lineno, test.col_offset), until))
    return found


def meeting(one: Note, other: Note) -> tuple[Access, Access] | None:
    """The accesses of two threads that meet, at least one of them writing."""
    for access in one.accesses:
        for access2 in other.accesses:
            (place, part, mode), (place2, part2, mode2) = access, access2
            same = part is None or part2 is None or part == part2
            if place == place2 and same and WRITE in (mode, mode2):
                return access, access2
    return None
