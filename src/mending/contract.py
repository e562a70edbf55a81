"""The contract of an exercise: what a program must keep in every class of schedules, in words.

One clause a line; what stands indented below `prints:` belongs to it.

    prints: Final counter: 2            all that it prints, in the marks of `guarantee`; or
    prints:                             the lines of it, indented below
    no deadlock                         asked always, said or not
    no exception                        none ends a thread, the main one too
    at the end: counter == 2  # words   an expression over the program's globals, when it is over
    at least 2 threads                  that it starts, the main one not counted
    at least 2 threads at the same time none of which must have ended before another starts
    at most 0.3 s                       in virtual time, unless a thread is held up
    no lock held while sleeping
    no busy waiting                     no loop that only asks, again and again, awake
    free at the end: lock               a lock nobody holds, a semaphore with all its places;
    free at the end: 2 of places        of a plain Semaphore: how many these are
    keeps: time.sleep(0.1)              these words of the program are still in it
    uses: places                        something is still done with it

An empty line means nothing. In a program a contract stands in a comment of its own:

    # Contract:
    #   prints: Final counter: 2
    #   no exception
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType
from typing import ClassVar, Final, NoReturn

from guarantee import Guarantee, MarkError
from guarantee import parse as parse_marks

MOST_CLAUSES: Final = 20
_HEAD: Final = re.compile(r"^# *Contract: *$", re.MULTILINE)
_COMMENT: Final = re.compile(r"# ?(.*)")
_PRINTS: Final = re.compile(r"prints:(.*)")
_THREADS: Final = re.compile(r"at least (\d+) threads?( at the same time)?")
_SECONDS: Final = re.compile(r"at most (\d+(?:\.\d+)?) s")
_AT_END: Final = re.compile(r"at the end: *(.+)")
_FREE: Final = re.compile(r"free at the end: *(?:(\d+) of +)?(.+)")
_KEEPS: Final = re.compile(r"keeps: *(.+)")
_USES: Final = re.compile(r"uses: *([^\W\d]\w*)")
KNOWN: Final = (
    "prints: …",
    "no deadlock",
    "no exception",
    "at the end: <expression>",
    "at least <n> threads",
    "at least <n> threads at the same time",
    "at most <n> s",
    "no lock held while sleeping",
    "no busy waiting",
    "free at the end: <lock>",
    "keeps: <words of the program>",
    "uses: <name>",
)
_NO_WORDS: Final = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    + (tokenize.ENDMARKER, tokenize.ENCODING)
)


class ContractError(ValueError):
    """A contract that cannot be read; its text names the file and the line."""


@dataclass(frozen=True)
class Clause:
    """One line of a contract: `text` as it was written, in line `line`."""

    text: str
    line: int
    at_end: ClassVar[bool] = True
    """Whether it can only be judged of a run that ends."""

    @property
    def words(self) -> str:
        """The clause for the reader, in Markdown: code stands in backticks."""
        return self.text


@dataclass(frozen=True)
class Prints(Clause):
    """What every run prints."""

    marks: str
    guarantee: Guarantee

    @property
    def words(self) -> str:
        """One line stands in the sentence, more stand below it."""
        first, *more = self.marks.splitlines() or [""]
        if more:
            return "prints\n\n" + "\n".join(f"    {line}" for line in (first, *more))
        return f"prints {code(first)}" if first else "prints nothing"


@dataclass(frozen=True)
class NoDeadlock(Clause):
    """Every run ends."""

    at_end: ClassVar[bool] = False


@dataclass(frozen=True)
class NoException(Clause):
    """No thread ends by an exception."""

    at_end: ClassVar[bool] = False

    @property
    def words(self) -> str:
        """Said of threads, for one of them may be the main one."""
        return "no thread ends with an exception"


@dataclass(frozen=True)
class AtEnd(Clause):
    """An invariant, when the program is over."""

    expression: str
    meaning: str
    compiled: CodeType
    left: tuple[str, CodeType] | None
    """Of a comparison: its left side, and the code of that."""

    @property
    def words(self) -> str:
        """The expression, and what it means."""
        meaning = f": {self.meaning}" if self.meaning else ""
        return f"at the end {code(self.expression)}{meaning}"


@dataclass(frozen=True)
class Threads(Clause):
    """So many threads are started, or live at the same time."""

    number: int
    together: bool


@dataclass(frozen=True)
class Within(Clause):
    """So many seconds of virtual time at most, unless somebody is held up."""

    seconds: float

    @property
    def words(self) -> str:
        """Time passes here by waiting only."""
        return f"takes at most {self.seconds:g} s, unless a thread is held up"


@dataclass(frozen=True)
class AwakeWithLocks(Clause):
    """No thread sleeps while it holds a lock."""

    at_end: ClassVar[bool] = False

    @property
    def words(self) -> str:
        """As it is written, with the thread in it."""
        return "no thread sleeps while it holds a lock"


@dataclass(frozen=True)
class NoBusyWaiting(Clause):
    """No thread waits by going round in a loop in which only others can change anything."""

    at_end: ClassVar[bool] = False

    @property
    def words(self) -> str:
        """What it is, for who does not know the word."""
        return "no busy waiting: no thread asks in a loop until another one is done"


@dataclass(frozen=True)
class Free(Clause):
    """A lock nobody holds, or a semaphore with all its places, when the program is over."""

    expression: str
    places: int | None
    compiled: CodeType

    @property
    def words(self) -> str:
        """A lock is free, places are back."""
        if self.places is None:
            return f"{code(self.expression)} is free at the end"
        return f"all {self.places} places of {code(self.expression)} are back at the end"


@dataclass(frozen=True)
class Keeps(Clause):
    """Some words of the program are still in it."""

    kept: str
    at_end: ClassVar[bool] = False

    @property
    def words(self) -> str:
        """The words as code."""
        return f"still has {code(self.kept)}"

    def is_kept(self, source: str) -> bool:
        """Whether they stand in a program, but for blanks and outside of comments."""
        wanted, there = tokens(self.kept), tokens(source)
        size = len(wanted)
        return any(there[at : at + size] == wanted for at in range(len(there) - size + 1))


@dataclass(frozen=True)
class Uses(Keeps):
    """A name of the program still stands for something that the program works with."""

    @property
    def words(self) -> str:
        """The name as code."""
        return f"still uses {code(self.kept)}"

    def is_kept(self, source: str) -> bool:
        """Whether it stands anywhere but where it is given a value, or declared."""
        there = ["", *tokens(source), ""]
        around = zip(there, there[1:], there[2:], strict=False)
        return any(
            name == self.kept and before not in ("global", ".") and after != "="
            for before, name, after in around
        )


@dataclass(frozen=True)
class Contract:
    """The clauses, in the order in which they are shown."""

    clauses: tuple[Clause, ...]
    name: str

    @property
    def words(self) -> list[str]:
        """The clauses for the reader, in Markdown."""
        return [clause.words for clause in self.clauses]


def code(text: str) -> str:
    """A text as code in Markdown, whatever stands in it."""
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, blank = "`" * (ticks + 1), " " * bool(ticks)
    return f"{fence}{blank}{text}{blank}{fence}"


def tokens(source: str) -> list[str]:
    """The words of a program. What is no Python to its end: as far as it is."""
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _NO_WORDS:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def contract_in(source: str, name: str) -> Contract | None:
    """The contract that a program has in a comment; None if it has none. Raises ContractError."""
    head = _HEAD.search(source)
    if head is None:
        return None
    before = source.count("\n", 0, head.end()) + 1
    lines = []
    for line in source[head.end() :].split("\n")[1:]:
        comment = _COMMENT.fullmatch(line.rstrip())
        if comment is None:
            break
        lines.append(comment[1])
    return parse("\n".join(lines), name, before)


def parse(text: str, name: str, before: int = 0) -> Contract:
    """Read a contract, whose first line is line `before` + 1 of the file `name`.

    Raises ContractError for what is none.
    """
    clauses: list[Clause] = []
    for number, first, below in _paragraphs(text, name, before):
        clauses.append(_clause(number, first, below, name))
    if not clauses:
        raise ContractError(f"{name}, line {before + 1}: the contract asks for nothing")
    if not any(isinstance(one, NoDeadlock) for one in clauses):
        clauses.append(NoDeadlock("no deadlock", before + 1))
    if len(clauses) > MOST_CLAUSES:
        raise ContractError(f"{name}: more than {MOST_CLAUSES} clauses")
    texts = [one.text for one in clauses]
    for one in clauses:
        if texts.count(one.text) > 1:
            raise ContractError(f"{name}, line {one.line}: {one.text!r} stands there twice")
    if sum(isinstance(one, Prints) for one in clauses) > 1:
        raise ContractError(f"{name}: two clauses `prints:`; put all lines below one")
    return Contract(tuple(clauses), name)


def _paragraphs(text: str, name: str, before: int) -> list[tuple[int, str, list[str]]]:
    """Number and text of each clause's line, and the lines that are indented below it."""
    found: list[tuple[int, str, list[str]]] = []
    margin: str | None = None
    for number, line in enumerate(text.split("\n"), before + 1):
        bare = line.strip()
        if not bare:
            if found and found[-1][2]:
                found[-1][2].append("")  # an empty line of the output, if more of it follows
            continue
        indent = line[: len(line) - len(line.lstrip())]
        margin = indent if margin is None else margin
        if indent == margin:
            found.append((number, bare, []))
        elif found and indent.startswith(margin):
            found[-1][2].append(line[len(margin) :].rstrip())
        else:
            raise ContractError(f"{name}, line {number}: stands further left than the first clause")
    return found


def _clause(number: int, text: str, below: list[str], name: str) -> Clause:
    def wrong(why: str) -> NoReturn:
        raise ContractError(f"{name}, line {number}: {why}")

    def compiled(expression: str) -> CodeType:
        try:
            return compile(expression.strip(), "<contract>", "eval", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            wrong(f"{expression!r} is no expression: {getattr(error, 'msg', error)}")

    if found := _PRINTS.fullmatch(text):
        return _prints(number, text, found[1].strip(), below, name)
    if below:
        wrong(f"only `prints:` has lines below it, and this is {text!r}")
    for pattern, make in _KINDS.items():
        if found := pattern.fullmatch(text):
            return make(text, number, found, compiled)
    raise ContractError(
        f"{name}, line {number}: no clause is {text!r}; known are: {'; '.join(KNOWN)}"
    )


def _prints(number: int, text: str, line: str, below: list[str], name: str) -> Prints:
    while below and not below[-1]:
        below.pop()
    if line and below:
        raise ContractError(f"{name}, line {number}: prints: one line here, or all lines below it")
    margin = min((len(one) - len(one.lstrip()) for one in below if one), default=0)
    marks = line or "\n".join(one[margin:] for one in below)
    try:
        guarantee = parse_marks(marks + "\n" if marks else "", name)
    except MarkError as error:
        found = re.search(r"line (\d+)", str(error))
        at = number + (int(found[1]) if found and below else 0)
        why = re.sub(r"^.*?line \d+[:,] *", "", str(error))
        raise ContractError(f"{name}, line {at}: {why}") from None
    return Prints(text, number, marks, guarantee)


_Make = Callable[[str, int, "re.Match[str]", Callable[[str], CodeType]], Clause]


def _at_end(
    text: str, line: int, found: re.Match[str], compiled: Callable[[str], CodeType]
) -> Clause:
    expression, _, meaning = found[1].partition("  # ")
    whole = compiled(expression)
    left = _left_of(expression.strip())
    shown = (left, compiled(left)) if left else None
    return AtEnd(text, line, expression.strip(), meaning.strip(), whole, shown)


def _left_of(expression: str) -> str:
    """Of a comparison: its left side."""
    tree = ast.parse(expression, mode="eval").body
    # The page's Python has no `ast.unparse`.
    found = ast.get_source_segment(expression, tree.left) if isinstance(tree, ast.Compare) else ""
    return found or ""


def _free(
    text: str, line: int, found: re.Match[str], compiled: Callable[[str], CodeType]
) -> Clause:
    places = int(found[1]) if found[1] else None
    return Free(text, line, found[2].strip(), places, compiled(found[2]))


_KINDS: Final[dict[re.Pattern[str], _Make]] = {
    re.compile("no deadlock"): lambda text, line, *_: NoDeadlock(text, line),
    re.compile("no exception"): lambda text, line, *_: NoException(text, line),
    re.compile("no lock held while sleeping"): lambda text, line, *_: AwakeWithLocks(text, line),
    re.compile("no busy waiting"): lambda text, line, *_: NoBusyWaiting(text, line),
    _THREADS: lambda text, line, found, _: Threads(text, line, int(found[1]), bool(found[2])),
    _SECONDS: lambda text, line, found, _: Within(text, line, float(found[1])),
    _AT_END: _at_end,
    _FREE: _free,
    _KEEPS: lambda text, line, found, _: Keeps(text, line, found[1].strip()),
    _USES: lambda text, line, found, _: Uses(text, line, found[1]),
}
