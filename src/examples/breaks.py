"""Ways to break a copy of each program: two automatic ones, the others written down.

`breaks.toml` in a chapter's folder holds, per program, a name for each break and its old and
new text. Automatic: a thread that raises, a thread that hangs.
"""

import ast
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from examples.pages import SNIPPETS, Shown, all_pages, shown_on
from examples.running import Expected, Hang, expected, objection, run_program

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

    def objection(self, python: str, env: dict[str, str], patience: float) -> str | None:
        """Run the copy; what the checker says of it (None: it survived).

        After `patience` seconds it has hung.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.shown.path.name
            path.write_text(self.source, "utf-8")
            try:
                return objection(run_program(path, patience, python, env), self.promise)
            except Hang as hang:
                return str(hang)


def all_broken() -> list[Broken]:
    """Every broken copy of every program on the pages. Raises BreakError."""
    written = {
        f"{file.parent.name}/{program}": breaks
        for file in sorted(SNIPPETS.glob("*/breaks.toml"))
        for program, breaks in tomllib.loads(file.read_text("utf-8")).items()
    }
    made = []
    for page in all_pages():
        for shown in shown_on(page):
            made += _broken_copies(shown, written.pop(shown.name, {}))
    if written:
        raise BreakError(f"breaks for programs on no page: {', '.join(written)}")
    return made


def _broken_copies(shown: Shown, written: dict[str, list[str]]) -> list[Broken]:
    source = shown.path.read_text("utf-8")
    promise = expected(shown)
    sources = {name: _replaced(source, shown, name, *texts) for name, texts in written.items()}
    for name, statement in AUTOMATIC.items():
        if name not in sources and (broken := _inserted(source, statement)):
            sources[name] = broken
    for source in sources.values():
        compile(source, shown.name, "exec")
    return [Broken(shown.name, name, text, shown, promise) for name, text in sources.items()]


def _replaced(source: str, shown: Shown, name: str, old: str, new: str) -> str:
    if source.count(old) != 1:
        found = source.count(old)
        raise BreakError(f"{shown.name}, {name!r}: {old!r} stands there {found} times, not once")
    return source.replace(old, new)


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
