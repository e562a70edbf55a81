"""Whether a run keeps what its guarantee promises."""

from typing import Protocol

from guarantee.marks import SLACK, Guarantee
from guarantee.matching import unfit
from guarantee.rules import all_rules


def misfit(
    guarantee: Guarantee,
    output: str,
    seconds: float | None = None,
    status: int = 0,
    exact: bool = False,
) -> str | None:
    """Say in one line why a run does not fit, or None when it does.

    `output` is the whole stdout; empty lines at its end do not count. `seconds` is the run's
    time from start to end (None: not judged). `exact`: in virtual time, where times are judged
    exactly; on a real machine only as "at least".
    """
    if status != guarantee.status:
        return f"{guarantee.name}: exit status {status}, not {guarantee.status}"
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    wrong = unfit(guarantee.groups, lines, exact) or _broken_rule(guarantee, lines)
    wrong = wrong or _wrong_time(guarantee, seconds, exact)
    return f"{guarantee.name}: {wrong}" if wrong else None


class Ending(Protocol):
    """How one class of schedules ends: see greenthreads.exploration."""

    @property
    def kind(self) -> str:
        """ "finished", "error", or what it ended by in their place."""

    @property
    def stdout(self) -> str:
        """What it printed, in one of the orders of its class."""

    @property
    def stderr(self) -> str:
        """What it wrote there."""

    @property
    def status(self) -> int:
        """Its exit status."""

    @property
    def seconds(self) -> float:
        """The time of a run in which nobody is held up for longer than the class needs."""

    @property
    def late(self) -> bool:
        """Whether somebody must be held up."""


def refusal(output: Guarantee, errors: Guarantee, ending: Ending) -> str | None:
    """Why a class of schedules does not keep what is promised of stdout and stderr, or None.

    Each thread has a time of its own there, which goes on when it sleeps and when it waited for
    another. So a class takes the time of a run in which nobody is held up for longer than it needs:
    where nobody is at all, times must be exact, else, as on a real machine, at least so long.
    """
    if ending.kind == "step limit":
        return None  # how it would have gone on is not known
    if ending.kind not in ("finished", "error"):
        return ending.kind
    exact = not ending.late
    wrong = misfit(output, ending.stdout, ending.seconds, ending.status, exact)
    return wrong or misfit(errors, ending.stderr, exact=exact)


def _broken_rule(guarantee: Guarantee, lines: list[str]) -> str | None:
    known = all_rules()
    for sentence in guarantee.rules:
        if wrong := known[sentence](lines):
            return f"broken: {sentence}: {wrong}"
    return None


def _wrong_time(guarantee: Guarantee, seconds: float | None, exact: bool) -> str | None:
    if seconds is None or not guarantee.seconds:
        return None
    low, high = guarantee.seconds
    if low - SLACK <= seconds and (seconds <= high + SLACK or not exact):
        return None
    due = f"{low}–{high} s" if low < high else f"{low} s"
    if not exact:
        return f"took {seconds:.2f} s, not at least {low} s"
    return f"took {seconds:.4g} s of virtual time, not {due}"
