"""The runs of one test session: real ones side by side, and those in virtual time beside them.

Real programs mostly sleep, so all of them together take little longer than the slowest, which
starts first. Not all start in the same instant, or their start would be what is measured. Runs in
virtual time only compute; they fill the cores meanwhile.
"""

import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from examples.breaks import Broken
from examples.children import LONG, Children
from examples.children import PATIENCE as A_RUN
from examples.files import needs
from examples.loopback import loopback
from examples.pages import Shown, all_shown
from examples.promises import Expected
from examples.running import (
    PATIENCE,
    Hang,
    Run,
    is_free_threaded,
    run_program,
    version_of,
    which_of,
)
from examples.schedules import Found, explored, limit_of
from examples.virtual import (
    GREEN_SINCE,
    SEEDS,
    Level,
    Looked,
    Verdict,
    is_virtual,
    judge,
    look_at,
)

PROGRAMS_AT_ONCE = 12
BREAKS_AT_ONCE = 12
MARGIN = 3.0  # seconds beyond half as long again as its program, until a broken copy has hung


@cache
def programs() -> tuple[Shown, ...]:
    """Every program of the site, read once for a whole session."""
    return tuple(all_shown())


def too_new(path: Path, version: tuple[int, int]) -> str | None:
    """The reason why a program cannot run on this version of Python, if there is one."""
    needed = needs(path)
    if needed <= version:
        return None
    return "{}: needs Python {}.{}, this is {}.{}".format(path.stem, *needed, *version)


def not_virtual(path: Path) -> str | None:
    """The reason why a program cannot run in virtual time here, if there is one."""
    version = sys.version_info[:2]
    if version < GREEN_SINCE:
        return "green threads need Python {}.{}, this is {}.{}".format(*GREEN_SINCE, *version)
    if not is_virtual(path):
        return f"{path.stem}: cannot run on green threads, as it says itself"
    return too_new(path, version)


class VirtualRuns:
    """Runs in virtual time, in child processes; each is done once and shared by the tests."""

    def __init__(self) -> None:
        self._children: Children | None = None
        self._jobs: dict[tuple[str, ...], Future[Any]] = {}

    def looked(self, shown: Shown, seeds: int = SEEDS) -> "Future[Looked]":
        """A program's run under each schedule, and its timeline."""
        return self._job((shown.name, f"{seeds} seeds"), look_at, shown.path, seeds)

    def verdict(self, one: Broken) -> "Future[Verdict]":
        """What the checker says of a broken copy."""
        key = one.name, one.break_name
        return self._job(key, judge, one.source, one.shown.path, one.promise)

    def explored(
        self, path: Path, level: Level, limit: int | None = None, ordered: bool = False
    ) -> "Future[Found]":
        """All schedules of a program at one level; `limit` as its text is made, by default."""
        limit = limit or limit_of(path, level)
        key = str(path), level, f"{limit} runs", "ordered" * ordered
        return self._job(key, explored, path, level, limit, ordered, patience=LONG)

    def called(self, name: str, function: Callable[..., Any], *given: Any) -> "Future[Any]":
        """What a module's function answers in a child; `name` is what a Crash calls the job."""
        return self._job((name,), function, *given)

    def stop(self) -> None:
        """End the children."""
        if self._children:
            self._children.__exit__(None, None, None)

    def _job(
        self,
        key: tuple[str, ...],
        function: Callable[..., Any],
        *given: Any,
        patience: float = A_RUN,
    ) -> Future[Any]:
        if key not in self._jobs:
            self._children = self._children or Children()
            name = ": ".join(key)
            self._jobs[key] = self._children.submit(name, function, *given, patience=patience)
        return self._jobs[key]


@dataclass
class RealRuns:
    """Runs in processes of their own: good programs, and broken copies after them."""

    python: str
    good: dict[str, "Future[Run]"] = field(default_factory=dict)
    broken: dict[Broken, "Future[str | None]"] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    env: dict[str, str] = field(default_factory=dict)
    wall: float = 0.0
    slowest: tuple[float, str] = (0.0, "")

    def __post_init__(self) -> None:
        self.version = version_of(self.python)
        self.free_threaded = is_free_threaded(self.python)
        self.which = which_of(self.python)

    def start(self, items: Iterable[tuple[Shown, Expected]], broken: list[Broken]) -> None:
        """Start all programs of `items` now, the broken copies once those are done."""
        can_run = [(s, p) for s, p in items if not too_new(s.path, self.version)]
        if not can_run and not broken:
            return
        self.env = self.stack.enter_context(loopback())
        pool = self.stack.enter_context(ThreadPoolExecutor(PROGRAMS_AT_ONCE))
        began = time.perf_counter()
        for shown, promise in sorted(can_run, key=lambda item: -(item[1].slowest or 0)):
            self.good[shown.name] = pool.submit(self._run, shown, promise, began)
        if broken:
            self.broken = {one: Future() for one in broken}
            after = list(self.good.values())
            thread = threading.Thread(target=self._run_broken, args=(after,), daemon=True)
            thread.start()
            self.stack.callback(thread.join)

    def result(self, shown: Shown) -> Run:
        """The run of a program; raises Hang."""
        return self.good[shown.name].result()

    def objection_to(self, broken: Broken) -> str | None:
        """What the checker objects to in a broken copy (None: it survived)."""
        return self.broken[broken].result()

    def stop(self) -> None:
        """Wait for what still runs."""
        for future in self.broken.values():
            future.cancel()
        self.stack.close()

    def _run(self, shown: Shown, promise: Expected, began: float) -> Run:
        patience = max(PATIENCE, 5 * (promise.slowest or 0))
        run = run_program(shown.path, patience, self.python, self.env)
        self.slowest = max(self.slowest, (run.seconds, shown.name))
        self.wall = max(self.wall, time.perf_counter() - began)
        return run

    def _run_broken(self, after: list["Future[Run]"]) -> None:
        """Run the broken copies, and beside each program's the program itself: the control.

        On a starved machine a harmless copy hangs, too. So a hang is an objection only if the
        control did not hang, and if the copy hangs again when nothing runs beside it.
        """
        wait(after)
        hung: list[Broken] = []
        with ThreadPoolExecutor(BREAKS_AT_ONCE) as pool:
            first = {one.name: one for one in self.broken}
            control = {name: pool.submit(self._control, one) for name, one in first.items()}
            for one in self.broken:
                pool.submit(self._try, one, control[one.name], hung)
        for one in hung:
            try:
                self.broken[one].set_result(self._objection(one))
            except Hang as hang:
                self.broken[one].set_result(str(hang))
            except Exception as error:
                self.broken[one].set_exception(error)

    def _control(self, one: Broken) -> None:
        run_program(one.shown.path, self._patience(one), self.python, self.env)

    def _try(self, one: Broken, control: "Future[None]", hung: list[Broken]) -> None:
        future = self.broken[one]
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(self._objection(one))
        except Hang:
            try:
                control.result()
            except Hang as too:
                future.set_exception(Hang(f"the unbroken control hung, too: {too}"))
            else:
                hung.append(one)
        except Exception as error:
            future.set_exception(error)

    def _objection(self, one: Broken) -> str | None:
        return one.objection(self.python, self.env, self._patience(one))

    def _patience(self, one: Broken) -> float:
        """Seconds for a broken copy: by the run of its program, if there was one."""
        good = self.good.get(one.name)
        if good and good.done() and not good.exception():
            return 1.5 * good.result().seconds + MARGIN
        return (one.promise.slowest or 4.0) + 6 * MARGIN  # among all that runs beside it
