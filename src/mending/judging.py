"""The judge: whether a program keeps each clause of a contract in every class of schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from greenthreads.exploration import Exploration, Outcome, explore
from greenthreads.exploration.explorer import ENOUGH
from greenthreads.options import Options
from greenthreads.scheduler import Backend
from mending.contract import Clause, Contract, Keeps, NoDeadlock
from mending.sights import ENDED, Mark, Sights

State = Literal["holds", "fails", "open"]

LIMIT: Final = 2_000  # classes after which a program is not proved
HELD_UP: Final = (
    "This needs a thread that is held up, and any thread can be, however long others sleep."
)


@dataclass(frozen=True)
class Ruling:
    """What the judge says of one clause."""

    text: str
    """As the contract has it."""
    words: str
    """As the reader is told, in Markdown."""
    state: State
    said: str
    """Why it fails, or is open; empty if it holds."""
    how: str = ""
    """How the run of the witness comes about; may be empty."""
    classes: int = 0
    """How many classes of schedules break it."""
    witness: str = ""
    """The plainest schedule that breaks it; empty where it needs none."""


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a program."""

    rulings: tuple[Ruling, ...]
    classes: int
    """Classes of schedules that were run."""
    complete: bool
    """Whether these are all."""
    reasons: tuple[str, ...]
    """If not, why."""

    @property
    def keeps(self) -> bool:
        """Whether it is proved that the program keeps its contract."""
        return all(one.state == "holds" for one in self.rulings)

    @property
    def broken(self) -> list[Ruling]:
        """The clauses that it breaks."""
        return [one for one in self.rulings if one.state == "fails"]

    def told(self) -> dict[str, Any]:
        """All of it as plain data, for the page."""
        return asdict(self) | {"keeps": self.keeps}


def judge(
    contract: Contract,
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    limit: int = LIMIT,
    backend: Backend | None = None,
    onprogress: Callable[[Exploration], object] = lambda found: None,
) -> Verdict:
    """Run `source` once for each class of its schedules, and hold each run against the contract.

    Raises SyntaxError or ValueError for what is no program.
    """
    compile(source, filename, "exec", dont_inherit=True)
    found = Exploration()
    sights = Sights(contract)
    for found in explore(
        source, filename, options, limit=2 * limit, races=False, onlooker=sights, backend=backend
    ):
        onprogress(found)
    rulings = tuple(
        _ruling(number, clause, source, found) for number, clause in enumerate(contract.clauses)
    )
    return Verdict(rulings, found.classes, found.complete, tuple(found.reasons))


def _ruling(number: int, clause: Clause, source: str, found: Exploration) -> Ruling:
    if isinstance(clause, Keeps):
        kept = clause.is_kept(source)
        return Ruling(clause.text, clause.words, "holds" if kept else "fails", "" if kept else GONE)
    breaking = [one for one in found.outcomes if number in _mark(one).broken]
    if not breaking:
        why = _open(clause, found)
        return Ruling(clause.text, clause.words, "open" if why else "holds", why)
    plainest = min(breaking, key=_order)
    mark = _mark(plainest)
    more = mark.own_locks or (HELD_UP if plainest.late else "")
    how = " ".join(part for part in (plainest.sentence, more) if part)
    classes = sum(one.classes for one in breaking)
    said = mark.sentence(number)
    if isinstance(clause, NoDeadlock) and plainest.sentence:
        said = said.partition(":")[0].rstrip(".") + "."  # the rest is who waits for whom, once more
    return Ruling(clause.text, clause.words, "fails", said, how, classes, plainest.witness)


GONE: Final = "That is no longer in the program."


def _mark(outcome: Outcome) -> Mark:
    assert isinstance(outcome.mark, Mark)
    return outcome.mark


def _order(outcome: Outcome) -> tuple[Any, ...]:
    """The plainest first: one that needs nobody to be held up, and few turns."""
    return not outcome.witness, outcome.late, outcome.witness.count("-"), len(outcome.text)


def _open(clause: Clause, found: Exploration) -> str:
    """Why a clause that no run broke is not proved; empty if it is."""
    if found.reasons and found.reasons[0] == ENOUGH:
        return "Not looked at to the end: another line of the contract is broken."
    if not found.complete:
        return f"Not proved: {'; '.join(found.reasons) or 'not all classes were run'}."
    if clause.at_end and not any(o.kind in ENDED for o in found.outcomes):
        return "No run comes to its end."
    return ""
