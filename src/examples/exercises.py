"""The exercises: a folder each, `snippets/<chapter>/mend/<name>/`.

start.py         the broken program that the reader begins with
solution.py      one that keeps the contract; or `program` below
wrong_*.py       at least three plausible attempts that do not
exercise.toml    the words and the contract
task.md          what the page includes; `make record` writes it

title = "One counter"
task = "..."                    Markdown
contract = '''...'''            see mending.contract
hints = ["...", "..."]          the second says more
solution = "..."                why it is right, Markdown
program = "thread_safe_counter" a program of the chapter, where that is the solution

[wrong]                         by name: the line of the contract that refuses it
a_sleep = "prints: Final counter: 2"
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.build import navigation
from examples.files import DOCS, MEND, SNIPPETS, named, read
from examples.pages import included
from mending import Contract, ContractError, Verdict, judge, parse

TOML = "exercise.toml"
TASK = "task.md"
LIST = SNIPPETS / "exercises.md"
WRONG = "wrong_"
LEAST_WRONG = 3
HINTS = 2
_TEXTS = ("title", "task", "contract", "solution")


class ExerciseError(Exception):
    """An exercise against the rules; the text names its file."""


@dataclass(frozen=True)
class Exercise:
    """One exercise."""

    folder: Path
    title: str
    task: str
    contract_text: str
    contract: Contract
    hints: tuple[str, ...]
    words: str
    """On the solution."""
    program: str
    """The chapter's program that is the solution; empty for solution.py."""
    wrong: dict[str, str]
    """By name: the text of the clause that refuses it."""

    @property
    def chapter(self) -> str:
        """The chapter's folder."""
        return self.folder.parent.parent.name

    @property
    def name(self) -> str:
        """Its name among all exercises."""
        return f"{self.chapter}/{self.folder.name}"

    @property
    def id(self) -> str:
        """What links to it on its page use."""
        return f"{MEND}_{self.folder.name}"

    @property
    def start(self) -> Path:
        """The broken program."""
        return self.folder / "start.py"

    @property
    def solution(self) -> Path:
        """The program that keeps the contract."""
        if self.program:
            return self.folder.parent.parent / f"{self.program}.py"
        return self.folder / "solution.py"

    def is_named(self, parts: list[str]) -> bool:
        """Whether its path holds one of the parts."""
        path = self.folder.relative_to(SNIPPETS).as_posix()
        return any(part in path for part in parts)

    def attempt(self, name: str) -> Path:
        """A wrong attempt."""
        return self.folder / f"{WRONG}{name}.py"

    def judged(self, path: Path) -> Verdict:
        """What the judge says of a program."""
        return judge(self.contract, read(path), path.name)


def all_exercises() -> list[Exercise]:
    """Every exercise, chapter by chapter. Raises ExerciseError."""
    return [load(path.parent) for path in sorted(SNIPPETS.glob(f"*/{MEND}/*/{TOML}"))]


def load(folder: Path) -> Exercise:
    """Read an exercise. Raises ExerciseError."""
    file = folder / TOML
    try:
        given = tomllib.loads(read(file))
    except tomllib.TOMLDecodeError as error:
        raise ExerciseError(f"{named(file)}: {error}") from None
    _check(file, given)
    text = given["contract"].strip("\n") + "\n"
    try:
        contract = parse(text, f"the contract in {named(file)}")
    except ContractError as error:
        raise ExerciseError(str(error)) from None
    made = Exercise(
        folder,
        given["title"],
        given["task"].strip(),
        text,
        contract,
        tuple(hint.strip() for hint in given["hints"]),
        given["solution"].strip(),
        given.get("program", ""),
        given["wrong"],
    )
    _check_files(made)
    return made


def _check(file: Path, given: dict[str, Any]) -> None:
    known = {*_TEXTS, "hints", "wrong", "program"}
    if strange := given.keys() - known:
        raise ExerciseError(f"{named(file)}: nobody knows {', '.join(sorted(strange))}")
    for name in _TEXTS:
        if not isinstance(given.get(name), str) or not given[name].strip():
            raise ExerciseError(f"{named(file)}: {name} is missing")
    if len(given.get("hints", ())) != HINTS:
        raise ExerciseError(f"{named(file)}: hints are {HINTS}, the second says more")
    if len(given.get("wrong", ())) < LEAST_WRONG:
        raise ExerciseError(f"{named(file)}: [wrong] names {LEAST_WRONG} attempts at least")


def _check_files(made: Exercise) -> None:
    attempts = {path.stem.removeprefix(WRONG) for path in made.folder.glob(f"{WRONG}*.py")}
    if attempts != made.wrong.keys():
        odd = ", ".join(sorted(attempts ^ made.wrong.keys()))
        raise ExerciseError(
            f"{named(made.folder)}: a {WRONG}*.py, or its clause, is missing: {odd}"
        )
    texts = {clause.text for clause in made.contract.clauses}
    for name, text in made.wrong.items():
        if text not in texts:
            raise ExerciseError(f"{named(made.folder)}: no clause of {name} is {text!r}")
    for path in (made.start, made.solution):
        if not path.is_file():
            raise ExerciseError(f"{named(path)} is missing")


def on_page(page: Path) -> list[Exercise]:
    """The exercises of a page, in its order. Raises ExerciseError."""
    end = f"/{TASK}"
    return [load((SNIPPETS / path).parent) for path in included(page) if path.endswith(end)]


# -- what the page includes -----------------------------------------------------------------------


def task_of(one: Exercise) -> str:
    """The text of task.md."""
    program = one.start.relative_to(SNIPPETS).as_posix()
    clauses = "\n".join(_item(words) for words in one.contract.words).rstrip()
    folds = [_fold("tip", f"Hint {n} of {HINTS}", hint) for n, hint in enumerate(one.hints, 1)]
    folds.append(_fold("success", "One solution", _solution(one)))
    return (
        f'<div class="example mend" id="{one.id}" data-act="mend" data-exercise="{one.name}" '
        f"markdown>\n\n{one.task}\n\n{_fence(program)}\n\n"
        f'<div class="run" markdown>\n\n<div class="mend-contract" markdown>\n\n'
        f"**The contract.** In every class of schedules:\n\n{clauses}\n\n</div>\n\n"
        + "\n\n".join(folds)
        + "\n\n</div>\n</div>\n"
    )


def _item(words: str) -> str:
    """One clause; the lines below the first belong to it.

    Behind a fence stands an empty line: without it Markdown takes the next item for more text.
    """
    first, *more = words.splitlines()
    if not more:
        return f"- {first}"
    block = "\n".join(line.removeprefix("    ") for line in more).strip("\n")
    fenced = f"```text\n{block}\n```"
    return f"- {first}\n\n{_indented(fenced)}\n"


def _solution(one: Exercise) -> str:
    if one.program:
        return f"{one.words}\n\nIt stands below: `{one.program}.py`."
    return f"{one.words}\n\n{_fence(one.solution.relative_to(SNIPPETS).as_posix())}"


def _fence(path: str) -> str:
    return f'```python title="{path}"\n--8<-- "{path}"\n```'


def _fold(kind: str, title: str, text: str) -> str:
    return f'??? {kind} "{title}"\n\n{_indented(text)}'


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def listed() -> str:
    """The list of all exercises for the page Your progress: the text of exercises.md."""
    lines = []
    for page in navigation.pages():
        if not page.file.endswith(".md"):
            continue
        found = on_page(DOCS / page.file)
        if found:
            lines.append(f"\n## {page.title}\n")
        lines += [
            f"- [{one.title}]({page.file}#{one.id}){{ #{one.id} data-exercise={one.name} }}"
            for one in found
        ]
    return "\n".join(lines).strip() + "\n"


def write_tasks(parts: list[str]) -> list[str]:
    """Write task.md of each exercise whose path holds one of the parts; says which are new."""
    told = []
    for one in all_exercises():
        if parts and not one.is_named(parts):
            continue
        file, text = one.folder / TASK, task_of(one)
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
            told.append(f"{one.name}: task written")
    text = listed()
    if not LIST.exists() or LIST.read_text("utf-8") != text:
        LIST.write_text(text, "utf-8")
        told.append("the list of exercises: written")
    return told


def main(names: list[str]) -> int:
    """Print what the judge says of all programs of the exercises with such a part in their name."""
    for one in all_exercises():
        if not one.is_named(names):
            continue
        for path in (one.start, one.solution, *map(one.attempt, one.wrong)):
            verdict = one.judged(path)
            print(f"{one.name}/{path.name}: {verdict.classes} classes {'; '.join(verdict.reasons)}")
            for ruling in verdict.rulings:
                sign = {"holds": "✓", "fails": "✗", "open": "○"}[ruling.state]
                print(f"  {sign} {ruling.text}  {ruling.said} {ruling.how}".rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
