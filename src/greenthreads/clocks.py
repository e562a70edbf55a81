"""The `time` module of one run: every clock in it is the scheduler's."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, Final, NoReturn

from .locks import nanoseconds
from .naming import Names
from .scheduler import Scheduler, Task

START: Final = 1_767_225_600  # what time.time() says when a run begins: 2026-01-01 00:00:00 UTC
CLOCK_TIME: Final = 100  # ns that reading a clock takes: no two readings are the same
OF_WORK: Final = ("CLOCK_PROCESS_CPUTIME_ID", "CLOCK_PROF")
OF_THREAD: Final = ("CLOCK_THREAD_CPUTIME_ID",)
OF_DAY: Final = ("CLOCK_REALTIME", "CLOCK_TAI")
# The system's numbers of threads' clocks hold the number of the thread; ours start above them.
FIRST_THREAD_CLOCK: Final = 1 << 20


class Clocks:
    """What the clocks say, in whole nanoseconds, and the functions of the module."""

    def __init__(
        self,
        scheduler: Scheduler,
        names: Names,
        start: float,
        task_of: Callable[[int], Task | None],
    ) -> None:
        self._scheduler, self._names, self._task_of = scheduler, names, task_of
        self._epoch = round(start * 1e9)
        self._of_threads: dict[int, Task] = {}

    def _clock(self, number: int) -> Callable[[], int]:
        """The clock of a number. Raises OSError where there is none."""
        if (task := self._of_threads.get(number)) is not None:
            return lambda: self.thread(task)
        name = next((n for n in dir(time) if n[:6] == "CLOCK_" and getattr(time, n) == number), "")
        if not name:
            raise OSError(22, "Invalid argument")
        if name in OF_DAY:
            return self.wall
        if name in OF_WORK:
            return self.process
        return self.thread if name in OF_THREAD else self.now

    def now(self) -> int:
        """The time since the start. Reading it takes time, or loops would wait for ever."""
        self._scheduler.charge()
        self._scheduler.now += CLOCK_TIME
        return self._scheduler.now

    def wall(self) -> int:
        """The time of day."""
        return self._epoch + self.now()

    def process(self) -> int:
        """The time that all threads together have worked."""
        self._scheduler.charge()
        return self._scheduler.steps * self._scheduler.step_time

    def thread(self, task: Task | None = None) -> int:
        """The time that a thread, by default the current one, has worked."""
        scheduler = self._scheduler
        return scheduler.worked(task or scheduler.current) * scheduler.step_time

    # -- the module's functions -------------------------------------------------------------

    def sleep(self, seconds: Any, /) -> None:
        """Wait for so many virtual seconds."""
        span = nanoseconds(seconds)
        if span < 0:
            raise ValueError("sleep length must be non-negative")
        if span == 0:
            self._scheduler.pause()
        else:
            self._scheduler.sleep(self._names.place(None, "time.sleep"), span)

    def localtime(self, seconds: Any = None, /) -> time.struct_time:
        """Now, or `seconds` after the epoch, by the local calendar."""
        return time.localtime(self.wall() / 1e9 if seconds is None else seconds)

    def gmtime(self, seconds: Any = None, /) -> time.struct_time:
        """Now, or `seconds` after the epoch, in UTC."""
        return time.gmtime(self.wall() / 1e9 if seconds is None else seconds)

    def ctime(self, seconds: Any = None, /) -> str:
        """Now, or `seconds` after the epoch, as a text."""
        return time.ctime(self.wall() / 1e9 if seconds is None else seconds)

    def strftime(self, format: str, when: Any = None, /) -> str:
        """Now, or `when`, in the given form."""
        return time.strftime(format, self.localtime() if when is None else when)

    def asctime(self, when: Any = None, /) -> str:
        """Now, or `when`, as a text."""
        return time.asctime(self.localtime() if when is None else when)

    def clock_gettime_ns(self, clk_id: int, /) -> int:
        """What the clock of that number says."""
        return self._clock(clk_id)()

    def clock_gettime(self, clk_id: int, /) -> float:
        """What the clock of that number says, in seconds."""
        return self.clock_gettime_ns(clk_id) / 1e9

    def clock_getres(self, clk_id: int, /) -> float:
        """The least difference that the clock of that number can show."""
        self._clock(clk_id)
        return 1e-9

    def clock_settime(self, clk_id: int, seconds: Any, /) -> NoReturn:
        """Nobody but the scheduler sets these clocks."""
        raise PermissionError(1, "Operation not permitted")

    clock_settime_ns = clock_settime

    def pthread_getcpuclockid(self, thread_id: int, /) -> int:
        """The number of the clock of a thread's work. The system's would need a thread of its own.

        Raises OSError for a thread that has ended, where CPython may crash.
        """
        task = self._task_of(thread_id)
        if task is None:
            raise ProcessLookupError(3, "No such process")
        number = FIRST_THREAD_CLOCK + task.ident
        self._of_threads[number] = task
        return number

    def get_clock_info(self, name: Any, /) -> Any:
        """The properties of one of the module's clocks."""
        # The browser's Python knows nothing of the clock of a thread, which is there all the same.
        name = "process_time" if name == "thread_time" else name
        info: Any = time.get_clock_info(name)  # raises ValueError for a name that is none
        info.resolution = 1e-9
        info.implementation = "virtual time of greenthreads"
        return info


OF_CLOCKS: Final = (
    *("sleep", "localtime", "gmtime", "ctime", "strftime", "asctime", "get_clock_info"),
    *("clock_gettime", "clock_gettime_ns", "clock_getres", "clock_settime", "clock_settime_ns"),
    "pthread_getcpuclockid",
)


def make_time(
    scheduler: Scheduler,
    names: Names,
    task_of: Callable[[int], Task | None],
    start: float = START,
) -> ModuleType:
    """The `time` module of one run; `task_of` finds the thread of an identifier."""
    module = ModuleType("time", time.__doc__)
    module.__dict__.update(time.__dict__)
    module.__name__ = "time"
    clocks = Clocks(scheduler, names, start, task_of)
    for name in OF_CLOCKS:
        if hasattr(time, name):
            setattr(module, name, getattr(clocks, name))
    for name, clock in (
        ("time", clocks.wall),
        ("monotonic", clocks.now),
        ("perf_counter", clocks.now),
        ("process_time", clocks.process),
        ("thread_time", clocks.thread),
    ):
        setattr(module, name, _in_seconds(clock))
        setattr(module, name + "_ns", clock)
    return module


def _in_seconds(clock: Callable[[], int]) -> Callable[[], float]:
    return lambda: clock() / 1e9
