"""Who decides whose turn it is: nobody in particular, a seeded generator, or a written schedule.

Two kinds of question are asked. When a thread cannot go on, `pick` chooses among those that are
ready. While a thread runs, `ask_in` says after how many steps the policy wants to be asked whether
it should lose its turn. Questions are numbered by `point`: steps done plus choices made, which is
the same in a run that is repeated, so that a choice can be written down as a pair of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Final

FOREVER: Final = 1 << 62  # steps: more than any run does


class Plain:
    """Schedule 0: first come, first served; a turn ends early only when the quantum is over."""

    def ask_in(self, point: int) -> int:
        """In how many steps to be asked for a pre-emption."""
        return FOREVER

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:
        """Which of `count` candidates goes on; candidate 0 is the running or longest-ready one."""
        return default


class Drawn(Plain):
    """A seeded schedule: turns of very different length, and anyone ready may be next."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random

    def ask_in(self, point: int) -> int:
        """In 1 to 4096 steps, each order of magnitude equally likely."""
        # Turns of one typical length would find either races that need a long turn or races
        # that need a short one, never both.
        return int(2 ** (self._random() * 12))

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:
        """Anyone, but to be asked for a pre-emption is to pre-empt."""
        if preempting:
            return 1 + int(self._random() * (count - 1))
        return int(self._random() * count)


class Replay(Plain):
    """A written schedule: point, choice, point, choice, ...; the default everywhere else."""

    def __init__(self, schedule: Iterable[int]) -> None:
        numbers = list(schedule)
        if len(numbers) % 2 or not all(type(n) is int and n >= 0 for n in numbers):
            raise ValueError("a schedule is a list of pairs: point, choice, point, choice, ...")
        self.choices = dict(zip(numbers[::2], numbers[1::2], strict=True))
        self._points = sorted(self.choices, reverse=True)

    def ask_in(self, point: int) -> int:
        """At the next point that is written down."""
        while self._points and self._points[-1] <= point:
            self._points.pop()
        return self._points[-1] - point if self._points else FOREVER

    def pick(self, point: int, count: int, default: int, preempting: bool) -> int:
        """What is written down. Raises ValueError where that cannot be done."""
        choice = self.choices.get(point, default)
        if choice >= count:
            raise ValueError(
                f"the schedule does not fit this program: choice {choice} of {count} at {point}"
            )
        return choice
