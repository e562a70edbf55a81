"""Packages that a program uses and that are to be watched like the program's own code.

What is not watched is one operation of an exploration, or makes the answer "not proved". A package
that is named in `Options.watch` is imported for the exploration, and the code of its functions is
heard of like the program's. Its own state is put back after each run, as that of the library is.
"""

from __future__ import annotations

from dataclasses import replace
from types import CodeType, FunctionType, ModuleType
from typing import Final

from ..options import Options
from ..preemption import codes_in
from ..runner import Program, run
from ..scheduler import Backend
from ..world import code_of

NO_PACKAGE: Final = "watch: there is no Python code of a package {!r} here"
NOT_THESE: Final = "watch: {!r} is part of what the green threads stand on"
OURS: Final = frozenset(("threading", "_thread", "queue", "concurrent", "greenthreads", "builtins"))
# Functions that the library replaces by some in C, which without the GIL are as little one step
# as they are: where threads have no GIL, those in Python stay.
IN_PYTHON: Final = {"collections": ("_count_elements",)}


def prepared(
    source: str, filename: str, options: Options, backend: Backend
) -> tuple[Program, Options]:
    """A program for explorations, with the code that is watched; the options for its runs.

    Raises ValueError for a package that is not there, or that cannot be watched.
    """
    program = Program(source, filename, "off", backend)
    if not options.watch:
        return program, options
    options = replace(options, fresh=options.fresh | options.watch)
    for name in sorted(options.watch):
        program.codes += _codes_of(name, options, backend)
    return program, options


def _codes_of(name: str, options: Options, backend: Backend) -> list[CodeType]:
    """The code of a package's functions, the same objects that it has in every run."""
    if name.partition(".")[0] in OURS:
        raise ValueError(NOT_THESE.format(name))
    if not name.replace(".", "_").isidentifier():
        raise ValueError(NO_PACKAGE.format(name))
    result = run(f"import {name}", "watch.py", replace(options, watch=frozenset()), backend=backend)
    modules = code_of(name)
    if result.outcome != "finished" or not modules:
        raise ValueError(NO_PACKAGE.format(name))
    return [one for code in modules for one in codes_in(code) if one is not code]


def keep_in_python(module: ModuleType) -> None:
    """Let a module use its functions in Python where it has taken faster ones in C."""
    for name in IN_PYTHON.get(module.__name__, ()):
        for code in code_of(module.__name__):
            for found in codes_in(code):
                if found.co_name == name:
                    vars(module)[name] = FunctionType(found, vars(module), name)
