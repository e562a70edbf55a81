"""The standard library's zip file, which comes only when something is first read from it.

The memory that Python starts from holds what most programs import, and knows what else is in the
zip file. Whoever reads from it waits until it is there.
"""

from __future__ import annotations

import zipimport
from collections.abc import Callable
from typing import Any

from pyodide.ffi import run_sync

ARCHIVE = "/lib/python314.zip"
READERS = ("_get_data", "_read_directory")  # of zipimport: all that opens an archive


class Library:
    """Brings the library before its first reader goes on."""

    def __init__(self, bring: Callable[[], Any]) -> None:
        self._bring, self._here = bring, False

    def watch(self) -> None:
        """Stand between the import system and its zip files."""
        for name in READERS:
            setattr(zipimport, name, self._waiting(getattr(zipimport, name)))

    def _waiting(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def reads(archive: str, *rest: Any) -> Any:
            if archive == ARCHIVE and not self._here:
                run_sync(self._bring())
                self._here = True
            return read(archive, *rest)

        return reads
