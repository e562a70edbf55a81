"""The marks of a guarantee (docs/how-to-read.md explains them to readers).

A guarantee is the output itself with a few marks. Reading it is strict: whoever means a mark
and misspells it would otherwise promise that very text, or nothing, and no run would tell.
So every character that marks are made of is part of a mark that can be read, or escaped by a
backslash, or an error that names the file and the line.

How lines are held against groups stands in `matching.py`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from guarantee.rules import all_rules

ANY_LINES = "⋮"
COMPUTING = 0.01  # seconds of virtual time that a program may take that waits for nothing
SLACK = 0.01  # seconds of virtual time that computing may cost a program beside its waits
ENDLESS = 1 << 30  # more lines than any output has
MOST_EACH = 1_000  # lines that one `each` or `in order` may stand for

_ESCAPED = r"\\[…‹›×⋮✓╭│╰\\]"
_TOKEN = re.compile(rf"{_ESCAPED}|…|‹[^‹›]*›|[‹›×⋮]")
_COUNT = re.compile(r"(.*?) {2,}×(\d+)(?:–(\d+))?")
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})–({_NUMBER})(\+?)")
_TIME = re.compile(rf"({_NUMBER})\+")
_ABOUT = re.compile(rf"≈({_NUMBER})")
_SPREAD = re.compile(r"(-?\d+)–(-?\d+) (each|in order)")
_TAKES = re.compile(r"takes (\d+(?:\.\d+)?)(?:\+|–(\d+(?:\.\d+)?)) s")
_EXITS = re.compile(r"exits with (\d+)")
_LIKE_TAKES = re.compile(r"takes?\b")
_LIKE_EXITS = re.compile(r"exits? with\b")
# Bounded, so that a line of a million digits is not read a million times.
_DIGITS = r"(-?[0-9]{1,40})"
_DECIMALS = r"(-?[0-9]{1,40}(?:\.[0-9]{1,40})?)"


class MarkError(ValueError):
    """A guarantee that cannot be read; its text names the file and the line."""


@dataclass(frozen=True)
class Number:
    """What one number of a line may be.

    A range holds everywhere. A number from a clock is judged by where the clock is: virtual
    time is exact, so it must be within `low` to `high` but for SLACK (`unit` times) and half a
    unit of its last printed digit, which rounding takes. On a real machine only `low` holds: a
    wait never ends early, and how late it ends is the machine's business. There a ratio of two
    times (`about`) may be anything.
    """

    low: float
    high: float
    clock: bool = False
    about: bool = False
    unit: float = 1.0

    def allows(self, printed: str, exact: bool) -> bool:
        """Whether the number `printed` may stand there; `exact`: in virtual time."""
        value = float(printed)
        if not self.clock:
            return self.low <= value <= self.high
        decimals = len(printed.partition(".")[2])
        near = SLACK * self.unit + 0.5 * 10.0**-decimals
        if exact:
            return self.low - near <= value <= self.high + near
        return self.about or value >= self.low - near


class Piece(NamedTuple):
    """What stands between two `…` of a line: a regex, and what its numbers may be."""

    regex: re.Pattern[str]
    numbers: tuple[Number, ...]

    def end(self, line: str, place: int, exact: bool) -> int | None:
        """Where the piece ends in `line`, if it begins at the first place it can from `place`."""
        while found := self.regex.search(line, place):
            pairs = zip(self.numbers, found.groups(), strict=True)
            if all(number.allows(printed, exact) for number, printed in pairs):
                return found.end()
            place = found.start() + 1
        return None


@dataclass(frozen=True)
class Pattern:
    """One line of a guarantee: what it allows, and how often (`low` to `high` times).

    Patterns of one group with the same `chain` (not 0) must come in their order.
    """

    text: str
    pieces: tuple[Piece, ...]
    literal: str | None = None
    low: int = 1
    high: int = 1
    chain: int = 0

    def fits(self, line: str, exact: bool = False) -> bool:
        """Whether `line` (without its newline) is such a line; `exact`: in virtual time.

        Each piece takes the first place where it fits: `…` is any text, so what an earlier
        piece leaves over never does harm, and a line is read once.
        """
        if self.literal is not None:
            return line == self.literal
        place = 0
        for piece in self.pieces:
            end = piece.end(line, place, exact)
            if end is None:
                return False
            place = end
        return True


@dataclass(frozen=True)
class Guarantee:
    """What every run shows: groups of lines, rules, seconds (low, high), exit status.

    The lines of a group may come in any order. A line outside `╭ │ ╰` is a group of its own.
    """

    name: str
    groups: tuple[tuple[Pattern, ...], ...]
    rules: tuple[str, ...] = ()
    seconds: tuple[float, float] | None = None
    status: int = 0


def exactly(text: str, name: str) -> Guarantee:
    """The guarantee of a program that prints `text` in every run, and waits for nothing.

    A program that takes time has to say so: it gets a guarantee of its own.
    """
    lines = [line.rstrip() for line in text.rstrip().splitlines()]
    groups = tuple((Pattern(line, (), literal=line),) for line in lines)
    return Guarantee(name, groups, seconds=(0.0, COMPUTING))


def parse(text: str, name: str) -> Guarantee:
    """Read a guarantee; `name` stands in messages. Raises MarkError."""
    reader = _Reader(name)
    for line in text.rstrip().splitlines():
        reader.read(line.rstrip())
    return reader.finished()


class _Reader:
    """Reads a guarantee line by line."""

    def __init__(self, name: str) -> None:
        self.name, self.number = name, 0
        self.groups: list[list[Pattern]] = []
        self.rules: list[str] = []
        self.seconds: tuple[float, float] | None = None
        self.status: int | None = None
        self.in_group = False

    def fail(self, why: str) -> NoReturn:
        raise MarkError(f"{self.name}, line {self.number}: {why}")

    def read(self, line: str) -> None:
        """Read the next line."""
        self.number += 1
        if self.in_group and line[:1] not in ("│", "╰"):
            self.fail("the group above has no ╰")
        for like, add in self._closing:
            if like.match(line):
                return add(self, line)
        if self.rules or self.seconds or self.status is not None:
            self.fail("output after a ✓, takes or exits line")
        return self._output(line)

    def finished(self) -> Guarantee:
        """The guarantee, after the last line."""
        if self.in_group:
            raise MarkError(f"{self.name}: the last group has no ╰")
        groups = tuple(tuple(group) for group in self.groups)
        return Guarantee(self.name, groups, tuple(self.rules), self.seconds, self.status or 0)

    def _output(self, line: str) -> None:
        mark = line[:1] if line[:1] in ("╭", "│", "╰") else ""
        if mark in ("│", "╰") and not self.in_group:
            self.fail(f"{mark} without a ╭ above it")
        if mark and line[1:2] not in ("", " "):
            self.fail(f"{mark} and its line need a space between them")
        if mark in ("", "╭"):
            self.groups.append([])
        self.in_group = mark in ("╭", "│")
        made = self._patterns(line[2:] if mark else line)
        chained = {pattern.text for pattern in self.groups[-1] if pattern.chain}
        if any(pattern.chain and pattern.text in chained for pattern in made):
            self.fail("two `in order` lines of one group promise the same line")
        self.groups[-1] += made

    def _rule(self, line: str) -> None:
        sentence = line[2:]
        if line[1:2] != " " or not sentence.strip():
            self.fail(r"a rule is ✓, a space and a sentence (\✓ is the character)")
        if sentence in self.rules:
            self.fail(f"the rule {sentence!r} stands there twice")
        if sentence not in all_rules():
            self.fail(f"no function checks the rule {sentence!r}")
        self.rules.append(sentence)

    def _takes(self, line: str) -> None:
        found = _TAKES.fullmatch(line)
        if not found:
            self.fail(
                f"{line!r} is neither `takes 5.0+ s` nor `takes 4.0–6.0 s`"
                r" (\takes is the word)"
            )
        if self.seconds:
            self.fail("a second takes line")
        self.seconds = self._ordered(found[1], found[2] or found[1], line)

    def _exits(self, line: str) -> None:
        found = _EXITS.fullmatch(line)
        if not found:
            self.fail(rf"{line!r} is not like `exits with 1` (\exits is the word)")
        if self.status is not None:
            self.fail("a second exits line")
        self.status = int(found[1])

    _closing: tuple[tuple[re.Pattern[str], Callable[["_Reader", str], None]], ...] = (
        (re.compile("✓"), _rule),
        (_LIKE_TAKES, _takes),
        (_LIKE_EXITS, _exits),
    )

    def _ordered(self, low: str, high: str, mark: str) -> tuple[float, float]:
        if float(low) > float(high):
            self.fail(f"{mark!r} ends below its beginning")
        return float(low), float(high)

    def _patterns(self, line: str) -> list[Pattern]:
        """The patterns of one line: one, or one per number for `each` and `in order`."""
        if line == ANY_LINES:
            return [Pattern(line, (Piece(re.compile(""), ()),), low=0, high=ENDLESS)]
        if re.match(r"\\(takes|exits)", line):
            line = line[1:]
        low, high = 1, 1
        if found := _COUNT.fullmatch(line):
            line, low = found[1], int(found[2])
            high = int(found[3] or low)
            self._ordered(found[2], found[3] or found[2], f"×{low}–{high}")
            if high == 0:
                self.fail("×0 promises nothing: leave the line out")
        spread = [m for m in _TOKEN.finditer(line) if _SPREAD.fullmatch(m[0][1:-1])]
        if not spread:
            return [self._pattern(line, low, high)]
        if len(spread) > 1 or (low, high) != (1, 1):
            self.fail("one `each` or `in order` a line, and no × beside it")
        return self._spread(line, spread[0])

    def _spread(self, line: str, mark: re.Match[str]) -> list[Pattern]:
        first, last, how = mark[0][1:-1].replace("–", " ", 1).split(" ", 2)
        self._ordered(first, last, mark[0])
        if int(last) - int(first) >= MOST_EACH:
            self.fail(f"the mark {mark[0]} stands for more than {MOST_EACH} lines")
        chain = self.number if how == "in order" else 0
        made = []
        for value in range(int(first), int(last) + 1):
            text = line[: mark.start()] + str(value) + line[mark.end() :]
            made.append(self._pattern(text, 1, 1, chain))
        return made

    def _pattern(self, line: str, low: int, high: int, chain: int = 0) -> Pattern:
        pieces: list[Piece] = []
        numbers: list[Number] = []
        regex, literal, end = r"\A", "", 0
        marked = False
        for token in _TOKEN.finditer(line):
            between = line[end : token.start()]
            regex, literal, end = regex + re.escape(between), literal + between, token.end()
            if token[0][0] == "\\":
                regex, literal = regex + re.escape(token[0][1]), literal + token[0][1]
                continue
            marked = True
            if token[0] == "…":
                pieces.append(Piece(re.compile(regex), tuple(numbers)))
                regex, numbers = "", []
            else:
                source, number = self._mark(token[0], line[end:])
                whole = "(?<![0-9])" if number and not regex else ""  # … takes no digit of it
                regex += whole + source
                numbers += [number] if number else []
        if not marked:
            return Pattern(line, (), literal + line[end:], low, high, chain)
        pieces.append(Piece(re.compile(regex + re.escape(line[end:]) + r"\Z"), tuple(numbers)))
        return Pattern(line, tuple(pieces), None, low, high, chain)

    def _mark(self, mark: str, after: str) -> tuple[str, Number | None]:
        """The regex of a mark in `‹ ›`, and what its number may be."""
        inside = mark[1:-1]
        if len(mark) < 2 or not inside:
            self.fail(rf"{mark} is no mark here (\{mark[0]} is the character)")
        unit = 1000.0 if re.match(r" ?ms\b", after) else 1.0
        if found := _RANGE.fullmatch(inside):
            low, high = self._ordered(found[1], found[2], mark)
            return _digits(inside), Number(low, high, clock=bool(found[3]), unit=unit)
        if found := _TIME.fullmatch(inside):
            return _digits(inside), Number(float(found[1]), float(found[1]), clock=True, unit=unit)
        if found := _ABOUT.fullmatch(inside):
            value = float(found[1])
            return _digits(inside), Number(value, value, clock=True, about=True, unit=unit)
        choices = inside.split("|")
        if len(choices) < 2 or len(set(choices)) < len(choices):
            self.fail(f"the mark {mark} is no range and no choice{_hint(inside)}")
        return "(?:" + "|".join(map(re.escape, choices)) + ")", None


def _digits(inside: str) -> str:
    return _DECIMALS if "." in inside else _DIGITS


def _hint(inside: str) -> str:
    """What the writer may have meant."""
    if re.fullmatch(rf"{_NUMBER}-{_NUMBER}.*", inside):
        return ": a range has –, not a hyphen"
    if inside.endswith((" each", " in order")):
        return ": `each` and `in order` follow two whole numbers, ‹0–9 each›"
    return ""
