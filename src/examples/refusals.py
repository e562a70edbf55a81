"""How often each wrong attempt at an exercise is refused:  python -m examples.refusals [NAME ...]

A line for each: the exercise, the attempt, in how many of its classes of schedules the clause that
is to refuse it is broken ("150+": there are more, not run), and that clause. NAME is a part of an
exercise's name. All of them take some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple

from examples.exercises import Exercise, all_exercises
from mending import Verdict


class Refusal(NamedTuple):
    """What the judge says of one wrong attempt."""

    exercise: str
    attempt: str
    broken: int
    """Classes in which the clause that is to refuse it is broken; 0 if it needs no run for that."""
    classes: int
    complete: bool
    """Whether these are all of its classes."""
    clause: str
    refused: bool

    def __str__(self) -> str:
        of = f"{self.classes:,}{'' if self.complete else '+'}"
        often = f"{self.broken:,} of {of}" if self.broken else "by its text"
        if not self.refused:
            often = "NOT REFUSED"
        return f"{self.exercise:<48} {self.attempt:<28} {often:<14} {self.clause}"


def refusals(one: Exercise) -> Iterator[Refusal]:
    """What the judge says of all wrong attempts at one exercise."""
    for attempt, clause in one.wrong.items():
        yield _refusal(one.name, attempt, clause, one.judged(one.attempt(attempt)))


def _refusal(name: str, attempt: str, clause: str, verdict: Verdict) -> Refusal:
    ruling = next((one for one in verdict.rulings if one.text == clause), None)
    refused = ruling is not None and ruling.state == "fails"
    broken = ruling.classes if ruling is not None else 0
    return Refusal(name, attempt, broken, verdict.classes, verdict.complete, clause, refused)


def main(names: list[str]) -> int:
    """Print the table and its sum; 1 if an attempt comes through."""
    count = through = 0
    for one in all_exercises():
        if names and not one.is_named(names):
            continue
        for refusal in refusals(one):
            count += 1
            through += not refusal.refused
            print(refusal, flush=True)
    print(f"{count} wrong attempts, {count - through} refused by the clause that is to refuse them")
    return 1 if through else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
