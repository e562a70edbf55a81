"""All schedules of a program, as text beside it: what its threads can come to, and how often.

    free-threaded: proved, all 4 classes of schedules
    2  Final counter: 2
    2  Final counter: 1   ✗ loses updates
    GIL: proved, all 2 classes of schedules
    2  Final counter: 2

`make record` writes it as `x.schedules`; the tests explore again and compare. In front of each
outcome stands how many classes of schedules come to it. Lines of different threads stand in one of
the orders they can have. What all outcomes begin or end with is left out (`…`).

A program with too many classes is named in `not_proved.toml` of its chapter's folder, by level and
with a reason. Then "not proved" stands first, and what a short exploration found.

Each class is held against the guarantee, too (`Came.refused`). Where a badge says that a program
fails, `badges.toml` says how that shows: a line in the marks of a guarantee.

    [oversold]
    "sells twice" = "bought: 2"
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from examples.files import read
from examples.promises import Expected, promise_of
from examples.virtual import LEVELS, Level, in_its_web, is_virtual
from greenthreads.exploration import Ending, Exploration, explore
from greenthreads.options import Options
from guarantee import misfit, parse

ENDING = ".schedules"
NOT_PROVED = "not_proved.toml"
BADGES = "badges.toml"
LIMIT = 20_000  # runs, after which an exploration is given up
SOME = 300  # runs of a program that is known to have too many classes
SHOWN = 6  # outcomes per level; the rest is counted
LINES = 8  # of one outcome
WIDTH = 72  # columns of a line of an outcome
PRINTED = 2_000  # different outputs that are kept for who asks what can be printed
NAMES: dict[Level, str] = {"free-threaded": "free-threaded", "gil": "GIL"}
TOP: tuple[Level, ...] = ("free-threaded", "gil")  # the order in the text
OTHER_KINDS = {"deadlock": "deadlock", "endless": "waits for ever", "step limit": "may never end"}


class SchedulesError(Exception):
    """A list beside the programs that cannot be read, or is wrong; the text names it."""


@dataclass
class Came:
    """What some classes of schedules come to.

    `refused` is what the guarantee says against the first of them that it objects to; `fails` are
    the words of the badge whose failure it shows.
    """

    kind: str
    text: str
    classes: int = 0
    late: bool = False
    refused: str | None = None
    fails: str = ""


@dataclass
class Found:
    """An exploration: its outcomes in the order of the text, and what its classes print."""

    level: Level
    complete: bool
    classes: int
    reasons: tuple[str, ...]
    came: list[Came]
    printed: list[str] = field(default_factory=list)
    runs: int = 0


class Badge(NamedTuple):
    """What stands above a program that fails, and the line by which the failure shows."""

    words: str
    line: str


def has_schedules(path: Path) -> bool:
    """Whether a program has threads, in a run that can be drawn: then it has schedules."""
    return is_virtual(path) and path.with_suffix(".svg").exists()


def explored(
    path: Path, level: Level, limit: int = LIMIT, ordered: bool = False, source: str | None = None
) -> Found:
    """Run a program once for each class of its schedules, and hold each against its guarantee.

    `ordered`: whether the order of lines of different threads makes a difference. `source` is
    explored in the place of what stands in `path`.
    """
    judge = _Judge(promise_of(path), badge_of(path))
    found = Exploration()
    source, options, backend = in_its_web(source or read(path), path.name, Options(level=level))
    runs = explore(source, path.name, options, ordered=ordered, limit=limit, backend=backend)
    for found in runs:
        if found.runs > 1 and found.classes == 0:
            judge.begin_anew()  # it found out more of what threads share
        if found.last is not None:
            judge.see(found.last)
    came = sorted(judge.told(found), key=_place)
    return Found(
        level, found.complete, found.classes, tuple(found.reasons), came, judge.printed, found.runs
    )


def _place(one: Came) -> tuple[Any, ...]:
    """Where an outcome stands: good ones first, then the more frequent."""
    return one.kind != "finished", bool(one.fails), one.late, -one.classes, one.text


class _Judge:
    """Holds each class against the guarantee; equal runs are judged once."""

    def __init__(self, promise: Expected, badge: Badge | None) -> None:
        self._promise = promise
        self._badge = badge and _Shows(badge)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all classes."""
        self._verdicts: dict[Any, str | None] = {}
        self._refused: dict[int, str] = {}
        self._shown: set[int] = set()
        self._seen: dict[str, None] = {}

    @property
    def printed(self) -> list[str]:
        """The different outputs, as far as they are kept."""
        return list(self._seen)

    def see(self, ending: Ending) -> None:
        """One more class."""
        if len(self._seen) < PRINTED:
            self._seen[ending.stdout] = None
        key = (*ending[1:4], round(ending.seconds, 4), ending.late, ending.outcome.kind)
        if key not in self._verdicts:
            self._verdicts[key] = refusal(self._promise, ending)
        number = id(ending.outcome)
        if wrong := self._verdicts[key]:
            self._refused.setdefault(number, wrong)
        if self._badge and self._badge.fits(ending):
            self._shown.add(number)

    def told(self, found: Exploration) -> Iterator[Came]:
        """The outcomes, with what was found out about them."""
        for one in found.outcomes:
            fails = self._badge.words if self._badge and id(one) in self._shown else ""
            refused = self._refused.get(id(one))
            yield Came(one.kind, one.text, one.classes, one.late, refused, fails)


class _Shows:
    """Whether a run shows what a badge says."""

    def __init__(self, badge: Badge) -> None:
        self.words = badge.words
        self._line = parse(badge.line, badge.words).groups[0][0]
        self._known: dict[str, bool] = {}

    def fits(self, ending: Ending) -> bool:
        """Whether one of the lines it printed, or of what went wrong, is the badge's."""
        text = f"{ending.stdout}\n{ending.stderr}\n{ending.outcome.kind}"
        if text not in self._known:
            self._known[text] = any(self._line.fits(line.rstrip()) for line in text.splitlines())
        return self._known[text]


def refusal(promise: Expected, ending: Ending) -> str | None:
    """Why a guarantee refuses how a class ends, or None.

    Each thread has a time of its own there, which goes on when it sleeps and when it waited for
    another. So a class takes the time of a run in which nobody is held up for longer than it needs:
    where nobody is at all, times must be exact, else, as on a real machine, at least so long.
    """
    if ending.outcome.kind not in ("finished", "error"):
        return f"{ending.outcome.kind}: {ending.outcome.text}"
    exact = not ending.late
    wrong = misfit(promise.out, ending.stdout, ending.seconds, ending.status, exact)
    return wrong or misfit(promise.err, ending.stderr, exact=exact)


# -- the lists beside the programs --------------------------------------------------------------


def badge_of(path: Path) -> Badge | None:
    """How the failure shows that a program's badge speaks of. Raises SchedulesError."""
    listed = _toml(path.parent / BADGES).get(path.stem, {})
    if len(listed) > 1:
        raise SchedulesError(f"{path.stem} has more than one badge: {', '.join(listed)}")
    return next((Badge(words, line) for words, line in listed.items()), None)


def not_proved(path: Path) -> dict[Level, str]:
    """The levels at which a program cannot be proved, and why. Raises SchedulesError."""
    listed = _toml(path.parent / NOT_PROVED).get(path.stem, {})
    levels = {name: level for level, name in NAMES.items()}
    if strange := set(listed) - set(levels):
        raise SchedulesError(f"{path.stem} in {NOT_PROVED}: no level is {', '.join(strange)}")
    return {levels[name]: reason for name, reason in listed.items()}


def _toml(file: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads(read(file)) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise SchedulesError(f"{file}: {error}") from None


def limit_of(path: Path, level: Level) -> int:
    """How many runs are made for the text: few where they are known not to be enough."""
    return SOME if level in not_proved(path) else LIMIT


# -- the text -----------------------------------------------------------------------------------


def text_of(path: Path, found: Sequence[Found]) -> str:
    """The text of a program's explorations."""
    reasons = not_proved(path)
    cut = _common([one for level in found for one in level.came])
    return "\n".join(line for one in found for line in _level(one, reasons, cut)) + "\n"


def _level(found: Found, listed: dict[Level, str], cut: tuple[int, int]) -> Iterator[str]:
    name, classes = NAMES[found.level], _counted(found.classes, "class", "classes")
    if found.complete:
        every = "the only class" if found.classes == 1 else f"all {classes}"
        yield f"{name}: proved, {every} of schedules"
    else:
        why = listed.get(found.level) or "; ".join(found.reasons)
        yield f"{name}: not proved: {why}"
        yield f"{classes} of schedules were run, and came to:"
    width = max(len(f"{one.classes:,}") for one in found.came)
    for one in _chosen(found.came):
        yield from _outcome(one, width, cut)
    if rest := len(found.came) - len(_chosen(found.came)):
        yield f"{'':{width}}  and {_counted(rest, 'other outcome', 'other outcomes')}"


def _chosen(came: Sequence[Came]) -> list[Came]:
    """The outcomes that are shown: of each kind at least one."""
    kinds = {(one.kind, one.fails, one.late): one for one in reversed(came)}
    first = sorted(kinds.values(), key=_place)
    more = [one for one in came if one not in first]
    return sorted([*first, *more][:SHOWN], key=_place)


def _outcome(one: Came, width: int, cut: tuple[int, int]) -> Iterator[str]:
    notes = [f"✗ {one.fails}"] if one.fails else []
    notes += ["✗ breaks the guarantee"] if one.refused else []
    notes += ["only if a thread is held up"] if one.late else []
    lines = _without(_lines(one), cut)
    number = f"{one.classes:,}"
    for place, line in enumerate(lines):
        note = f"   {', '.join(notes)}" if notes and place == len(lines) - 1 else ""
        yield f"{number if place == 0 else '':>{width}}  {line}{note}".rstrip()


def _lines(one: Came) -> list[str]:
    lines = [line.rstrip() for line in one.text.rstrip().splitlines()]
    if one.kind in OTHER_KINDS:
        lines.insert(0, f"({OTHER_KINDS[one.kind]})")
    return lines or ["(nothing)"]


def _without(lines: list[str], cut: tuple[int, int]) -> list[str]:
    """The lines that tell this outcome from others, not too many, and none too long."""
    begin, end = cut
    inner = lines[begin : len(lines) - end]
    if len(inner) > LINES:
        inner = [*inner[: LINES - 1], "…"]
    elif end:
        inner = [*inner, "…"]
    shown = ["…", *inner] if begin else inner
    return [line if len(line) <= WIDTH else line[: WIDTH - 1] + "…" for line in shown]


def _common(came: Sequence[Came]) -> tuple[int, int]:
    """How many lines all outcomes begin with, and end with."""
    all_lines = [_lines(one) for one in came]
    if len(set(map(tuple, all_lines))) == 1:
        return 0, 0
    begin = _alike(all_lines)
    end = _alike([lines[begin:][::-1] for lines in all_lines])
    # A single line that is left out saves nothing.
    return (begin if begin > 1 else 0), (end if end > 1 else 0)


def _alike(all_lines: list[list[str]]) -> int:
    columns = zip(*all_lines, strict=False)
    return len(list(takewhile(lambda column: len(set(column)) == 1, columns)))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
