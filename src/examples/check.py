"""The quick check of examples while one writes them: all in virtual time, in seconds.

    python -m examples.check [--show] NAME ...     NAME: part of a path below snippets/

For each program: whether its recorded run fits, its 17 schedules fit to the hundredth of a second,
its timeline is the recorded one, each broken copy is objected to, the near misses that its
guarantee accepts are those that its chapter lists, and each of its rules is needed. `--show` prints
what the plain schedule prints and how long it takes: the numbers to promise.

What real threads do, `pytest docs/<page>.md` tells, and `make test` all of it.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from examples import near_misses
from examples.breaks import BreakError, Broken, broken_copies, written
from examples.children import Crash
from examples.files import PageError
from examples.pages import Shown, all_shown
from examples.promises import Expected, expected
from examples.sessions import VirtualRuns, not_virtual
from examples.virtual import Looked, Verdict, complaint
from guarantee import MarkError, misfit


@dataclass
class _Work:
    """One program and its jobs."""

    shown: Shown
    promise: Expected
    virtual: VirtualRuns
    looked: "Future[Looked]"
    verdicts: "dict[Broken, Future[Verdict]]"


def main(arguments: list[str]) -> int:
    """Check the programs whose path holds one of the names; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="examples.check")
    parser.add_argument("names", nargs="+", metavar="NAME", help="part of a path below snippets/")
    parser.add_argument("--show", action="store_true", help="print the plain run and its seconds")
    given = parser.parse_args(arguments)
    runs = VirtualRuns()
    try:
        work = _started(runs, given.names)
        wrong = sum(_told(one, given.show) for one in work)
        wrong += _rules_told(work)
    except (PageError, MarkError, BreakError) as error:
        print(error)
        return 1
    finally:
        runs.stop()
    if not work:
        print(f"no program in virtual time whose path holds any of: {', '.join(given.names)}")
    return 1 if wrong or not work else 0


def _started(runs: VirtualRuns, names: list[str]) -> list[_Work]:
    work = []
    for shown in all_shown():
        if not any(name in shown.name for name in names):
            continue
        if reason := not_virtual(shown.path):
            print(f"{shown.name}: not checked: {reason}")
            continue
        breaks = written(shown.path.parent).get(shown.path.stem, {})
        verdicts = {one: runs.verdict(one) for one in broken_copies(shown, breaks)}
        work.append(_Work(shown, expected(shown), runs, runs.looked(shown), verdicts))
    return work


def _told(one: _Work, show: bool) -> int:
    """Print what is wrong with a program; how many things."""
    wrong = list(_objections(one))
    print(f"{one.shown.name}: {'ok' if not wrong else ''}")
    for text in wrong:
        print(f"  {text}")
    if show:
        plain = one.looked.result().runs[0]
        print(plain.stdout, plain.stderr, f"--- {plain.seconds:.4f} s of virtual time", sep="")
    return len(wrong)


def _objections(one: _Work) -> Iterator[str]:
    promise = one.promise
    if wrong := misfit(promise.out, promise.recorded, None, promise.out.status):
        yield f"the recorded run does not fit: {wrong}"
    try:
        seen, picture, no_picture = one.looked.result()
        complaints = [text for run in seen if (text := complaint(promise, run))]
        if complaints:
            yield f"{len(complaints)} of {len(seen)} schedules do not fit: {complaints[0]}"
        elif wrong := near_misses.looked_for(one.shown, one.virtual):
            yield f"near misses {wrong}"
        if no_picture:
            yield f"no timeline: {no_picture}"
        elif picture != _file(one.shown.path.with_suffix(".svg")):
            yield f"the timeline is another: make record NAMES={one.shown.name}"
    except Crash as error:
        yield str(error)
    for broken, verdict in one.verdicts.items():
        try:
            if not verdict.result().objection:
                yield f"survives: {broken.break_name}"
        except Crash as error:
            yield str(error)


def _file(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _rules_told(work: list[_Work]) -> int:
    """Print the rules of these programs that none of their breaks needs; how many."""
    needed = {
        verdict.result().needs_rule
        for one in work
        for verdict in one.verdicts.values()
        if not verdict.exception()
    }
    idle = {rule for one in work for rule in one.promise.out.rules} - needed
    for sentence in sorted(idle):
        print(f"no break of these programs needs the rule {sentence!r}")
    return len(idle)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
