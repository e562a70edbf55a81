"""The fewest forced switches with which a program fails: its par.

All its schedules are run in the order of their forced switches, each one, without any art: first
those that force none, then those that force one. So when one fails, no schedule with fewer does,
and that is proved, whatever the exploration makes of the program. Only programs that are small, or
that fail soon, can be done so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from ..exploration.outcomes import stream_of, text_of
from ..exploration.packages import prepared
from ..exploration.replays import Replays
from ..options import Options
from ..runner import default_backend
from ..scheduler import Backend
from .breaking import ByReader, known_of

LIMIT = 50_000  # runs


@dataclass
class Ended:
    """How one run of a program ended."""

    kind: str
    """As of an exploration's outcome."""
    printed: str
    errors: str
    text: str
    """What it came to."""


@dataclass
class Par:
    """A schedule with which a program fails, than which none forces fewer switches."""

    forced: int
    witness: str
    choices: list[int]
    """For `play`."""
    text: str
    runs: int
    """So many schedules were run until then."""


Fails = Callable[[Ended], bool]


def goes_wrong(ended: Ended) -> bool:
    """Whether a run ended badly, whatever it printed."""
    return ended.kind != "finished"


def par(
    source: str,
    filename: str = "program.py",
    options: Options | None = None,
    *,
    fails: Fails = goes_wrong,
    ordered: bool = False,
    limit: int = LIMIT,
    backend: Backend | None = None,
) -> Par | None:
    """The fewest forced switches with which a program fails.

    None if no schedule does. Raises ValueError where `limit` runs do not decide it.
    """
    options = options or Options(level="free-threaded")
    backend = backend or default_backend()
    program, options = prepared(source, filename, options, backend)
    known = known_of(source, filename, options, ordered, backend)
    with Replays(program, options, ordered).ready() as replays:
        todo: list[tuple[int, int, list[int]]] = [(0, 0, [])]
        runs = 0
        while todo:
            _, _, choices = heappop(todo)
            if runs == limit:
                raise ValueError(f"{limit:,} runs do not tell how {filename} fails")
            runs += 1
            replays.scheduler.sharing.know(known.sharing)
            guide = ByReader(choices, known.clears, ask=False)
            replays.scheduler.guide, replays.scheduler.notes = guide, None
            replays._once(known.clears)
            if replays.scheduler.sharing.news:  # its places of choice were not all
                todo = [(0, 0, [])]
                continue
            ended = _ended(replays)
            if fails(ended):
                witness = str(guide.witness(replays.scheduler))
                return Par(guide.forced, witness, choices, ended.text, runs)
            for forced, others in _others(guide, choices):
                heappush(todo, (forced, -runs, others))
    return None


def _ended(replays: Replays) -> Ended:
    told, written = replays.told(), replays.output.written
    printed, errors = stream_of(written, "out"), stream_of(written, "err")
    return Ended(told.kind, printed, errors, text_of(told, written, replays._ordered))


def _others(guide: ByReader, choices: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Schedules that are other than this one from some place on, each of them once."""
    for place in range(len(choices), len(guide.points)):
        point = guide.points[place]
        for number in point.able:
            if number != guide.taken[place]:
                forced = point.forced + (point.could and number != point.runner)
                yield forced, [*guide.taken[:place], number]
