"""Every schedule of a program: one run for each class of schedules that can end differently.

    from greenthreads.exploration import explore

    *_, found = explore(source, "program.py")
    print(found.classes, found.complete, found.reasons)

`operands` says what each instruction works on, `touching` and `calls` what it touches, `sharing`
where that matters, `scheduler` who may go on, `history` what came before what, `search` what is to
be tried next; `pct` draws schedules where that is too much. How it is done, and what it cannot
prove, stands in `README.md` beside this file.
"""

from .. import ours
from .explorer import LIMIT_OF_RUNS, Exploration, explore
from .onlooker import Onlooker, Over
from .outcomes import Ending, Outcome
from .pct import Pct
from .races import Race
from .replays import Replayed, replay

ours.count_in(__path__[0])  # before anything is asked

__all__ = [
    "LIMIT_OF_RUNS",
    "Ending",
    "Exploration",
    "Onlooker",
    "Outcome",
    "Over",
    "Pct",
    "Race",
    "Replayed",
    "explore",
    "replay",
]
