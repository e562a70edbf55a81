"""Every schedule of a program: one run for each class of schedules that can end differently.

    from greenthreads.exploration import explore

    *_, found = explore(source, "program.py")
    print(found.classes, found.complete, found.reasons)

`operands` says what each instruction works on, `touching` and `calls` what it touches, `sharing`
where that matters, `scheduler` who may go on, `history` what came before what, `search` what is to
be tried next. How it is done, and what it cannot prove, stands in `README.md` beside this file.
"""

from .explorer import Exploration, explore
from .outcomes import Outcome
from .races import Race
from .replays import Replayed, replay

__all__ = ["Exploration", "Outcome", "Race", "Replayed", "explore", "replay"]
