"""Which frames are ours: what is Python here and C in CPython is hidden where frames are shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import CodeType, FrameType, TracebackType
from typing import Final, TypeVar

HERE: Final = os.path.dirname(__file__) + os.sep
LIBRARY: Final = (os.path.dirname(os.__file__) + os.sep, "<frozen ")
_places: tuple[str, ...] = (HERE, "blob:")  # in the page, scripts without a name run Python
_openings: set[CodeType] = set()
_outermost: set[CodeType] = set()
_REFUSAL: Final = "_green_refusal"

_Function = TypeVar("_Function", bound=Callable[..., object])
_Error = TypeVar("_Error", bound=BaseException)


def opening(function: _Function) -> _Function:
    """Marks a function of ours that calls the program's: what it calls is the program's again."""
    _openings.add(function.__code__)
    return function


def outermost(function: _Function) -> _Function:
    """Marks a function of ours below which a thread has no frames: only its host has."""
    _outermost.add(function.__code__)
    return function


def is_outermost(code: CodeType) -> bool:
    """Whether what called this is the host's: `run()`'s callers, in the page the bridge."""
    return code in _outermost


def is_ours(code: CodeType) -> bool:
    """Whether code belongs to this package."""
    return code.co_filename.startswith(_places)


def count_in(folder: str) -> None:
    """Say that a part of this package lies elsewhere: in the page, in an archive of its own."""
    global _places
    if not folder.startswith(_places):
        _places += (folder + os.sep,)


def works_for_us(frame: FrameType | None) -> bool:
    """Whether a frame is ours, or of the library but called by us, as of a named tuple we make."""
    while frame is not None and frame.f_code not in _openings:
        if is_ours(frame.f_code):
            return True
        frame = frame.f_back
    return False


def refusal(error: _Error) -> _Error:
    """Marks an exception that says what is not here: the program's own lines are enough of it."""
    setattr(error, _REFUSAL, True)
    return error


def is_refusal(error: BaseException | None) -> bool:
    """Whether an exception is marked so."""
    return getattr(error, _REFUSAL, False)


def hide_ours(error: BaseException | None) -> BaseException | None:
    """Take our frames out of the tracebacks of an exception, and of those that led to it."""
    seen: set[int] = set()
    following = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        trace = not_ours(following.__traceback__, is_refusal(following))
        # By the base class: an exception of JavaScript's would set a property of its own.
        BaseException.with_traceback(following, trace)
        following = following.__cause__ or following.__context__
    return error


def not_ours(trace: TracebackType | None, brief: bool = False) -> TracebackType | None:
    """The traceback without our frames, `brief`: nor the library's; it is changed in place."""
    places = _places + LIBRARY if brief else _places

    def hidden(one: TracebackType) -> bool:
        return one.tb_frame.f_code.co_filename.startswith(places)

    while trace is not None and hidden(trace):
        trace = trace.tb_next
    kept = trace
    while kept is not None:
        while kept.tb_next is not None and hidden(kept.tb_next):
            kept.tb_next = kept.tb_next.tb_next
        kept = kept.tb_next
    return trace
