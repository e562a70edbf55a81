"""For programs with too many classes: random schedules, and how probably they find a shallow bug.

Burckhardt, Kothari, Musuvathi, Nagarakatte, *A Randomized Scheduler with Probabilistic Guarantees
of Finding Bugs* (ASPLOS 2010). Each thread has a random priority, and of those that can go on the
one with the highest does. At d - 1 steps, drawn among the k that a run has, who did the step falls
below all others. A bug of depth d, one that shows as soon as d pairs of steps come in a certain
order, is found by one such run of n threads with a probability of at least 1 / (n k^(d-1)),
whatever else the program does.

A step is here an event of the exploration: between two of them no other thread could tell, so k is
the number of choices in a run, not that of its instructions. n and k are the most that any run had.
Runs that were drawn for fewer are not counted, nor those in which it came out that threads share
more than was known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from .outcomes import Outcome

DEPTH: Final = 3


def probability(threads: int, steps: int, runs: int = 1, depth: int = DEPTH) -> float:
    """The least probability with which so many runs find a bug of this depth."""
    once = 1 / (max(threads, 1) * max(steps, 1) ** (depth - 1))
    if once == 1:
        return float(runs > 0)
    return -math.expm1(runs * math.log1p(-once))  # 1 - (1 - once)^runs, exact where once is small


def in_words(chance: float) -> str:
    """A least probability, never more than it is: in percent, or as one in so many."""
    if chance >= 0.1:
        return f"at least {math.floor(chance * 1000) / 10:g} %"
    return f"at least 1 in {math.ceil(1 / chance - 1e-6):,}" if chance > 0 else "0"


@dataclass
class Pct:
    """What random schedules were tried after the search had used up its part of the budget."""

    seed: int
    """With the same seed, and the same limit, the runs are the same."""
    depth: int = DEPTH
    runs: int = 0
    """All of them."""
    counted: int = 0
    """Those for which the probability holds."""
    threads: int = 1
    """The most that any run had, the main thread too: n."""
    steps: int = 1
    """The most that any run had: k."""
    found: list[Outcome] = field(default_factory=list)
    """The outcomes that only they found."""

    @property
    def probability(self) -> float:
        """The least probability with which they together found any one bug of that depth."""
        return probability(self.threads, self.steps, self.counted, self.depth)

    @property
    def words(self) -> str:
        """All this in a sentence."""
        one = probability(self.threads, self.steps, 1, self.depth)
        return (
            f"{self.runs} PCT schedules (seed {self.seed}) found {len(self.found) or 'no'} more "
            f"outcome{'s' * (len(self.found) != 1)}; one finds each bug of depth {self.depth} "
            f"with a probability of {in_words(one)}, {self.counted} of them do with "
            f"{in_words(self.probability)} ({self.threads} threads, {self.steps} steps)"
        )

    def found_only(self, outcome: Outcome) -> bool:
        """Whether no other run had come to this outcome."""
        return any(one is outcome for one in self.found)

    def measure(self, threads: int, steps: int) -> None:
        """One more run is known; whether or not it was one of these."""
        if threads > self.threads or steps > self.steps:
            self.threads, self.steps = max(threads, self.threads), max(steps, self.steps)
            self.counted = 0


class Priorities:
    """Who goes on in a run, and in the next."""

    def __init__(self, seed: int, depth: int = DEPTH) -> None:
        self._random, self._depth = Random(seed), depth
        self._of: dict[int, float] = {}
        self._changes: dict[int, int] = {}
        self._steps = 0

    def draw(self, steps: int) -> None:
        """A new run begins; it is expected to have so many steps."""
        self._of.clear()
        self._changes = {
            self._random.randint(1, max(steps, 1)): low for low in range(1, self._depth)
        }
        self._steps = 0

    def choose(self, enabled: Sequence[int]) -> int:
        """Which of these threads does the next step."""
        of = self._of
        for tid in enabled:
            if tid not in of:  # above all that have fallen
                of[tid] = self._depth + self._random.random()
        chosen = max(enabled, key=of.__getitem__)
        self._steps += 1
        if self._steps in self._changes:
            of[chosen] = self._changes[self._steps]
        return chosen
