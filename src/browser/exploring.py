"""Every schedule of a program, for the page: how each outcome comes about, and what it breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from json import dumps
from typing import TYPE_CHECKING, Any, Final

from greenthreads.exploration import Ending, Exploration, Outcome
from guarantee import Badge, refusal

if TYPE_CHECKING:
    from browser.bridge import Promise

EVERY: Final = 0.1  # seconds between two messages of how far it is
SHARE: Final = 5  # making them may take a fifth of the time

Emit = Callable[[str, str], object]


def explored(
    runs: Iterable[Exploration], promise: Promise | None, badge: Badge | None, emit: Emit
) -> dict[str, Any]:
    """Explore, and tell meanwhile how far it is; the fields are described in runner.mjs."""
    verdicts = Verdicts(promise, badge)
    found = Exploration()
    paced = Paced(EVERY)
    for found in runs:
        verdicts.judge(found)
        paced.tell(partial(_tell, found, verdicts, emit))
    return _told(found, verdicts)


class Paced:
    """Tells so often, and rarer where telling takes long."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._due = time.perf_counter() + every

    def tell(self, tell: Callable[[], object]) -> None:
        """Tell, if it is time."""
        began = time.perf_counter()
        if began > self._due:
            tell()
            ended = time.perf_counter()
            self._due = ended + max(self._every, SHARE * (ended - began))


class Verdicts:
    """Which outcomes break what the program promises: one class that does is enough.

    And which show the failure that its badge tells of: that is promised, too.
    """

    def __init__(self, promise: Promise | None, badge: Badge | None) -> None:
        self._promise, self._badge = promise, badge
        self._known: dict[Any, tuple[str, str]] = {}  # equal endings are judged once
        self._broken: dict[int, str] = {}
        self._failed: dict[int, str] = {}

    def judge(self, found: Exploration) -> None:
        """One more run is over."""
        ending = found.last
        if ending is None:
            return
        if found.classes == 1:
            self._broken.clear()  # it begins, or began anew
            self._failed.clear()
        key = (*ending[1:4], round(ending.seconds, 6), ending.late, ending.kind)
        if key not in self._known:
            self._known[key] = self._judged(ending)
        breaks, fails = self._known[key]
        if breaks:
            self._broken.setdefault(id(ending.outcome), breaks)
        if fails:
            self._failed.setdefault(id(ending.outcome), fails)

    def _judged(self, ending: Ending) -> tuple[str, str]:
        breaks = refusal(*self._promise, ending) if self._promise else None
        badge, texts = self._badge, (ending.stdout, ending.stderr)
        fails = badge.badge if badge and any(badge.shown_by(one) for one in texts if one) else ""
        return breaks or "", fails

    def of(self, outcome: Outcome) -> dict[str, str]:
        """Why an outcome breaks the promise, and the badge it shows; each "" if it does not."""
        number = id(outcome)
        return {"breaks": self._broken.get(number, ""), "fails": self._failed.get(number, "")}


def _tell(found: Exploration, verdicts: Verdicts, emit: Emit) -> None:
    emit("progress", dumps(_told(found, verdicts)))


def _told(found: Exploration, verdicts: Verdicts) -> dict[str, Any]:
    names = ("kind", "text", "classes", "late", "witness", "sentence")
    return {
        "complete": found.complete,
        "classes": found.classes,
        "reasons": found.reasons,
        "random": found.pct.words if found.pct else "",
        "outcomes": [
            {name: getattr(one, name) for name in names} | verdicts.of(one)
            for one in found.outcomes
        ],
    }
