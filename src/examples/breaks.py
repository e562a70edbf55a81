"""Ways to break a copy of each program: two automatic ones, the others written down.

`breaks.toml` in a chapter's folder holds, per program, a name for each break and its old and
new text. Automatic: a thread that raises, a thread that hangs.
"""

import ast
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examples.files import SNIPPETS, needs
from examples.pages import Shown, all_shown
from examples.promises import Expected, expected
from examples.running import objection, run_program

NEAR_MISSES = "near misses"  # a key beside the breaks, see near_misses.py
AUTOMATIC = {
    "a thread raises": 'raise RuntimeError("broken on purpose")',
    "a thread hangs": '__import__("threading").Event().wait()',
}


class BreakError(Exception):
    """A break that does not apply to its program; the text names both."""


@dataclass(frozen=True)
class Broken:
    """A broken copy of a program."""

    name: str
    break_name: str
    source: str
    shown: Shown
    promise: Expected

    def __hash__(self) -> int:
        return hash((self.name, self.break_name))

    def __str__(self) -> str:
        return f"{self.name}: {self.break_name}"

    def objection(self, python: str, env: dict[str, str], patience: float) -> str | None:
        """Run the copy on real threads; what the checker says of it (None: it survived).

        Raises Hang after `patience` seconds.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.shown.path.name
            path.write_text(self.source, "utf-8")
            return objection(run_program(path, patience, python, env), self.promise)


def written(chapter: Path) -> dict[str, dict[str, Any]]:
    """What a chapter's breaks.toml says, per program: breaks, and `near misses` (near_misses.py).

    Raises BreakError for a file that cannot be read.
    """
    file = chapter / "breaks.toml"
    try:
        return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BreakError(f"{file}: {error}") from None


def all_broken() -> list[Broken]:
    """Every broken copy of every program on the pages. Raises BreakError and PageError."""
    left = {
        f"{chapter.name}/{program}": breaks
        for chapter in sorted(SNIPPETS.iterdir())
        if chapter.is_dir()
        for program, breaks in written(chapter).items()
    }
    made = []
    for shown in all_shown():
        made += broken_copies(shown, left.pop(shown.name, {}))
    if left:
        raise BreakError(f"breaks for programs on no page: {', '.join(left)}")
    return made


def broken_copies(shown: Shown, breaks: dict[str, Any]) -> list[Broken]:
    """The broken copies of one program; `breaks` is what its chapter's breaks.toml has for it.

    Raises BreakError for a break that does not apply, or is no Python any more.
    """
    source = shown.path.read_text("utf-8")
    sources = {
        name: replaced(shown, name, *texts) for name, texts in breaks.items() if name != NEAR_MISSES
    }
    if needs(shown.path) <= sys.version_info[:2]:
        for name, statement in AUTOMATIC.items():
            if name not in sources and (broken := _inserted(source, statement)):
                sources[name] = broken
    promise = expected(shown)
    return [Broken(shown.name, name, text, shown, promise) for name, text in sources.items()]


def replaced(shown: Shown, name: str, old: str, new: str) -> str:
    """The program's source with `new` in place of `old`. Raises BreakError, see broken_copies."""
    source = shown.path.read_text("utf-8")
    if source.count(old) != 1:
        found = source.count(old)
        raise BreakError(f"{shown.name}, {name!r}: {old!r} stands there {found} times, not once")
    source = source.replace(old, new)
    try:
        if needs(shown.path) <= sys.version_info[:2]:
            compile(source, shown.name, "exec")
    except SyntaxError as error:
        raise BreakError(f"{shown.name}, {name!r}, line {error.lineno}: {error.msg}") from None
    return source


def _inserted(source: str, statement: str) -> str | None:
    """`source` with `statement` first in the function that its threads run, if any."""
    tree = ast.parse(source)
    names = _thread_functions(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            first = next(s for s in node.body if not isinstance(s, ast.Global | ast.Nonlocal))
            lines = source.splitlines(keepends=True)
            lines.insert(first.lineno - 1, " " * first.col_offset + statement + "\n")
            return "".join(lines)
    return None


def _thread_functions(tree: ast.AST) -> set[str]:
    """Names of functions given as target=, to submit() or map(), and methods `run`."""
    names = {"run"}
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call)):
        handed = [k.value for k in call.keywords if k.arg == "target"]
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("submit", "map"):
            handed += call.args[:1]
        for value in handed:
            names.add(getattr(value, "id", getattr(value, "attr", "")))
    return names - {""}
