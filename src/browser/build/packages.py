"""What others wrote and the page needs: packages from npm and from PyPI, as they are installed.

Nothing is downloaded here. `npm ci` and `pip install --require-hashes` have done that, both
against a lock file with hashes.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from .files import MODULES, ROOT, Unavailable


def npm(name: str) -> Path:
    """The folder of an installed npm package. Raises Unavailable where it is not as locked."""
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"][name]
    folder = MODULES / name
    try:
        found = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    except OSError:
        raise Unavailable(f"{name} {wanted} is not in node_modules: `npm ci` brings it") from None
    if found != wanted:
        raise Unavailable(f"node_modules has {name} {found}, not {wanted}: `npm ci` mends that")
    return folder


def pure_python(name: str) -> dict[str, bytes]:
    """The Python files and the METADATA of an installed distribution, by their path.

    A compiled wheel holds the text of its modules beside the machine code: the text is taken.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError:
        raise Unavailable(f"{name} is not installed: requirements.txt names it") from None
    return {
        path.as_posix(): path.read_binary()
        for path in found.files or ()
        if path.suffix == ".py" or path.name == "METADATA"
    }
