"""The editor in docs/playground/editor: of prism-code-editor, what editor.mjs imports.

Nothing is bundled: the package's own ES modules are copied as they are.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from .files import PLAYGROUND, write_folder
from .packages import npm

OUT = PLAYGROUND / "editor"
# What editor.mjs imports, and the style sheet of its layout.
ENTRIES = (
    "index.js",
    "extensions/commands/index.js",
    "utils/index.js",
    "prism/languages/python.js",
    "languages/python.js",
)
STYLE = "layout.css"
_IMPORT = re.compile(r"""^(?:import|export)\b[^"'\n]*["'](\.[^"'\n]+)["']""", re.MULTILINE)
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*")


def make() -> list[Path]:
    """Write the folder; returns what it wrote. Raises Unavailable."""
    package = npm("prism-code-editor")
    files = modules(package / "dist", ENTRIES)
    files |= {STYLE: (package / "dist" / STYLE).read_bytes()}
    files |= {"LICENSE": (package / "LICENSE").read_bytes()}
    write_folder(OUT, files)
    return [OUT / name for name in files]


def modules(folder: Path, entries: tuple[str, ...]) -> dict[str, bytes]:
    """The entries and all they import, by their path below `folder`. Raises OSError."""
    found: dict[str, bytes] = {}
    due = list(entries)
    while due:
        name = due.pop()
        if name in found:
            continue
        text = (folder / name).read_text("utf-8")
        beside = posixpath.dirname(name)
        due += [posixpath.normpath(posixpath.join(beside, path)) for path in _IMPORT.findall(text)]
        found[name] = _SOURCE_MAP.sub("", text).encode()  # the maps are not copied
    return found
