"""MkDocs, without waiting for Jupyter:  python -m publish.start serve --livereload

The labs' plugin imports Jupyter's libraries when it is loaded, two thirds of what MkDocs takes to
begin. They are needed where a lab is run; mostly it is in the cache. `mkdocs serve` does the same,
later.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

LATE = ("jupytext", "mkdocs_jupyter.convert")


class _Late(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what the import system looks for
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def main() -> None:
    """Run the command line of MkDocs."""
    sys.modules.update((name, _Late(name)) for name in LATE if name not in sys.modules)
    import_module("mkdocs.__main__").cli(prog_name="mkdocs")


if __name__ == "__main__":
    main()
