"""Tracebacks as CPython shows them: without the frames of what is Python here and C there."""

from __future__ import annotations

from os.path import dirname
from types import TracebackType

_HERE = dirname(__file__)


def hide_ours(error: BaseException | None) -> BaseException | None:
    """Take our frames out of the tracebacks of an exception, and of those that led to it."""
    seen: set[int] = set()
    following = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        following.__traceback__ = not_ours(following.__traceback__)
        following = following.__cause__ or following.__context__
    return error


def not_ours(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without our frames; it is changed in place."""
    while trace is not None and _is_ours(trace):
        trace = trace.tb_next
    kept = trace
    while kept is not None:
        while kept.tb_next is not None and _is_ours(kept.tb_next):
            kept.tb_next = kept.tb_next.tb_next
        kept = kept.tb_next
    return trace


def _is_ours(trace: TracebackType) -> bool:
    return trace.tb_frame.f_code.co_filename.startswith(_HERE)
