"""How to run a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from .clocks import START
from .policies import Drawn, Plain, Replay

Level = Literal["gil", "free-threaded", "off"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
STEP_TIME: Final = 1e-7  # seconds that a step costs
# Steps, waits, and at level "off" turns of a loop, after which a program is taken for endless.
MAX_STEPS: Final[dict[Level, int]] = {
    "gil": 10_000_000,
    "free-threaded": 2_000_000,
    "off": 10_000_000,
}


@dataclass(frozen=True)
class Options:
    """How to run a program. The same options give the same run.

    Raises ValueError for what makes no sense.
    """

    seed: int = 0
    """0 is the plain schedule: first come, first served, turns of 5 ms. Others draw one."""
    level: Level = "gil"
    """Where a thread may lose its turn.

    "gil": where CPython with a GIL may switch, that is at function entry, a backward jump, and
    after a call. "free-threaded": before each instruction that can touch what threads share.
    "off": where it waits, and at lock operations once its turn is over.
    """
    speed: float | None = None
    """None: the clock jumps. 1.0: real time, 2.0: twice as fast."""
    max_steps: int | None = None
    """An endless program is ended after so many steps; None: a limit by level."""
    schedule: Sequence[int] | None = None
    """Pairs of point and choice, from a Result, replayed instead of the seed."""
    argv: Sequence[str] = ()
    """The program's `sys.argv[1:]`."""
    step_time: float = STEP_TIME
    """Seconds that a step costs."""
    quantum: int | None = None
    """Steps in a turn; None: what `sys.setswitchinterval` says, 5 ms."""
    start: float = START
    """What `time.time()` says at first."""
    log: bool = True
    """Whether to keep events."""
    fresh: frozenset[str] = field(default=frozenset())
    """More modules to import anew for the run, beside those that know of threads or time."""
    watch: frozenset[str] = field(default=frozenset())
    """Packages whose Python code an exploration watches like the program's own."""

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"level must be one of {', '.join(LEVELS)}, not {self.level!r}")
        if self.speed is not None and not self.speed > 0:
            raise ValueError(f"speed must be None or greater than 0, not {self.speed!r}")
        if self.max_steps is not None and self.max_steps < 1:
            raise ValueError(f"max_steps must be at least 1, not {self.max_steps!r}")

    @property
    def limit(self) -> int:
        """The steps after which a program is taken for endless."""
        return self.max_steps or MAX_STEPS[self.level]

    def policy(self) -> Plain:
        """Who decides whose turn it is. Raises ValueError for a schedule that is none."""
        if self.schedule is not None:
            return Replay(self.schedule)
        return Drawn(self.seed) if self.seed else Plain()
