"""Where the build's files are, what decides them, and how they are written.

A step of the build knows by a digest of its inputs whether its outputs are still right. The
digest is of contents, not of dates: a fresh checkout or a switched branch costs nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOURCE = ROOT / "src"
SNIPPETS = ROOT / "snippets"
PLAYGROUND = ROOT / "docs" / "playground"
MODULES = ROOT / "node_modules"
CACHE = ROOT / ".cache" / "browser"  # may be deleted at any time


class Unavailable(Exception):
    """What is needed is not installed; the text says what, and what brings it."""


class Broken(Exception):
    """A source that cannot be right; the text says where to look."""


def digest(*parts: bytes) -> str:
    """Twelve hexadecimal digits that change when a part, or where it begins, changes."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "little") + part)
    return whole.hexdigest()[:12]


def digest_of(paths: Iterable[Path]) -> str:
    """The digest of files: of their paths below the repository and what stands in them."""
    named = ((path.relative_to(ROOT).as_posix().encode(), path.read_bytes()) for path in paths)
    return digest(*(part for pair in named for part in pair))


def modules(*packages: str) -> list[Path]:
    """All Python files of packages below src/, in an order that is always the same."""
    return [path for name in packages for path in sorted((SOURCE / name).rglob("*.py"))]


def write_if_changed(path: Path, data: bytes) -> None:
    """Write a file unless it holds that already: `mkdocs serve` reloads what is touched."""
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files, named by their path below it, and no others."""
    for name, data in files.items():
        write_if_changed(folder / name, data)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in files:
            path.unlink()


def python_version() -> tuple[int, int]:
    """The version of Python in the page: Pyodide 314.0.7 is CPython 3.14, in its own numbering."""
    pinned = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["pyodide"]
    number = pinned.partition(".")[0]
    return int(number[0]), int(number[1:])
