"""Errors that can be raised to nobody: told as CPython tells them, through `sys.unraisablehook`."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from .ours import hide_ours, opening
from .scheduler import Unwind


@opening
def report(error: BaseException, message: str, thing: object = None) -> None:
    """Have the hook report `error`; a hook that fails is reported by the interpreter's own."""
    hide_ours(error)
    arguments = _kind()((type(error), error, error.__traceback__, message, thing))
    try:
        sys.unraisablehook(arguments)
    except Unwind:
        raise
    except BaseException as second:
        message = "Exception ignored in sys.unraisablehook"
        sys.__unraisablehook__(
            _kind()((type(second), second, second.__traceback__, message, sys.unraisablehook))
        )


@cache
def _kind() -> Any:
    """The type of the hook's argument. It has no name; the interpreter's hook takes no other."""
    seen: list[Any] = []

    class Provoking:
        def __del__(self) -> None:
            raise ValueError

    hook, sys.unraisablehook = sys.unraisablehook, seen.append
    try:
        Provoking()
    finally:
        sys.unraisablehook = hook
    return type(seen.pop())
