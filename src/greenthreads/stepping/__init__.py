"""A run step by step: what each thread did, and how everything was after it.

    from greenthreads.stepping import step

    log = step(source, "program.py")
    for one in log.steps:
        print(one.name, one.words, one.state.shared)

The run is made twice, and comes out the same both times: once to find out what threads share, once
to write down what they do to it (`recording`). `listening` hears of it, `words` says it, `short`
shows values.
"""

from .. import ours
from .log import Log, step
from .recording import Lock, State, Step, Thread

ours.count_in(__path__[0])

__all__ = ["Lock", "Log", "State", "Step", "Thread", "step"]
