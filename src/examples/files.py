"""The files of the examples: a chapter's folder below snippets/, and what its programs say.

Light to import: children that run programs in virtual time need no more than this.
"""

import ast
import re
import sys
from pathlib import Path

from examples import ROOT, SNIPPETS

__all__ = ["ROOT", "SNIPPETS"]  # with what is below

DOCS = ROOT / "docs"
OUTPUTS = {".out", ".expect", ".err", ".schedules"}
MEND = "mend"  # the folder of a chapter's exercises: their programs are not shown with an output
NO_PROGRAMS = {"rules.py", "proofs.py"}  # what else is Python in a chapter's folder
OLDEST = (3, 11)  # the Python that every program runs on unless it says otherwise
# Two lines of a program that say where it runs. The page reads them too (browser.contract).
NEEDS = re.compile(r"^# Needs Python (\d+)\.(\d+)$", re.MULTILINE)
WITHOUT_RUN = re.compile(r"^# Not in the browser: (.+)$", re.MULTILINE)


class PageError(Exception):
    """A page or a program against the rules; the text names file and line."""


def all_programs() -> list[Path]:
    """Every program of the chapters' folders."""
    found = (path for path in SNIPPETS.rglob("*.py") if MEND not in path.parts)
    return sorted(path for path in found if path.name not in NO_PROGRAMS)


def read(path: Path) -> str:
    """The text of a page or of a snippet's file. Raises PageError where it is not UTF-8."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PageError(f"{named(path)}, line {line}: not UTF-8: {error.reason}") from None


def syntax(path: Path) -> ast.Module | None:
    """The tree of a program; None if it needs a newer Python. Raises PageError."""
    try:
        return ast.parse(read(path), str(path))
    except SyntaxError as error:
        if needs(path) > sys.version_info[:2]:
            return None
        raise PageError(f"{named(path)}, line {error.lineno}: {error.msg}") from None


def needs(path: Path) -> tuple[int, int]:
    """The Python version that a program says it needs (OLDEST if it says nothing)."""
    found = NEEDS.search(read(path))
    return (int(found[1]), int(found[2])) if found else OLDEST


def without_run(path: Path) -> str | None:
    """Why a program cannot run in the browser, if it says so."""
    found = WITHOUT_RUN.search(read(path))
    return found[1] if found else None


def named(path: Path) -> str:
    """A path as messages name it: from the project's root, if it is below that."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)
