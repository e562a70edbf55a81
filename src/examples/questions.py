"""Questions before an output: which of these can the program print?

They stand in `x.predict.toml` beside a program `x.py`. Whether an option can happen stands nowhere:
that is found out where the program's schedules are explored (`schedules.py`), and made into what
the page shows by `predictions.py`.

    [[question]]
    asks = "Which of these can it print?"       # so it is, if it is left out

    [[question.option]]
    prints = "Final counter: 1"
    why = "Both can read 0 before either writes."

What an option can say: `prints`, lines that a run prints, in marks; `lacks`, lines it does not
print; `raises`, a line that an exception leaves on stderr, in marks; `ends = "never"`; `takes`, its
seconds. Of several all must hold. `says` puts it in other words, `why` is for the reader. The lines
stand in any order: unless the question says `ordered = true`, the order in which different threads
print is no matter of the exploration. In `asks`, `says` and `why`, code stands between backticks.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from examples.files import PageError, named, read
from guarantee import Guarantee, MarkError, misfit, parse
from guarantee.marks import SLACK

ENDING = ".predict.toml"
ASKS = "Which of these can it print?"
NEVER = ("deadlock", "endless")  # kinds of an outcome

_QUESTION = {"asks": str, "ordered": bool, "option": list}
_OPTION = {"prints": str, "lacks": str, "raises": str, "ends": str, "takes": (int, float)}
_WORDS = {"says": str, "why": str}


class Run(NamedTuple):
    """What is known of a run that is over."""

    kind: str
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True)
class Option:
    """Something that a run may come to, or not."""

    why: str
    says: str = ""
    prints: str = ""
    lacks: str = ""
    raises: str = ""
    takes: float | None = None
    never: bool = False
    wanted: Guarantee | None = None  # what `prints` means
    unwanted: Guarantee | None = None  # `lacks`
    failure: Guarantee | None = None  # `raises`

    def holds(self, run: Run) -> bool:
        """Whether a run comes to it."""
        return (
            (not self.never or run.kind in NEVER)
            and (self.takes is None or abs(run.seconds - self.takes) <= SLACK)
            and (self.wanted is None or misfit(self.wanted, run.stdout) is None)
            and (self.unwanted is None or misfit(self.unwanted, run.stdout) is not None)
            and (self.failure is None or misfit(self.failure, run.stderr) is None)
        )


@dataclass(frozen=True)
class Question:
    """What is asked before an output."""

    asks: str
    ordered: bool
    options: tuple[Option, ...]


def file_of(path: Path) -> Path:
    """Where the questions about a program stand."""
    return path.with_suffix(ENDING)


def questions_of(path: Path) -> tuple[Question, ...]:
    """The questions about a program; () if there are none. Raises PageError."""
    file = file_of(path)
    if not file.exists():
        return ()
    try:
        data = tomllib.loads(read(file))
    except tomllib.TOMLDecodeError as error:
        raise PageError(f"{named(file)}: {error}") from None
    listed = data.get("question")
    if set(data) != {"question"} or not isinstance(listed, list):
        raise PageError(f"{named(file)}: holds [[question]] and nothing else")
    return tuple(
        _question(one, f"{named(file)}, question {number}") for number, one in enumerate(listed, 1)
    )


def _question(data: Any, where: str) -> Question:
    _check(data, _QUESTION, where)
    options = data.get("option", [])
    if len(options) < 2:
        raise PageError(f"{where}: needs two [[question.option]] at least")
    ordered = data.get("ordered", False)
    made = tuple(
        _option(one, ordered, f"{where}, option {number}") for number, one in enumerate(options, 1)
    )
    return Question(data.get("asks", ASKS), ordered, made)


def _option(data: Any, ordered: bool, where: str) -> Option:
    _check(data, _OPTION | _WORDS, where)
    if not str(data.get("why", "")).strip():
        raise PageError(f"{where}: says no why")
    if not set(data) & set(_OPTION):
        raise PageError(f"{where}: needs one of {', '.join(_OPTION)}")
    if "ends" in data and data["ends"] != "never":
        raise PageError(f'{where}: ends is "never", not {data["ends"]!r}')
    lines = {name: str(data.get(name, "")).strip("\n") for name in ("prints", "lacks", "raises")}
    found = {
        name: _within(text, ordered and name != "raises", f"{where}, {name}")
        for name, text in lines.items()
    }
    return Option(
        why=data["why"].strip(),
        says=data.get("says", "").strip(),
        takes=data.get("takes"),
        never="ends" in data,
        wanted=found["prints"],
        unwanted=found["lacks"],
        failure=found["raises"],
        **lines,
    )


def _check(data: Any, known: Mapping[str, Any], where: str) -> None:
    if not isinstance(data, dict):
        raise PageError(f"{where}: is no table")
    for name, value in data.items():
        if name not in known:
            raise PageError(f"{where}: {name} is none of {', '.join(known)}")
        if not isinstance(value, known[name]):
            raise PageError(f"{where}: {name} is {value!r}")


def _within(text: str, in_a_row: bool, where: str) -> Guarantee | None:
    """The guarantee of an output that has these lines among others. Raises PageError."""
    if not text:
        return None
    lines = ["⋮", *text.splitlines(), "⋮"]
    if not in_a_row:
        lines = [f"╭ {lines[0]}", *(f"│ {line}" for line in lines[1:-1]), f"╰ {lines[-1]}"]
    try:
        return parse("\n".join(lines), where)
    except MarkError as error:
        raise PageError(str(error)) from None
