"""Which operations are one step? A table of which each cell is a program, run in all its schedules.

    python -m examples.atomic [--python PATH ...] [NAME ...]     NAME: part of a program's name

`snippets/atomic/cells.toml` says of each operation what two threads share and do, and what must be
true at the end. Of that a program is made, which the playground opens (`programs`). It is explored
at both levels; where a class of schedules ends in an exception, the operation fails. On the
interpreters of `--python` (or FIGURE_PYTHONS) it is also run many times on real threads, and
`real.json` keeps what came. The page's tables, `table.md` and `short.md`, are made of both, so
nothing in them is written by a hand but what the documentation says (`DOCS`).
"""

import argparse
import json
import os
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from examples.children import LONG, Children
from examples.figures import ENV, machine
from examples.files import ROOT, SNIPPETS, read
from examples.running import which_of
from examples.virtual import Level
from greenthreads.exploration import Ending, Exploration, explore
from greenthreads.options import Options

FOLDER = SNIPPETS / "atomic"
CELLS = FOLDER / "cells.toml"
REAL = FOLDER / "real.json"
TABLE = FOLDER / "table.md"
SHORT = FOLDER / "short.md"
REAL_THREADS = ROOT / "figures" / "atomic" / "real_threads.py"
LIMIT = 4_000  # runs of an exploration: no program here has so many classes
PATIENCE = 900.0  # seconds for all programs on one interpreter
WIDTH = 60  # columns of a program
CRASH = 0, 1  # runs and failures of a program with which the interpreter itself ended
LEVELS: tuple[Level, ...] = ("gil", "free-threaded")
# What docs.python.org says of an operation on the free-threaded build, by the word in cells.toml.
DOCS = {
    "": "no word",
    "atomic": "atomic",
    "safe": "safe",
    "key": "safe; one step for keys like `str` and `int`",
    "both": "locks both, where the other is of the same type",
    "half": "safe; a reader may see it half done",
    "empty": "not atomic: the list looks empty meanwhile",
    "partly": "safe; the generator is not locked",
    "no": "not atomic",
    "deque": "thread-safe",
    "iterator": "not guaranteed",
    "text": "not thread-safe",
    "buffered": "protected by a lock",
}
PROMISED = {"atomic", "safe", "key", "both", "deque", "buffered"}
SOURCES = {
    "list": "library/threadsafety.html#thread-safety-for-list-objects",
    "dict": "library/threadsafety.html#thread-safety-for-dict-objects",
    "set": "library/threadsafety.html#thread-safety-for-set-objects",
    "deque": "library/collections.html#collections.deque",
    "iterator": "glossary.html#term-iterator",
    "io": "library/io.html#multi-threading",
}
HEADINGS = {
    "list": "Lists",
    "dict": "Dictionaries",
    "set": "Sets",
    "deque": "Deques",
    "attribute": "Attributes and globals",
    "iterator": "Iterators",
    "io": "Files and print",
}


class CellError(Exception):
    """A cell that cannot be made, or that real threads contradict; the text names it."""


@dataclass(frozen=True)
class Cell:
    """One operation, and the program that tries it."""

    kind: str
    operation: str
    write: str
    docs: str
    source: str
    instead: str = ""
    short: bool = False

    @property
    def name(self) -> str:
        """The program's name in the playground, without its ending."""
        return f"atomic/{self.kind}_{self.operation}"


@dataclass(frozen=True)
class Verdict:
    """What the schedules of a program at one level come to.

    `words` says how the first of the failing classes fails; `witness` is the plainest of them.
    """

    classes: int
    failing: int = 0
    proved: bool = True
    words: str = ""
    witness: str = ""


@dataclass
class Real:
    """How often programs were run on an interpreter's threads, and how often they failed."""

    which: str
    where: str
    runs: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """Which column of the table it belongs to."""
        return "free-threaded" if self.which.endswith("t") else "gil"


@cache
def cells() -> tuple[Cell, ...]:
    """All cells in the order of their file. Raises CellError."""
    listed = tomllib.loads(read(CELLS))
    return tuple(
        _cell(kind, operation, one)
        for kind, operations in listed.items()
        for operation, one in operations.items()
    )


def _cell(kind: str, operation: str, given: Mapping[str, Any]) -> Cell:
    if given["docs"] not in DOCS or kind not in HEADINGS:
        raise CellError(f"{kind}.{operation}: no such `docs`, or no heading")
    about = {key: given[key] for key in ("write", "docs", "instead", "short") if key in given}
    return Cell(kind, operation, source=_source(given), **about)


def _source(given: Mapping[str, Any]) -> str:
    """A program: two threads, started and joined, and then what must be true."""
    begin = given["begin"]
    imports = [line for line in begin.splitlines() if line.startswith(("import ", "from "))]
    rest = "\n".join(line for line in begin.splitlines() if line not in imports).strip("\n")
    head = "\n".join(sorted([*imports, "from threading import Thread"], key=_import_order))
    threads = [name for name in ("one", "other") if name in given]
    functions = [f"def {name}():\n{textwrap.indent(given[name], '    ')}" for name in threads]
    twice = ", ".join([*threads, *threads][:2])
    run = (
        f"threads = [Thread(target=f) for f in ({twice})]\n"
        "for thread in threads:\n    thread.start()\n"
        "for thread in threads:\n    thread.join()\n"
        f"{given.get('end', '')}"
    ).rstrip("\n")
    return "\n\n\n".join([f"{head}\n\n{rest}", *functions, f"{run}\n{_check(given)}"]) + "\n"


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def _check(given: Mapping[str, Any]) -> str:
    check, words = f"assert {given['holds']}", json.dumps(given["else"])
    if not given["else"]:
        return check
    line = f"{check}, {words}"
    return line if len(line) <= WIDTH else f"{check}, (\n    {words}\n)"


# -- all schedules ------------------------------------------------------------------------------


def explored(name: str, level: Level) -> Verdict:
    """Run the program of a cell once for each class of its schedules."""
    source = next(one.source for one in cells() if one.name == name)
    return verdict(source, name, level)


def verdict(source: str, name: str, level: Level) -> Verdict:
    """What all schedules of a program come to: one that raises anything fails."""
    failed: list[Ending] = []
    found, last = Exploration(), None
    for found in explore(source, f"{name}.py", Options(level=level), limit=LIMIT):
        if found.classes == 0:
            failed.clear()  # the search found out more of what threads share, and begins anew
        if found.last is not None and found.last is not last:
            last = found.last
            failed += [last] if _fails(last) else []
    if not failed:
        return Verdict(found.classes, 0, found.complete)
    outcomes = {id(one.outcome): one.outcome for one in failed}.values()
    best = min(outcomes, key=lambda one: (len(one.witness), one.witness))
    failing = sum(one.classes for one in outcomes)
    return Verdict(found.classes, failing, found.complete, _how(failed[0]), best.witness)


def _fails(ending: Ending) -> bool:
    return ending.kind != "finished" or bool(ending.stderr) or ending.status != 0


def _how(ending: Ending) -> str:
    """The words of an assertion, else the name of the exception."""
    last = ending.stderr.strip().splitlines()[-1] if ending.stderr.strip() else ending.kind
    kind, _, words = last.partition(": ")
    return words if kind == "AssertionError" and words else kind


# -- real threads -------------------------------------------------------------------------------


def tried(python: str, chosen: Sequence[Cell]) -> Real:
    """Run programs many times on the real threads of an interpreter."""
    which = which_of(python)
    found = Real(which, machine())
    left = {one.name: one.source for one in chosen}
    while left:
        done = subprocess.run(
            [python, str(REAL_THREADS)],
            input=json.dumps(left),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        for name, (runs, failed) in map(json.loads, done.stdout.splitlines()):
            found.runs[name] = runs, failed
            del left[name]
        if not left:
            break
        if done.returncode >= 0:
            raise CellError(f"{which}, {next(iter(left))}: {done.stderr.strip()[-300:]}")
        name = next(iter(left))  # a signal has ended the interpreter itself
        found.runs[name] = CRASH
        del left[name]
    return found


def known() -> list[Real]:
    """What was found on real threads before."""
    listed = json.loads(read(REAL)) if REAL.exists() else []
    return [
        Real(one["which"], one["where"], {n: tuple(r) for n, r in one["runs"].items()})
        for one in listed
    ]


def keep(reals: Iterable[Real]) -> None:
    """Write what was found, a program in a line."""
    listed = [
        f'{{"which": {json.dumps(one.which)}, "where": {json.dumps(one.where)}, "runs": {{\n'
        + ",\n".join(f"{json.dumps(name)}: {json.dumps(n)}" for name, n in one.runs.items())
        + "}}"
        for one in sorted(reals, key=lambda one: (one.level, one.which))
    ]
    REAL.write_text("[" + ",\n".join(listed) + "]\n", "utf-8")


def merged(before: Real | None, new: Real) -> Real:
    """What is known of an interpreter after more runs. That it crashed once stays true."""
    if before is None or before.where != new.where:
        return new
    crashes = {name: CRASH for name, ran in before.runs.items() if ran == CRASH}
    return Real(new.which, new.where, {**before.runs, **new.runs, **crashes})


# -- the page -----------------------------------------------------------------------------------

Verdicts = Mapping[tuple[str, Level], Verdict]


def table(verdicts: Verdicts, reals: Sequence[Real]) -> str:
    """The tables of all kinds, each below its heading, and where the real threads ran."""
    parts = []
    for kind, heading in HEADINGS.items():
        of_kind = [one for one in cells() if one.kind == kind]
        parts.append(f"## {heading}\n\n{rows(of_kind, verdicts, reals)}")
    where = [f"CPython {one.which}: {one.where}" for one in reals]
    return "\n".join(parts) + '\n```text title="Real threads"\n' + "\n".join(where) + "\n```\n"


def short(verdicts: Verdicts, reals: Sequence[Real]) -> str:
    """The rows that a chapter shows."""
    return rows([one for one in cells() if one.short], verdicts, reals)


def rows(listed: Iterable[Cell], verdicts: Verdicts, reals: Sequence[Real]) -> str:
    """A table of some rows."""
    lines = [
        "| you write | with the GIL | free-threaded | the docs say; instead |",
        "|---|---|---|---|",
    ]
    for one in listed:
        gil, free = (_told(one, level, verdicts, reals) for level in LEVELS)
        lines.append(f"| {one.write} | {gil} | {free} | {_last(one)} |")
    return "\n".join(lines) + "\n"


def _last(one: Cell) -> str:
    source = SOURCES.get(one.kind)
    said = DOCS[one.docs]
    if source and one.docs:
        said = f"[{said}](https://docs.python.org/3.15/{source})"
    return f"{said}; write {one.instead}" if one.instead else said


def _told(one: Cell, level: Level, verdicts: Verdicts, reals: Sequence[Real]) -> str:
    here = verdicts[one.name, level]
    ran = [real.runs[one.name] for real in reals if real.level == level and one.name in real.runs]
    runs, failed = (sum(column) for column in zip(*ran, strict=True)) if ran else (0, 0)
    told = f'<a href="{_address(one, level, here)}">{escape(_verdict(one, level, verdicts))}</a>'
    if here.proved or here.failing:
        told += f", {here.failing} of {here.classes}"
    if CRASH in ran:
        return f"{told}<br>real: **the interpreter crashes**"
    return told + (f"<br>real: {failed:,} of {runs:,}" if ran else "")


def _verdict(one: Cell, level: Level, verdicts: Verdicts) -> str:
    here = verdicts[one.name, level]
    if here.failing:
        return f"✗ {here.words}"
    if not here.proved:
        return "not proved"
    if level == "free-threaded":
        return "holds" if one.docs in PROMISED else "holds, not promised"
    accident = verdicts[one.name, "free-threaded"].failing or one.docs == "no"
    return "holds by accident" if accident else "holds"


def _address(one: Cell, level: Level, here: Verdict) -> str:
    parts = [f"run={one.name}.py"]
    parts += ["threads=free-threaded"] * (level == "free-threaded")
    parts += [f"witness={here.witness}"] * bool(here.witness)
    return "../playground/#" + "&amp;".join(parts)


def contradictions(verdicts: Verdicts, reals: Sequence[Real]) -> list[str]:
    """Proofs that real threads have shown to be none."""
    return [
        f"{name} on {real.which}: {failed} of {runs} real runs fail, but no class of schedules"
        for real in reals
        for name, (runs, failed) in real.runs.items()
        if failed
        and (name, real.level) in verdicts
        and verdicts[name, real.level].proved
        and not verdicts[name, real.level].failing
    ]


def all_verdicts(chosen: Iterable[Cell], children: Children) -> dict[tuple[str, Level], Verdict]:
    """Explore programs at both levels, side by side."""
    jobs = {
        (one.name, level): children.submit(one.name, explored, one.name, level, patience=LONG)
        for one in chosen
        for level in LEVELS
    }
    return {key: job.result() for key, job in jobs.items()}


def main() -> int:
    """Write the tables; on the interpreters that are given, also run on real threads."""
    parser = argparse.ArgumentParser(prog="examples.atomic")
    parser.add_argument("--python", action="append", default=[], help="an interpreter's path")
    parser.add_argument("names", nargs="*", help="parts of programs' names, for the real threads")
    asked = parser.parse_args()
    given = os.environ.get(ENV, "").split(os.pathsep)
    chosen = [one for one in cells() if not asked.names or any(n in one.name for n in asked.names)]
    reals = {one.which: one for one in known()}
    for python in asked.python or [path for path in given if path]:
        new = tried(python, chosen)
        reals[new.which] = merged(reals.get(new.which), new)
    names = {one.name for one in cells()}
    for one in reals.values():
        one.runs = {name: n for name, n in one.runs.items() if name in names}
    keep(reals.values())
    with Children() as children:
        verdicts = all_verdicts(cells(), children)
    TABLE.write_text(table(verdicts, known()), "utf-8")
    SHORT.write_text(short(verdicts, known()), "utf-8")
    wrong = contradictions(verdicts, known())
    print("\n".join([f"{len(verdicts)} cells written", *wrong]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
