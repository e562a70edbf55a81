"""Rules that marks cannot say: one module per chapter, one function per sentence.

A guarantee names a rule by its sentence (`✓ the balances follow from one another`).
The function gets the lines of stdout and answers None, or one line that says what is
wrong. It must not raise on any output.
"""

import importlib
import pkgutil
from collections.abc import Callable

Rule = Callable[[list[str]], str | None]
_RULES: dict[str, Rule] = {}


def rule(sentence: str) -> Callable[[Rule], Rule]:
    """Give the decorated function its sentence; a sentence may be taken only once."""

    def register(function: Rule) -> Rule:
        taken = _RULES.get(sentence)
        if taken is not None and _name(taken) != _name(function):
            raise ValueError(f"two rules for the sentence {sentence!r}: {taken}, {function}")
        _RULES[sentence] = function
        return function

    return register


def _name(function: Rule) -> tuple[str, str]:
    return function.__module__, function.__qualname__


def all_rules() -> dict[str, Rule]:
    """Every rule by its sentence, from all modules of this package."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(_RULES)
