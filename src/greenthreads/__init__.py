"""Green threads: the standard library's `threading`, on a scheduler that can be seen and steered.

    from greenthreads import Options, draw, explore, run

    result = run(source, "program.py", Options(seed=1, level="free-threaded"))
    print(result.stdout, result.outcome, result.report)
    picture = draw(result.events, result.elapsed, title="program.py")

`run` runs one program, `explore` runs it under every schedule up to a bound, `draw` draws what its
threads did. On the command line: `python -m greenthreads run|explore|replay program.py`.
Why it is as it is stands in `README.md` beside this file. Needs Python 3.13 or newer.
"""

from .explorer import Outcome, Progress, describe, explore
from .options import LEVELS, Level, Options
from .runner import Result, run
from .timeline import draw

__all__ = [
    "LEVELS",
    "Level",
    "Options",
    "Outcome",
    "Progress",
    "Result",
    "describe",
    "draw",
    "explore",
    "run",
]
