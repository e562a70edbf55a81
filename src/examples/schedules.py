"""All schedules of a program, as text beside it: what its threads can come to, and how often.

    free-threaded: proved, all 4 classes of schedules
    2×  Final counter: 2
    2×  Final counter: 1   ✗ loses updates
    GIL: proved, all 2 classes of schedules
    2×  Final counter: 2

`make record` writes it as `x.schedules`; the tests explore again and compare. In front of each
outcome stands how many classes of schedules come to it. Its lines stand in one of the orders they
can have: in which, is no outcome of its own. What all outcomes begin or end with is left out (`…`).

A program with too many classes is named in `not_proved.toml` of its chapter's folder, with a reason
for each level (free-threaded, gil). Then "not proved" stands first, and what a short exploration
found.

    [six_cakes]
    free-threaded = "six threads come to one lock, twice each"

Each class is held against the guarantee, too (`Came.refused`). Where a badge says that a program
fails, the chapter's `badges.toml` says how that shows, in marks, and which programs cure it: there
it never shows.

    [oversold]
    badge = "sells twice"
    shows = "bought: 2"
    cures = ["sold_once"]
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, cast

from examples.files import read
from examples.promises import Expected, promise_of
from examples.questions import Question, Run, questions_of
from examples.virtual import Level, in_its_web, is_virtual
from greenthreads.exploration import Ending, Exploration, explore
from greenthreads.exploration.outcomes import OF_LIMIT
from greenthreads.options import Options
from guarantee import Badge, refusal

ENDING = ".schedules"
NOT_PROVED = "not_proved.toml"
BADGES = "badges.toml"
LIMIT = 20_000  # runs, after which an exploration is given up
SOME = 12  # runs of a program that is known to have too many classes
QUICK = 60  # classes at both levels together
SHOWN = 6  # outcomes per level; the rest is counted
LINES = 8  # of one outcome
ROOM = 24  # lines of a level, where an outcome has many
WIDTH = 72  # columns of a line of an outcome
PRINTED = 2_000  # different outputs that are kept for who asks what can be printed
NAMES: dict[Level, str] = {"free-threaded": "free-threaded", "gil": "GIL"}
TOP: tuple[Level, ...] = ("free-threaded", "gil")  # the order in the text
OTHER_KINDS = {
    "deadlock": "deadlock",
    "endless": "waits for ever",
    "step limit": "too long to follow",
}


# Each reading of a clock takes 100 ns; that makes no other outcome.
_TICKS = re.compile(r"\d+\.\d+")


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
    answers: list[list["Answer"]] = field(default_factory=list)
    """Of each option of each question about the program, what was found."""


class Answer(NamedTuple):
    """How many classes come to what an option says, and the plainest schedule that does.

    `late`: whether that takes a thread that is held up, in each of them. `sentence`: what happens
    in that schedule, where it can be told.
    """

    classes: int
    late: bool = False
    witness: str = ""
    sentence: str = ""


def has_schedules(path: Path) -> bool:
    """Whether a program has threads, in a run that can be drawn: then it has schedules."""
    return is_virtual(path) and path.with_suffix(".svg").exists()


def explored(
    path: Path, level: Level, limit: int = LIMIT, ordered: bool = False, source: str | None = None
) -> Found:
    """Run a program once for each class of its schedules, and hold each against its guarantee.

    It is given up after `limit` runs; then, where the limit is SOME, as many schedules are drawn.
    `ordered`: whether the order of lines of different threads makes a difference. `source` is
    explored in the place of what stands in `path`.
    """
    judge = _Judge(promise_of(path), badge_of(path))
    asked = _Asked(questions_of(path))
    found = Exploration()
    source, options, backend = in_its_web(source or read(path), path.name, Options(level=level))
    runs = explore(source, path.name, options, ordered=ordered, limit=2 * limit, backend=backend)
    for found in runs:
        if found.classes == 0:
            judge.begin_anew()  # the search found out more of what threads share
            asked.begin_anew()
        if found.last is not None:
            judge.see(found.last)
            asked.see(found.last)
            if found.last.outcome.kind == "step limit":
                break  # each run takes long, and it will be no proof
        if found.reasons and found.runs >= SOME and limit > SOME:
            break
    if not is_sound(found.reasons):
        judge.forgive()  # what it came to may be impossible
    came = sorted(_merged(judge.told(found)), key=_place)
    return Found(
        level,
        found.complete,
        found.classes,
        tuple(found.reasons),
        came,
        judge.printed,
        found.runs,
        asked.answers(),
    )


def is_sound(reasons: Sequence[str]) -> bool:
    """Whether all that an exploration came to is possible, though it may not be all that is."""
    return all(_NOT_ALL.search(reason) for reason in reasons)


_NOT_ALL = re.compile(r"not enough|too long")


def _merged(came: Iterable[Came]) -> Iterable[Came]:
    """Outcomes that differ in who printed which lines, or in which order, are one for readers."""
    known: dict[tuple[str, ...], Came] = {}
    for one in came:
        same = known.setdefault(_key(one), one)
        if same is not one:
            same.classes += one.classes
            same.late &= one.late
            same.refused = same.refused or one.refused
            same.fails = same.fails or one.fails
    return known.values()


def _key(one: Came) -> tuple[str, ...]:
    return one.kind, *sorted(_TICKS.sub(_rounded, line) for line in _stripped(one.text))


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.3f}"


def _place(one: Came) -> tuple[Any, ...]:
    """Where an outcome stands: good ones first, then the more frequent."""
    return one.kind != "finished", bool(one.fails), one.late, -one.classes, one.text


class _Judge:
    """Holds each class against the guarantee; equal runs are judged once."""

    def __init__(self, promise: Expected, badge: Badge | None) -> None:
        self._promise = promise
        self._badge = badge
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all classes."""
        self._verdicts: dict[Any, str | None] = {}
        self._refused: dict[int, str] = {}
        self._shown: set[int] = set()
        self._failed: dict[tuple[str, str], bool] = {}
        self._seen: dict[str, None] = {}

    def forgive(self) -> None:
        """Forget what the guarantee says."""
        self._refused.clear()

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
            self._verdicts[key] = refusal(self._promise.out, self._promise.err, ending)
        number = id(ending.outcome)
        if wrong := self._verdicts[key]:
            self._refused.setdefault(number, wrong)
        if self._badge and number not in self._shown and self._shows(self._badge, ending):
            self._shown.add(number)

    def _shows(self, badge: Badge, ending: Ending) -> bool:
        key = ending.stdout, ending.stderr
        if key not in self._failed:
            self._failed[key] = any(badge.shown_by(text) for text in key if text)
        return self._failed[key]

    def told(self, found: Exploration) -> Iterator[Came]:
        """The outcomes, with what was found out about them."""
        for one in found.outcomes:
            fails = self._badge.badge if self._badge and id(one) in self._shown else ""
            refused = self._refused.get(id(one))
            yield Came(one.kind, one.text, one.classes, one.late, refused, fails)


class _Asked:
    """Counts the classes that come to what the options of a program's questions say."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = questions
        self._last: Ending | None = None
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all classes."""
        self._known: dict[Run, list[list[bool]]] = {}
        self._seen: list[list[list[Ending]]] = [[[] for _ in q.options] for q in self._questions]

    def see(self, ending: Ending) -> None:
        """One more class."""
        if not self._questions or ending is self._last:
            return  # the exploration tells of its last run again when it has its witnesses
        self._last = ending
        run = Run(ending.kind, ending.stdout, ending.stderr, round(ending.seconds, 4))
        if run not in self._known:
            self._known[run] = [[one.holds(run) for one in q.options] for q in self._questions]
        for question, holding in enumerate(self._known[run]):
            for option, holds in enumerate(holding):
                if holds:
                    self._seen[question][option].append(ending)

    def answers(self) -> list[list[Answer]]:
        """What was found, once the exploration has its witnesses."""
        return [[_answer(endings) for endings in options] for options in self._seen]


def _answer(endings: list[Ending]) -> Answer:
    late = bool(endings) and all(one.late for one in endings)
    outcomes = [one.outcome for one in endings if one.late is late and one.outcome.witness]
    if not outcomes:
        return Answer(len(endings), late)
    best = min(outcomes, key=lambda one: (len(one.witness), one.witness))
    return Answer(len(endings), late, best.witness, best.sentence)


# -- the lists beside the programs --------------------------------------------------------------


def badge_of(path: Path) -> Badge | None:
    """How the failure shows that a program's badge speaks of. Raises SchedulesError."""
    return badges(path.parent).get(path.stem)


def badges(chapter: Path) -> dict[str, Badge]:
    """All badges of a chapter, by the program's name. Raises SchedulesError."""
    listed = _toml(chapter / BADGES)
    try:
        return {name: Badge(**one) for name, one in listed.items()}
    except TypeError as error:
        raise SchedulesError(f"{chapter.name}/{BADGES}: {error}") from None


def not_proved(path: Path) -> dict[Level, str]:
    """The levels at which a program cannot be proved, and why. Raises SchedulesError."""
    return all_not_proved(path.parent).get(path.stem, {})


def all_not_proved(chapter: Path) -> dict[str, dict[Level, str]]:
    """All that a chapter says cannot be proved, by the program's name. Raises SchedulesError."""
    listed = _toml(chapter / NOT_PROVED)
    if strange := {level for reasons in listed.values() for level in reasons} - set(NAMES):
        raise SchedulesError(f"{chapter.name}/{NOT_PROVED}: no level is {', '.join(strange)}")
    return {name: cast(dict[Level, str], reasons) for name, reasons in listed.items()}


def _toml(file: Path) -> dict[str, dict[str, Any]]:
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
    told = _Told(path, found)
    return "\n".join(line for one in found for line in told.level(one)) + "\n"


def counts(text: str) -> list[int]:
    """How many classes of schedules a text tells of, level by level; [] if any is not proved."""
    proofs = _PROVED.findall(text)
    return [int(number.replace(",", "") or 1) for number in proofs] if len(proofs) > 1 else []


def are_quick(path: Path) -> bool:
    """Whether a program has so few classes that they are run again and again."""
    file = path.with_suffix(ENDING)
    proved = counts(read(file)) if file.exists() else []
    return bool(proved) and sum(proved) <= QUICK


_PROVED = re.compile(r"^[\w-]+: proved, (?:all ([\d,]+)|the only) class", re.MULTILINE)


class _Told:
    """Tells of a program's explorations."""

    def __init__(self, path: Path, found: Sequence[Found]) -> None:
        self._reasons = not_proved(path)
        recorded = path.with_suffix(".out")
        self._recorded = sorted(_stripped(read(recorded))) if recorded.exists() else []
        self._cut = _common([_lines(one) for level in found for one in level.came])
        self._before: set[tuple[tuple[str, ...], bool, str, bool]] = set()

    def level(self, found: Found) -> Iterator[str]:
        """The lines of one level."""
        name, classes = NAMES[found.level], _counted(found.classes, "class", "classes")
        outcomes: set[Any] = {
            (*_key(one), one.late, one.fails, bool(one.refused)) for one in found.came
        }
        again, self._before = outcomes == self._before, outcomes
        if found.complete:
            every = "the only class" if found.classes == 1 else f"all {classes}"
            yield f"{name}: proved, {every} of schedules" + ", with the same outcomes" * again
        else:
            why = self._reasons.get(found.level) or "; ".join(found.reasons)
            yield f"{name}: not proved: {why}"
            yield f"After {classes} of schedules:" + " the same outcomes" * again
        if not again:
            yield from self._outcomes(found.came)

    def _outcomes(self, came: Sequence[Came]) -> Iterator[str]:
        width = max(len(f"{one.classes:,}×") for one in came)
        chosen = _chosen(came)
        for one in chosen:
            number = f"{one.classes:,}×"
            for line in self._outcome(one, len(came) == 1):
                yield f"{number:>{width}}  {line}".rstrip()
                number = ""
        if rest := len(came) - len(chosen):
            yield f"{'':{width}}  and {_counted(rest, 'other outcome', 'other outcomes')}"

    def _outcome(self, one: Came, only: bool) -> list[str]:
        notes = [f"✗ {one.fails}"] if one.fails else []
        notes += ["✗ breaks the guarantee"] if one.refused else []
        notes += ["only if a thread is held up"] if one.late else []
        lines = _lines(one)
        if only and sorted(lines) == self._recorded:
            lines = ["as in the recorded run"]
        else:
            lines = _without(lines, self._cut)
        if notes:
            lines[-1] += f"   {', '.join(notes)}"
        return lines


def _chosen(came: Sequence[Came]) -> list[Came]:
    """The outcomes that are shown: of each kind at least one, and as many as there is room for."""
    longest = max(min(len(_lines(one)), LINES) for one in came)
    room = min(SHOWN, max(2, ROOM // longest))
    kinds = {(one.kind, one.fails, one.late): one for one in reversed(came)}
    first = sorted(kinds.values(), key=_place)
    more = [one for one in came if one not in first]
    return sorted([*first, *more][: max(room, len(first))], key=_place)


def _lines(one: Came) -> list[str]:
    lines = _stripped(one.text)
    if one.kind == "step limit" and lines[-1:] == [OF_LIMIT]:
        lines.pop()  # that it may never end: it does, but who follows it has seen enough
    if one.kind in OTHER_KINDS:
        lines.insert(0, f"({OTHER_KINDS[one.kind]})")
    return lines or ["(nothing)"]


def _stripped(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


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


def _common(all_lines: list[list[str]]) -> tuple[int, int]:
    """How many lines all outcomes begin with, and end with."""
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
