"""Bring the editor: prism-code-editor from npm, what we use of it, into docs/playground/editor.

`make serve` and `make build` run this file; a second call has nothing to do. Without network it
says so, and Edit opens a plain text field. Nothing is bundled: the package's own ES modules are
copied as they are. What it fetches is pinned by hash, see ../runtime/fetch.py.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "docs" / "playground" / "editor"
NAME = "prism-code-editor"
VERSION = "5.4.0"
SHA512 = "8y4SdQxwHa/lnxIbFf2w8N2D1OwxcskDRw774ov4XEEa1e5alqqrAZk08YXgaxisc1RuJdFbCTI+4tU3Plljqw=="
# What editor.mjs imports, and the style sheet of its layout.
ENTRIES = (
    "index.js",
    "extensions/commands/index.js",
    "utils/index.js",
    "prism/languages/python.js",
    "languages/python.js",
)
OTHERS = ("layout.css",)
_IMPORT = re.compile(r"""^(?:import|export)\b[^"'\n]*["'](\.[^"'\n]+)["']""", re.MULTILINE)


def main() -> int:
    """Bring the editor up to date; returns the exit code."""
    stamp = OUT / "version.txt"
    if stamp.is_file() and stamp.read_text("utf-8") == VERSION:
        return 0
    from browser import fetch  # only now: the usual call has nothing to fetch

    fetch.NPM[NAME] = (VERSION, SHA512)
    try:
        package = fetch.npm(NAME)
    except fetch.Unavailable as error:
        print(f"editor: {error}; Edit will be a plain text field", file=sys.stderr)
        return 0
    files = modules(package) | {name: package[f"dist/{name}"] for name in OTHERS}
    files["LICENSE"] = package["LICENSE"]
    shutil.rmtree(OUT, ignore_errors=True)
    for name, data in files.items():
        path = OUT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    stamp.write_text(VERSION, "utf-8")
    size = sum(map(len, files.values()))
    print(f"editor: {len(files)} files, {size / 1e3:.0f} kB", file=sys.stderr)
    return 0


def modules(package: dict[str, bytes]) -> dict[str, bytes]:
    """The entries and all they import, by their path below dist/. Raises KeyError."""
    found: dict[str, bytes] = {}
    due = list(ENTRIES)
    while due:
        name = due.pop()
        if name in found:
            continue
        text = package[f"dist/{name}"].decode()
        folder = posixpath.dirname(name)
        due += [posixpath.normpath(posixpath.join(folder, path)) for path in _IMPORT.findall(text)]
        found[name] = re.sub(r"\n//# sourceMappingURL=.*", "", text).encode()
    return found


if __name__ == "__main__":
    sys.exit(main())
