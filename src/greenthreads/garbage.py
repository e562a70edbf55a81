"""The collector of cyclic garbage: off while a run lasts, and asked for afterwards.

Off, because it would run the destructors of a program at points that depend on what its host has
allocated, and because in the browser it must not look into a suspended stack (pyodide#6464).
"""

from __future__ import annotations

import gc
import io
from contextlib import redirect_stderr, redirect_stdout


def collect(generation: int = 2) -> None:
    """Collect what finished runs left; nobody listens to its destructors any more."""
    silence = io.StringIO()
    with redirect_stdout(silence), redirect_stderr(silence):
        gc.collect(generation)
