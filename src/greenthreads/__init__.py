"""Green threads: the standard library's `threading`, on a scheduler that can be seen and steered.

    from greenthreads import Options, draw, run
    from greenthreads.exploration import explore, replay

    result = run(source, "program.py", Options(seed=1, level="free-threaded"))
    print(result.stdout, result.outcome, result.report)
    picture = draw(result.events, result.elapsed, title="program.py")

`run` runs one program, `draw` draws what its threads did; `explore` runs it once for each class of
its schedules, `replay` under one that was found. On the command line:
`python -m greenthreads run|explore|replay program.py`.
Why it is as it is stands in `README.md` beside this file. Needs Python 3.13 or newer.
"""

from .options import LEVELS, Level, Options
from .runner import Result, run
from .timeline import draw

__all__ = [
    "LEVELS",
    "Level",
    "Options",
    "Result",
    "draw",
    "run",
]
