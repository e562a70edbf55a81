"""How many changes of the programs does the checker see? `python -m examples.mutants FILE`

FILE is TOML or JSON, a list of mutants by whoever wants to know:

    [[mutant]]                                 {"mutant": [
    program = "thread_pool/thread_pool"          {"program": "thread_pool/thread_pool",
    name = "a pool of two"                        "name": "a pool of two",
    old = "max_workers=3"                         "old": "max_workers=3",
    new = "max_workers=2"                         "new": "max_workers=2"}, …]}

`old` must stand in the program exactly once, and `new` must leave it Python. Each mutant is judged
as the tests judge a broken copy: in virtual time, under the plain schedule and 16 drawn ones, by
the guarantee alone; then whether the plain run's timeline is still the recorded one (as drawn: the
picture, not the lines of the source). A program that cannot run in virtual time is run on real
threads, its guarantee judged by lower bounds of time.

Prints one line per mutant, the survivors' first, and how many were objected to. The exit status
is 0 unless the list itself is wrong.
"""

import argparse
import json
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examples.breaks import BreakError, Broken, replaced
from examples.children import Children, Crash
from examples.files import PageError
from examples.loopback import loopback
from examples.pages import Shown, all_shown
from examples.promises import expected
from examples.running import Hang
from examples.sessions import MARGIN, not_virtual
from examples.virtual import NoTimeline, draw_program, judge

PATIENCE = 30.0  # seconds until a mutant on real threads has hung


@dataclass(frozen=True)
class Judged:
    """A mutant: what the guarantee says of it, and what its timeline; None: nothing."""

    broken: Broken
    guarantee: str | None
    timeline: str | None

    def line(self) -> str:
        """One line for people."""
        if self.guarantee:
            return f"objected to   {self.broken}: {self.guarantee.splitlines()[0]}"
        if self.timeline:
            return f"timeline only {self.broken}: {self.timeline}"
        return f"SURVIVES      {self.broken}"


def main(arguments: list[str]) -> int:
    """Judge the mutants of one file."""
    parser = argparse.ArgumentParser(prog="examples.mutants")
    parser.add_argument("file", type=Path, help="TOML or JSON, see the module's docstring")
    given = parser.parse_args(arguments)
    try:
        mutants = read_mutants(given.file)
    except (BreakError, PageError) as error:
        print(error)
        return 1
    with loopback() as env, Children() as children, ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(judged, one, children, env) for one in mutants]
        verdicts = [job.result() for job in jobs]
    verdicts.sort(key=lambda one: (bool(one.guarantee), bool(one.timeline)))
    print(*(one.line() for one in verdicts), sep="\n")
    by_guarantee = sum(bool(one.guarantee) for one in verdicts)
    either = sum(bool(one.guarantee or one.timeline) for one in verdicts)
    print(
        f"{len(verdicts)} mutants: {by_guarantee} objected to by the guarantee alone, "
        f"{either} with the recorded timeline, {len(verdicts) - either} survive"
    )
    return 0


def read_mutants(file: Path) -> list[Broken]:
    """The mutants of a file, as broken copies. Raises BreakError for one that does not apply."""
    text = file.read_text("utf-8")
    try:
        listed: Any = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise BreakError(f"{file}: {error}") from None
    programs = {shown.name: shown for shown in all_shown()}
    entries = listed["mutant"] if isinstance(listed, dict) else listed
    return [_mutant(entry, programs) for entry in entries]


def _mutant(entry: dict[str, str], programs: dict[str, Shown]) -> Broken:
    missing = {"program", "name", "old", "new"} - set(entry)
    if missing:
        raise BreakError(f"{entry}: without {', '.join(sorted(missing))}")
    shown = programs.get(entry["program"])
    if shown is None:
        raise BreakError(f"{entry['program']}: no such program on any page")
    source = replaced(shown, entry["name"], entry["old"], entry["new"])
    return Broken(shown.name, entry["name"], source, shown, expected(shown))


def judged(one: Broken, children: Children, env: dict[str, str]) -> Judged:
    """Judge one mutant; a crash of the run counts as an objection."""
    if not_virtual(one.shown.path):
        try:
            return Judged(one, one.objection(sys.executable, env, PATIENCE + MARGIN), None)
        except Hang as hang:
            return Judged(one, str(hang), None)
    try:
        job = children.submit(str(one), judge, one.source, one.shown.path, one.promise)
        objection = job.result().objection
        return Judged(one, objection, None if objection else _redrawn(one, children))
    except Crash as crash:
        return Judged(one, str(crash), None)


def _redrawn(one: Broken, children: Children) -> str | None:
    """What is wrong with the timeline of a mutant that keeps the guarantee, or None."""
    recorded = one.shown.path.with_suffix(".svg")
    try:
        drawn = children.submit(str(one), draw_program, one.shown.path, one.source).result()
    except NoTimeline as error:
        return str(error).splitlines()[0]
    before = recorded.read_text("utf-8") if recorded.exists() else ""
    return None if drawn == before else "its picture is another"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
