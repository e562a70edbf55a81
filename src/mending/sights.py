"""What the judge sees of each run: what is left at the end, who started, who slept with a lock."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from greenthreads.exploration import Onlooker, Over
from greenthreads.tasks import DONE
from guarantee import misfit
from guarantee.marks import SLACK
from mending.contract import (
    AtEnd,
    AwakeWithLocks,
    Clause,
    Contract,
    Free,
    Keeps,
    NoBusyWaiting,
    NoDeadlock,
    NoException,
    Prints,
    Threads,
    Within,
    code,
)

if TYPE_CHECKING:
    from greenthreads.exploration.scheduler import Actor

ENOUGH: Final = 150  # classes after which a program that was refused is looked at no further
LONGEST: Final = 200  # characters of a value, or of an output, in a sentence
MOST_THREADS: Final = 12  # of which so many are looked for that live at the same time
ENDED: Final = ("finished", "error")
UNCAUGHT: Final = ("Traceback (most recent call last)", "Exception in thread ")
PLAIN: Final = frozenset((int, float, str, bool, bytes, type(None)))
HOLDING: Final = (list, tuple, dict, set, frozenset)


@dataclass(frozen=True)
class Mark:
    """Which clauses a run breaks, by their numbers; two marks are the same if these are."""

    broken: tuple[int, ...]
    said: tuple[str, ...] = field(compare=False)
    """Of each of them: how, in a sentence."""
    own_locks: str = field(compare=False, default="")
    """What explains it: each thread took a lock of its own."""

    def sentence(self, number: int) -> str:
        """How a run breaks a clause."""
        return self.said[self.broken.index(number)]


class Sights(Onlooker):
    """Holds each run against a contract."""

    def __init__(self, contract: Contract) -> None:
        self._clauses = contract.clauses
        self.begin_anew()
        self.begin()

    @property
    def enough(self) -> bool:  # type: ignore[override]
        """Whether more classes would tell nothing new, or too little for the time they take."""
        asked = sum(not is_static(clause) for clause in self._clauses)
        return len(self._broken) == asked or (bool(self._broken) and self._runs >= ENOUGH)

    def begin_anew(self) -> None:
        """Forget all runs."""
        self._broken: set[int] = set()
        self._runs = 0

    def begin(self) -> None:
        """A run begins."""
        self._at_end: dict[int, str] = {}
        self._is_over = False
        self._taken: list[tuple[Actor, Any, int]] = []
        self._slept = ""
        self._asked = ""
        self._started: list[Actor] = []
        self._apart: set[tuple[int, int]] = set()  # the first has ended before the second started

    def starts(self, child: Actor, earlier: list[Actor]) -> None:
        """Remember whose end was waited for before."""
        self._started.append(child)
        ended = {task.tid for task in earlier if task.joined and task.state is DONE}
        self._apart.update((tid, child.tid) for tid in ended)

    def took(self, task: Actor, lock: Any) -> None:
        """Remember who has which lock, and where it was taken."""
        line = task_line(lock)
        self._taken.append((task, lock, line))

    def sleeps(self, task: Actor, line: int) -> None:
        """Whether the thread has a lock that it took itself."""
        for holder, lock, _ in self._taken:
            if holder is task and lock.owner is task and not self._slept:
                name = lock._scheduler.names.of(lock, None)
                self._slept = f"{task.name} sleeps in line {line} while it holds {code(name)}."

    def spins(self, task: Actor, line: int) -> None:
        """Remember the first who waits by asking."""
        self._asked = self._asked or (
            f"{task.name} goes round in the loop of line {line} until another thread is done."
        )

    def over(self, values: dict[str, Any]) -> None:
        """Ask what the contract asks of the program's globals."""
        self._is_over = True
        for number, clause in enumerate(self._clauses):
            if isinstance(clause, AtEnd):
                said = _not_so(clause, values)
            elif isinstance(clause, Free):
                said = _not_free(clause, values)
            else:
                continue
            if said:
                self._at_end[number] = said

    def mark(self, run: Over) -> Hashable:
        """Which clauses it breaks."""
        self._runs += 1
        said = {
            number: why
            for number, clause in enumerate(self._clauses)
            if (why := self._objection(number, clause, run))
        }
        self._broken.update(said)
        explained = self._own_locks() if said and run.kind in ENDED else ""
        return Mark(tuple(said), tuple(said.values()), explained)

    def _objection(self, number: int, clause: Clause, run: Over) -> str:
        """Why a run breaks a clause, in a sentence; empty if it does not, or cannot tell."""
        if clause.at_end and run.kind not in ENDED:
            return ""
        match clause:
            case NoDeadlock():
                return _stuck(run)
            case NoException():
                return _uncaught(run)
            case Prints():
                return _misprint(clause, run)
            case Within():
                late = run.late or run.seconds <= clause.seconds + SLACK
                return "" if late else f"It takes {run.seconds:.4g} s."
            case Threads():
                return self._too_few(clause)
            case AwakeWithLocks():
                return self._slept
            case NoBusyWaiting():
                return self._asked
        return self._at_end.get(number, "")

    def _too_few(self, clause: Threads) -> str:
        workers = {task.worker or task.tid: task.tid for task in self._started}
        if len(workers) < clause.number:
            return f"It starts {_counted(len(workers))} besides the main one."
        if not clause.together or self._live_together(list(workers.values()), clause.number):
            return ""
        return "A thread has ended before the next is started."

    def _live_together(self, tids: list[int], number: int) -> bool:
        """Whether so many threads may be alive at once."""
        return any(
            not self._apart.intersection(combinations(some, 2))
            for some in combinations(tids[:MOST_THREADS], number)
        )

    def _own_locks(self) -> str:
        """Where one line takes a lock that nobody else ever takes, and another thread another."""
        takers: dict[int, set[Actor]] = {}
        at_line: dict[int, dict[int, Actor]] = {}
        for task, lock, line in self._taken:
            takers.setdefault(id(lock), set()).add(task)
            at_line.setdefault(line, {})[id(lock)] = task
        for line, locks in at_line.items():
            names = list(dict.fromkeys(task.name for task in locks.values()))
            if len(names) > 1 and all(len(takers[one]) == 1 for one in locks):
                return (
                    f"{names[0]} and {names[1]} hold two different locks in line {line}, "
                    "so neither waits for the other."
                )
        return ""


def task_line(lock: Any) -> int:
    """The program's line that takes a lock, 0 for none."""
    return int(lock._scheduler.names.place(lock, lock._called).line)


def is_static(clause: Clause) -> bool:
    """Whether a clause is judged by the program's text alone."""
    return isinstance(clause, Keeps)


# -- what each clause objects to ----------------------------------------------------------------


def _stuck(run: Over) -> str:
    if run.kind == "deadlock":
        _, *waits = run.report.splitlines()
        told = "; ".join(wait.strip().rstrip(".") for wait in waits)
        return f"Nobody can go on: {told}." if told else "Nobody can go on."
    if run.kind == "endless":
        return "It never ends: a thread waits, or goes round in a loop, for what never comes."
    return ""


def _uncaught(run: Over) -> str:
    lines = run.stderr.splitlines()
    if run.kind != "error" and not any(line.startswith(UNCAUGHT) for line in lines):
        return ""
    threads = [
        line.split(maxsplit=3)[3].rstrip(":") for line in lines if line.startswith(UNCAUGHT[1])
    ]
    who = "MainThread" if run.kind == "error" or not threads else threads[0]
    return f"{who} ends with {code(_last_error(run))}."


def _last_error(run: Over) -> str:
    lines = [line for line in run.stderr.splitlines() if line[:1].isalpha()]
    lines = [line for line in lines if not line.startswith(UNCAUGHT)]
    return _short(lines[-1]) if lines else "an exception"


def _misprint(clause: Prints, run: Over) -> str:
    if run.kind == "error":
        return f"It ends with {code(_last_error(run))}."
    wrong = misfit(clause.guarantee, run.stdout, run.seconds, run.status, exact=not run.late)
    if not wrong:
        return ""
    printed = run.stdout.strip()
    due = clause.marks.strip()
    if "\n" in printed or "\n" in due:
        return f"What it prints does not fit: {wrong.partition(': ')[2]}."
    return f"It prints {code(_short(printed)) if printed else 'nothing'}, not {code(due)}."


def _counted(number: int) -> str:
    return "no thread" if not number else f"{number} thread" + "s" * (number > 1)


def _not_so(clause: AtEnd, values: dict[str, Any]) -> str:
    try:
        if eval(clause.compiled, values):
            return ""
    except NameError as error:
        return f"At the end the program has no {code(error.name or clause.expression)}."
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        return f"At the end {code(clause.expression)} cannot be asked: {code(told)}."
    shown = _shown(clause, values)
    return f"At the end {shown or f'it is not so that {code(clause.expression)}'}."


def _shown(clause: AtEnd, values: dict[str, Any]) -> str:
    """What stands there instead: of a comparison its left side, else the names in it.

    A left side without a name, as in `"early" in done`, says nothing that is not known.
    """
    if clause.left is not None and clause.left[1].co_names:
        text, compiled = clause.left
        there = plain(eval(compiled, values))
        return f"{code(text)} is {code(there)}" if there else ""
    return " and ".join(
        f"{code(name)} is {code(there)}"
        for name in dict.fromkeys(clause.compiled.co_names)
        if name in values and (there := plain(values[name]))
    )


def _not_free(clause: Free, values: dict[str, Any]) -> str:
    try:
        thing = eval(clause.compiled, values)
        thing = getattr(thing, "_lock", thing) if hasattr(thing, "notify") else thing
        if hasattr(thing, "_value"):
            due = clause.places or getattr(thing, "_initial_value", None)
            if due is None:
                return f"{code(clause.expression)} does not tell how many places it had."
            left = thing._value
            if left == due:
                return ""
            return f"At the end {code(clause.expression)} has {left} of its {due} places."
        held = thing.locked()
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        return f"At the end {code(clause.expression)} cannot be asked: {code(told)}."
    return f"At the end {code(clause.expression)} is still held." if held else ""


def plain(value: Any) -> str:
    """A value of Python's own kinds as text, never by the program's own `__repr__`."""
    if type(value) in PLAIN:
        return _short(repr(value))
    if type(value) not in HOLDING or len(value) > 50:
        return ""
    parts = [*value.keys(), *value.values()] if isinstance(value, dict) else list(value)
    return _short(repr(value)) if all(type(part) in PLAIN for part in parts) else ""


def _short(text: str) -> str:
    line = " ⏎ ".join(text.splitlines())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
