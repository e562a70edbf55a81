"""The marks of a guarantee (docs/how-to-read.md explains them to readers).

A guarantee is a sequence of groups. A group is a set of line patterns whose lines may
come in any order; a line outside `╭ │ ╰` is a group of its own. Whether an output fits
a group is a matching between its lines and the patterns' places, so a line that several
patterns allow never blocks another one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from guarantee.rules import all_rules

ANY_LINES = "⋮"
_MARK = re.compile(r"…|‹([^›]*)›")
_COUNT = re.compile(r"(.*?) {2,}×(\d+)(?:–(\d+))?$")
_RANGE = re.compile(r"(-?[\d.]+)–(-?[\d.]+)(?: (each|in order))?$")
_TAKES = re.compile(r"takes ([\d.]+)–([\d.]+) s$")
_EXITS = re.compile(r"exits with (\d+)$")
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_WHOLE = r"(-?\d+)"
_MANY = 10_000


class MarkError(ValueError):
    """A guarantee that cannot be read; its text names the file and the line."""


@dataclass(frozen=True)
class Pattern:
    """One line of a guarantee: what it allows, and how often (low to high times)."""

    text: str
    regex: re.Pattern[str]
    ranges: tuple[tuple[float, float], ...] = ()
    low: int = 1
    high: int = 1
    before: "Pattern | None" = None  # must stand above this one (`in order`)

    def fits(self, line: str) -> bool:
        """Whether `line` (without its newline) is such a line."""
        found = self.regex.fullmatch(line)
        if not found:
            return False
        numbers = zip(found.groups(), self.ranges, strict=True)
        return all(low <= float(number) <= high for number, (low, high) in numbers)


@dataclass(frozen=True)
class Guarantee:
    """What every run shows: groups of lines, rules, seconds (low, high), exit status."""

    name: str
    groups: tuple[tuple[Pattern, ...], ...]
    rules: tuple[str, ...] = ()
    seconds: tuple[float, float] | None = None
    status: int = 0


@dataclass
class _Complaint:
    """The misfit that got furthest into the output: the most useful one to tell."""

    place: int = -1
    text: str = ""

    def add(self, place: int, text: str) -> None:
        if place > self.place:
            self.place, self.text = place, text


def exactly(text: str, name: str) -> Guarantee:
    """The guarantee of a program that prints `text` in every run."""
    lines = text.rstrip().splitlines()
    return Guarantee(name, tuple((Pattern(line, re.compile(re.escape(line))),) for line in lines))


def parse(text: str, name: str) -> Guarantee:
    """Read a guarantee; `name` stands in messages. Raises MarkError."""
    groups: list[list[Pattern]] = []
    rules: list[str] = []
    seconds, status, in_group = None, 0, False
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}, line {number}"
        if line.startswith("✓ "):
            rules.append(line[2:])
        elif found := _TAKES.match(line):
            seconds = float(found[1]), float(found[2])
        elif found := _EXITS.match(line):
            status = int(found[1])
        elif line[:1] in ("│", "╰") and not in_group:
            raise MarkError(f"{where}: {line[0]} without a ╭ above it")
        elif in_group and line[:1] not in ("│", "╰"):
            raise MarkError(f"{where}: the group above has no ╰")
        elif rules or seconds:
            raise MarkError(f"{where}: output after a ✓ or takes line")
        else:
            if line[:1] not in ("│", "╰"):
                groups.append([])
            mark = line[:1] if line[:1] in ("╭", "│", "╰") else ""
            groups[-1] += _patterns(line[2:] if mark else line, where)
            in_group = mark in ("╭", "│") and mark != ""
    if in_group:
        raise MarkError(f"{name}: the last group has no ╰")
    known = all_rules()
    for sentence in rules:
        if sentence not in known:
            raise MarkError(f"{name}: no function checks the rule {sentence!r}")
    return Guarantee(name, tuple(tuple(g) for g in groups), tuple(rules), seconds, status)


def misfit(
    guarantee: Guarantee, output: str, seconds: float | None = None, status: int = 0
) -> str | None:
    """Say in one line why a run does not fit, or None when it does.

    `output` is the whole stdout; empty lines at its end do not count. `seconds` is the
    run's wall time (None: not judged).
    """
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    if status != guarantee.status:
        return f"{guarantee.name}: exit status {status}, not {guarantee.status}"
    complaint = _Complaint()
    if not _sequence(guarantee.groups, lines, 0, 0, complaint, {}):
        return f"{guarantee.name}: {complaint.text}"
    known = all_rules()
    for sentence in guarantee.rules:
        if wrong := known[sentence](lines):
            return f"{guarantee.name}: broken: {sentence}: {wrong}"
    if seconds is not None and guarantee.seconds:
        low, high = guarantee.seconds
        if not low <= seconds <= high:
            return f"{guarantee.name}: took {seconds:.2f} s, not {low}–{high} s"
    return None


def _patterns(line: str, where: str) -> list[Pattern]:
    """The patterns of one line: one, or one per number for `each` and `in order`."""
    if line == ANY_LINES:
        return [Pattern(line, re.compile(".*"), low=0, high=_MANY)]
    low = high = 1
    if found := _COUNT.match(line):
        line, low = found[1], int(found[2])
        high = int(found[3] or low)
    spread = [m for m in _MARK.finditer(line) if (m[1] or "").endswith((" each", " in order"))]
    if not spread:
        return [_pattern(line, low, high, where)]
    if len(spread) > 1 or (low, high) != (1, 1):
        raise MarkError(f"{where}: one `each` or `in order` a line, and no × beside it")
    first, last, how = _RANGE.match(spread[0][1]).groups()
    made: list[Pattern] = []
    for value in range(int(first), int(last) + 1):
        text = line[: spread[0].start()] + str(value) + line[spread[0].end() :]
        above = made[-1] if made and how == "in order" else None
        made.append(_pattern(text, 1, 1, where, above))
    return made


def _pattern(line: str, low: int, high: int, where: str, above: Pattern | None = None) -> Pattern:
    regex, ranges, end = "", [], 0
    for mark in _MARK.finditer(line):
        regex += re.escape(line[end : mark.start()])
        end = mark.end()
        found = _RANGE.match(mark[1]) if mark[1] else None
        if mark[0] == "…":
            regex += ".*?"
        elif found:
            regex += _NUMBER if "." in mark[1] else _WHOLE
            ranges.append((float(found[1]), float(found[2])))
        elif "|" in mark[1]:
            regex += "(?:" + "|".join(map(re.escape, mark[1].split("|"))) + ")"
        else:
            raise MarkError(f"{where}: the mark {mark[0]} is no range and no choice")
    regex += re.escape(line[end:])
    return Pattern(line, re.compile(regex), tuple(ranges), low, high, above)


def _sequence(groups, lines, at, start, complaint: _Complaint, known: dict) -> bool:
    """Whether groups[at:] fit lines[start:]; `known` remembers the dead ends."""
    if at == len(groups):
        if start < len(lines):
            complaint.add(start, f"line {start + 1} is too much: {lines[start]!r}")
        return start == len(lines)
    if (at, start) not in known:
        known[at, start] = False
        low = sum(p.low for p in groups[at])
        high = min(sum(p.high for p in groups[at]), len(lines) - start)
        if high < low:
            there = [p for p in groups[at] if not any(p.fits(x) for x in lines[start:])]
            missing = (there or groups[at])[0].text
            complaint.add(len(lines), f"the output ends too early, without {missing!r}")
            _group(groups[at], lines[start:], start, complaint)
        for count in range(high, low - 1, -1):
            if _group(groups[at], lines[start : start + count], start, complaint) and _sequence(
                groups, lines, at + 1, start + count, complaint, known
            ):
                known[at, start] = True
                break
    return known[at, start]


def _group(patterns, lines: list[str], start: int, complaint: _Complaint) -> bool:
    """Whether these lines, in any order, are exactly what the patterns allow."""
    matching = _Matching(patterns, lines)
    for line in range(len(lines)):
        if not matching.place_line(line):
            due = matching.missing()
            due = f"{due!r} is due" if due else f"there is no more place: {_names(patterns)}"
            complaint.add(start + line, f"line {start + line + 1}: {lines[line]!r} where {due}")
            return False
    if missing := matching.missing():
        complaint.add(start + len(lines), f"no line {missing!r} by line {start + len(lines)}")
        return False
    late = matching.out_of_order()
    if late is not None:
        complaint.add(start + late, f"line {start + late + 1}: {lines[late]!r} comes too early")
        return False
    return True


def _names(patterns: tuple[Pattern, ...]) -> str:
    shown = [repr(p.text) for p in patterns[:3]]
    return " or ".join(shown) + (" or …" if len(patterns) > 3 else "")


@dataclass
class _Matching:
    """A bipartite matching of lines to places (Kuhn), required places first."""

    patterns: tuple[Pattern, ...]
    lines: list[str]
    places: list[Pattern] = field(default_factory=list)
    by_place: dict[int, int] = field(default_factory=dict)  # place -> line
    by_line: dict[int, int] = field(default_factory=dict)  # line -> place
    required: int = 0

    def __post_init__(self) -> None:
        needed = [p for p in self.patterns for _ in range(p.low)]
        spare = [p for p in self.patterns for _ in range(min(p.high - p.low, len(self.lines)))]
        self.places, self.required = needed + spare, len(needed)
        for place in range(self.required):
            self._augment_place(place, set())

    def missing(self) -> str | None:
        """The text of a required place that no line fills, if there is one."""
        empty = (p for p in range(self.required) if p not in self.by_place)
        return next((self.places[p].text for p in empty), None)

    def place_line(self, line: int) -> bool:
        """Give `line` a place, moving others if need be (filled places stay filled)."""
        return line in self.by_line or self._augment_line(line, set())

    def out_of_order(self) -> int | None:
        """The first line that comes before the one it must follow, if there is one."""
        line_of = {id(self.places[p]): line for p, line in self.by_place.items()}
        early = (
            line_of[id(p)]
            for p in self.patterns
            if p.before is not None and line_of[id(p)] < line_of[id(p.before)]
        )
        return next(early, None)

    def _join(self, place: int, line: int) -> bool:
        self.by_place[place], self.by_line[line] = line, place
        return True

    def _lines_for(self, place: int) -> Iterator[int]:
        return (i for i, text in enumerate(self.lines) if self.places[place].fits(text))

    def _augment_place(self, place: int, seen: set[int]) -> bool:
        for line in self._lines_for(place):
            if line not in seen:
                seen.add(line)
                if line not in self.by_line or self._augment_place(self.by_line[line], seen):
                    return self._join(place, line)
        return False

    def _augment_line(self, line: int, seen: set[int]) -> bool:
        for place, pattern in enumerate(self.places):
            if place not in seen and pattern.fits(self.lines[line]):
                seen.add(place)
                if place not in self.by_place or self._augment_line(self.by_place[place], seen):
                    return self._join(place, line)
        return False
