"""Outputs that are nearly right: does a guarantee refuse what no schedule prints?

Two lines swapped, one left out, one doubled, a number changed a little: small changes of what the
plain schedule printed. A change is no near miss if some schedule that was run shows it itself:
these two lines in this order, this line so many times, this line in place of that. What a
guarantee accepts of the others is either a hole in it or possible after all. Where all schedules
were run (schedules.py), that is known: what some class prints is no near miss, and what none prints
is a hole. Elsewhere a person says which of the two, in the chapter's breaks.toml, and why:

    [producer_consumer."near misses"]
    "swapped: Consumer # got Task # | Produced: Task #" = "the queue is never empty for long"

`#` stands for any number, so that a list stays short.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from examples import schedules
from examples.breaks import NEAR_MISSES, written
from examples.pages import Shown
from examples.promises import Expected, expected
from examples.schedules import Found
from examples.sessions import VirtualRuns
from examples.virtual import Seen
from guarantee import misfit
from guarantee.marks import SLACK

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class NearMiss(NamedTuple):
    """A changed output: its kind and lines without their numbers, and the change itself.

    `seen`: some explored schedule shows this change.
    """

    shape: str
    change: str
    lines: list[str]
    seen: bool


SOME_IN_ORDER = 300  # classes, where the order of all lines counts


def looked_for(shown: Shown, virtual: VirtualRuns, classes: int | None = None) -> str | None:
    """What is wrong with the near misses that a program's chapter lists, or None.

    `classes` are explored at most, to tell what can happen; none where its schedules take long.
    """
    quick = schedules.are_quick(shown.path)
    if classes is None:
        classes = SOME_IN_ORDER if quick else 0
    listed = written(shown.path.parent).get(shown.path.stem, {}).get(NEAR_MISSES, {})

    def explored() -> Found | None:
        if not classes:
            return None
        return virtual.explored(shown.path, "free-threaded", classes, ordered=True).result()

    runs = virtual.looked(shown).result().runs
    return objection(expected(shown), runs, listed, explored, always=quick)


def objection(
    promise: Expected,
    runs: Sequence[Seen],
    listed: Mapping[str, str],
    explored: Callable[[], Found | None] = lambda: None,
    *,
    always: bool = True,
) -> str | None:
    """What is wrong with the list of a program's accepted near misses, or None.

    `runs` are the program's runs, the plain one first; `listed` are reasons by shape. `explored`
    is asked for an exploration that knows the order of lines, where it matters. If that is a proof,
    a shape is needless when the guarantee accepts no such change but those that a class prints.
    Else only when it refuses them all: which of them some schedules happen to show differs by the
    version of Python. Where it is not asked for `always`, what a class prints is no near miss, but
    may be listed: where it is not asked for, it must be.
    """
    wrong = _objections(promise, runs, listed, None)
    if (wrong or listed) and (found := explored()):
        wrong = _objections(promise, runs, listed, found, always)
    return "; ".join(wrong) or None


def _objections(
    promise: Expected,
    runs: Sequence[Seen],
    listed: Mapping[str, str],
    found: Found | None,
    always: bool = True,
) -> list[str]:
    outputs = [run.stdout for run in runs] + (found.printed if found else [])
    accepted: set[str] = set()
    holes: dict[str, str] = {}
    for miss in _changes(_lines(runs[0].stdout), _Known([_lines(text) for text in outputs])):
        if _fits(promise, runs[0], miss.lines):
            accepted.add(miss.shape)
            if not miss.seen:
                holes[miss.shape] = miss.change
    wrong = [f"accepted: {shape!r} ({holes[shape]})" for shape in holes if shape not in listed]
    wrong += [f"refused, so needless: {shape!r}" for shape in sorted(set(listed) - accepted)]
    if found and found.complete and always:
        possible = sorted((set(listed) & accepted) - set(holes))
        wrong += [f"some class prints it, so needless: {shape!r}" for shape in possible]
    return wrong + [
        f"without a reason: {shape!r}" for shape, why in listed.items() if not why.strip()
    ]


def _fits(promise: Expected, run: Seen, lines: list[str]) -> bool:
    text = "\n".join(lines) + "\n"
    return misfit(promise.out, text, run.seconds, run.status, exact=True) is None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


class _Known:
    """What the explored schedules show: counts of lines, and pairs in their order."""

    def __init__(self, outputs: list[list[str]]) -> None:
        self.outputs = {tuple(lines) for lines in outputs}
        self.counts = [Counter(lines) for lines in self.outputs]
        self.first = [{line: n for n, line in reversed(list(enumerate(o)))} for o in self.outputs]
        self.last = [{line: n for n, line in enumerate(o)} for o in self.outputs]

    def above(self, upper: str, lower: str) -> bool:
        """Whether some output has one `upper` above one `lower`."""
        both = zip(self.first, self.last, strict=True)
        return any(
            upper in first and lower in last and first[upper] < last[lower] for first, last in both
        )

    def times(self, line: str, count: int) -> bool:
        """Whether some output has the line so many times."""
        return any(counts[line] == count for counts in self.counts)

    def instead(self, new: str, old: str, counts: Counter[str]) -> bool:
        """Whether some output has `new` once more than `counts`, and `old` once less."""
        return any(
            other[new] == counts[new] + 1 and other[old] == counts[old] - 1 for other in self.counts
        )


def _changes(lines: list[str], known: _Known) -> Iterator[NearMiss]:
    counts = Counter(lines)
    for place, line in enumerate(lines):
        above, below = lines[:place], lines[place + 1 :]
        where = f"line {place + 1}: {line}"
        shape = _NUMBER.sub("#", line)
        if below and below[0] != line:
            other = below[0]
            seen = known.above(other, line)
            both = f"swapped: {shape} | {_NUMBER.sub('#', other)}"
            yield NearMiss(both, f"{where} | {other}", [*above, other, line, *below[1:]], seen)
        seen = known.times(line, counts[line] - 1)
        yield NearMiss(f"left out: {shape}", where, above + below, seen)
        seen = known.times(line, counts[line] + 1)
        yield NearMiss(f"doubled: {shape}", where, [*above, line, line, *below], seen)
        for changed in _numbers_changed(line):
            seen = known.instead(changed, line, counts)
            yield NearMiss(
                f"number: {shape}", f"{where} | {changed}", [*above, changed, *below], seen
            )


def _numbers_changed(line: str) -> Iterator[str]:
    """The line with one of its numbers a little greater or smaller.

    By one in its last digit, but by more than what virtual time leaves open for computing.
    """
    for found in _NUMBER.finditer(line):
        decimals = len(found[0].partition(".")[2])
        step = max(10.0**-decimals, 3 * SLACK) if decimals else 1
        for value in (float(found[0]) + step, float(found[0]) - step):
            if value >= 0:
                yield f"{line[: found.start()]}{value:.{decimals}f}{line[found.end() :]}"
