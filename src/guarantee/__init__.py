"""What every run of a threaded program shows, and whether an output fits it.

Pure Python without imports beyond the standard library: the tests use it, and so does
the page in the reader's browser after a run.
"""

from guarantee.badge import Badge
from guarantee.judge import misfit, refusal
from guarantee.marks import Guarantee, MarkError, exactly, parse

__all__ = ["Badge", "Guarantee", "MarkError", "exactly", "misfit", "parse", "refusal"]
