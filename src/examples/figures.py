"""The measured figures of the pages: printed by programs, never typed in.

    python -m examples.figures [--python PATH ...] [NAME ...]

`figures/x.py` measures something real (seconds, memory, luck), so it is no example: no two runs
print the same. `make figures` runs it on each interpreter that is given and writes
`snippets/figures/x.txt`, which a page includes: what is measured (the program's docstring), the
machine, and one line per version and build. Lines of versions that are not given now stay, if they
were measured on the same machine.
"""

import argparse
import ast
import os
import platform
import subprocess
import sys
import textwrap
from pathlib import Path

from examples.files import ROOT, SNIPPETS
from examples.running import which_of

PROGRAMS = ROOT / "figures"
PRINTED = SNIPPETS / "figures"
ENV = "FIGURE_PYTHONS"  # interpreters, with the colon of PATH between them
PATIENCE = 300.0  # seconds
WIDTH = 60  # columns of what a page shows


def all_figures() -> list[Path]:
    """Every program that measures."""
    return sorted(PROGRAMS.glob("*.py"))


def printed_by(program: Path) -> Path:
    """The file with what a program printed, as a page includes it."""
    return PRINTED / f"{program.stem}.txt"


def measured(program: Path, python: str) -> str:
    """What a program prints on an interpreter, in one line."""
    # Unbuffered output is another measurement, and the site's environment may ask for it.
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    plain["THIS_PYTHON"] = python  # what a measurement starts, where sys.executable is its loader
    done = subprocess.run(
        [python, str(program)], env=plain, capture_output=True, text=True, timeout=PATIENCE
    )
    if done.returncode:
        raise RuntimeError(f"{program.name} on {python}:\n{done.stderr}")
    return " ".join(done.stdout.split("\n")).strip()


def rows_of(text: str) -> dict[str, str]:
    """The lines `version  figures` of what was written before."""
    _, _, rows = text.partition("\n\n")
    return dict(line.split("  ", 1) for line in rows.splitlines() if "  " in line)


def written(program: Path, rows: dict[str, str]) -> str:
    """The text of a page's file: what, where, and a line for each interpreter."""
    width = max(map(len, rows))
    lines = [f"{which:{width}}  {rows[which].strip()}" for which in sorted(rows, key=_order)]
    return f"{what_is_measured(program)}\n{machine()}\n\n" + "\n".join(lines) + "\n"


def what_is_measured(program: Path) -> str:
    """A program's docstring, in lines that a phone can show."""
    what = ast.get_docstring(ast.parse(program.read_text("utf-8"))) or ""
    return textwrap.fill(" ".join(what.split()), WIDTH)


def machine() -> str:
    """The machine of a measurement, as the second part of its heading says it."""
    return f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores (t: free-threaded)"


def _order(which: str) -> tuple[bool, list[int]]:
    return which.endswith("t"), [int(part) for part in which.rstrip("t").split(".")]


def renew(program: Path, pythons: list[str]) -> None:
    """Measure on these interpreters and write the page's file."""
    path = printed_by(program)
    before = path.read_text("utf-8") if path.exists() else ""
    rows = {which.strip(): row for which, row in rows_of(before).items() if machine() in before}
    for python in pythons:
        which = which_of(python)
        # One line per minor version and build: the newest measurement.
        rows = {old: row for old, row in rows.items() if _kind(old) != _kind(which)}
        rows[which] = measured(program, python)
    path.parent.mkdir(exist_ok=True)
    path.write_text(written(program, rows), "utf-8")


def _kind(which: str) -> tuple[list[str], bool]:
    return which.split(".")[:2], which.endswith("t")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the figures of the pages.")
    parser.add_argument("--python", action="append", default=[], help="an interpreter's path")
    parser.add_argument("names", nargs="*", help="parts of programs' names")
    asked = parser.parse_args()
    given = os.environ.get(ENV, "").split(os.pathsep)
    pythons = asked.python or [path for path in given if path] or [sys.executable]
    for program in all_figures():
        if not asked.names or any(name in program.stem for name in asked.names):
            renew(program, pythons)
            print(f"{printed_by(program).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
