"""Whether a program reaches behind the world that it runs in, to what runs and judges it.

A page's sandbox holds whatever a program does. But the Python that judges a program is the one that
runs it, so one that reaches that Python, or the worker's JavaScript, can say "proved" in its place,
or change what later programs come to. So nothing is proved of such a program, and its worker is not
used again. Who wants to fool only his own page will find other ways; who stumbles is told.
"""

from __future__ import annotations

from typing import Final

from greenthreads.altering import imported
from greenthreads.preemption import codes_in

BEHIND: Final = frozenset(
    "js pyodide pyodide_js _pyodide _pyodide_core browser greenthreads guarantee mending".split()
)
BY_NAME: Final = frozenset(("__import__", "import_module", "modules"))
WORDS: Final = BEHIND | BY_NAME


def reaches(source: str) -> str:
    """The module through which a program reaches behind its world; empty if it names none."""
    # A name in ASCII stands in the text as it is: most programs need not be compiled for this.
    if source.isascii() and not any(word in source for word in WORDS):
        return ""
    try:
        codes = list(codes_in(compile(source, "program.py", "exec", dont_inherit=True)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    named = set(imported(codes))
    if any(not BY_NAME.isdisjoint(code.co_names) for code in codes):
        named.update(one for code in codes for one in code.co_consts if isinstance(one, str))
    return min({name.partition(".")[0] for name in named} & BEHIND, default="")
