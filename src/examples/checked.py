"""On which versions and builds each program was last checked: from the tests' own record.

A test session that runs every program of the site keeps what came of each, in
.cache/checked/VERSION.json: `make test` for one interpreter, `.ci/programs` for each other one.

    python -m examples.checked      (`make checked`)

copies these records into `snippets/checked.toml`, which is committed. At the end of each page
stands what it says (`line_of`), of the programs that are still what they were then: beside each
name is a digest of the program and of what its page promises. Without the record nothing is said.
"""

import hashlib
import json
import platform
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

from examples.drawing import commit
from examples.files import ROOT, SNIPPETS, all_programs, needs, read

KEPT = ROOT / ".cache" / "checked"
RECORD = SNIPPETS / "checked.toml"
PROMISES = (".py", ".expect", ".err", ".out")  # whose texts were checked


@dataclass(frozen=True)
class Checked:
    """One session: the interpreter, and each program that passed with its digest."""

    which: str
    machine: str
    date: str
    commit: str
    passed: dict[str, str]


def digest(program: Path) -> str:
    """What a program, and what is promised of it, are known by."""
    files = [program.with_suffix(ending) for ending in PROMISES]
    text = "\0".join(read(file) for file in files if file.exists())
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def is_whole(programs: Iterable[Path]) -> bool:
    """Whether these are all programs of the site, so that what came of them is a record."""
    return set(programs) >= set(all_programs())


def keep(which: str, passed: Iterable[Path]) -> Path:
    """Keep what a session found on an interpreter; returns the file."""
    names = {_name(path): digest(path) for path in sorted(passed)}
    machine = f"{platform.system()} {platform.machine()}"
    one = Checked(which, machine, time.strftime("%Y-%m-%d"), commit()[:7], names)
    KEPT.mkdir(parents=True, exist_ok=True)
    file = KEPT / f"{which}.json"
    file.write_text(json.dumps(asdict(one)), "utf-8")
    return file


def text_of(records: Iterable[Checked]) -> str:
    """The committed file. Of two records of one minor version and build the newer one is told."""
    newest: dict[tuple[list[str], bool], Checked] = {}
    for one in sorted(records, key=lambda one: one.date):
        newest[tuple(one.which.split(".")[:2]), one.which.endswith("t")] = one  # type: ignore[index]
    parts = ["# Written by `make checked` from the record of the tests: do not edit.\n"]
    for one in sorted(newest.values(), key=_order):
        head = "".join(f"{key} = {json.dumps(getattr(one, key))}\n" for key in _ABOUT)
        rows = "".join(f"{json.dumps(name)} = {json.dumps(d)}\n" for name, d in one.passed.items())
        which = json.dumps(one.which)
        parts.append(f"[{which}]\n{head}[{which}.passed]\n{rows}")
    return "\n".join(parts)


_ABOUT = ("machine", "date", "commit")


@cache
def records() -> tuple[Checked, ...]:
    """What is committed, in the order of the versions."""
    listed = tomllib.loads(read(RECORD)) if RECORD.exists() else {}
    return tuple(Checked(which, **one) for which, one in listed.items())


def line_of(programs: Iterable[Path], known: Iterable[Checked] | None = None) -> str:
    """On what the programs of a page were checked, as a sentence or two; "" if that is not known.

    The versions of most of its programs are said once, those of each other program behind them.
    """
    known = records() if known is None else tuple(known)
    on: dict[Path, tuple[str, ...]] = {
        path: tuple(one.which for one in known if one.passed.get(_name(path)) == digest(path))
        for path in programs
    }
    if not any(on.values()):
        return ""
    alike = list(on.values())
    most = max(sorted(set(alike), key=len, reverse=True), key=alike.count)
    told = f"Checked on CPython {_listed(most)}" if most else ""
    dates = sorted({one.date for one in known if any(one.which in which for which in on.values())})
    others = [
        f"`{path.name}` on {_listed(on[path]) or 'none of them'}{_why(path)}"
        for path in on
        if on[path] != most
    ]
    told += f" ({dates[-1]})" if told else ""
    return "; ".join(filter(None, [told, *others])) + "."


def _why(path: Path) -> str:
    needed = needs(path)
    return " (needs {}.{})".format(*needed) if needed > (3, 11) else ""


def _listed(names: Iterable[str]) -> str:
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _name(path: Path) -> str:
    return path.relative_to(SNIPPETS).with_suffix("").as_posix()


def _order(one: Checked) -> tuple[bool, list[int]]:
    return one.which.endswith("t"), [int(part) for part in one.which.rstrip("t").split(".")]


def kept(folder: Path = KEPT) -> list[Checked]:
    """The records of the last sessions."""
    return [Checked(**json.loads(read(file))) for file in sorted(folder.glob("*.json"))]


def stale(known: Mapping[str, Checked]) -> list[str]:
    """Names in a record of which there is no program."""
    there = {_name(path) for path in SNIPPETS.rglob("*.py")}
    return sorted({name for one in known.values() for name in one.passed} - there)


def _of_programs_there(one: Checked) -> Checked:
    """A record without the programs that are gone."""
    gone = stale({one.which: one})
    return replace(one, passed={n: d for n, d in one.passed.items() if n not in gone})


def main() -> int:
    """The command line."""
    found = kept()
    if not found:
        print("no test session has kept a record: run `make test` or `.ci/programs PYTHON`")
        return 1
    committed = {one.which: one for one in map(_of_programs_there, records())}
    committed.update({one.which: one for one in map(_of_programs_there, found)})
    RECORD.write_text(text_of(committed.values()), "utf-8")
    for one in sorted(found, key=_order):
        print(f"CPython {one.which}: {len(one.passed)} programs passed, {one.date}, {one.commit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
