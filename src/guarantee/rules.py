"""Rules that marks cannot say: `rules.py` in a chapter's folder, one function per sentence.

A guarantee names a rule by its sentence (`✓ the balances follow from one another`).
The function gets the lines of stdout and answers None, or one line that says what is
wrong. It must not raise on any output.
"""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

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
    """Every rule that was registered so far, by its sentence."""
    return dict(_RULES)


def load(folder: Path) -> None:
    """Register the rules of every `<chapter>/rules.py` below `folder`, once."""
    for path in sorted(folder.glob("*/rules.py")):
        name = f"rules_of.{path.parent.name}"
        if name in sys.modules:
            continue
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
