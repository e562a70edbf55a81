"""Checks every program on the pages: pytest-codeblocks finds them, this runs and judges.

The programs of a session run side by side, each in its own process, the slowest first:
they mostly sleep, so all of them take little longer than that one. Not all start in the
same instant, or their start would be what is measured. Broken copies (see test_breaks.py) start
when the quick programs are done, so that they do not disturb their timing.
"""

import os
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_codeblocks.plugin

from examples.loopback import loopback
from examples.pages import PageError, Shown, shown_on
from examples.running import (
    PATIENCE,
    Expected,
    Hang,
    Run,
    expected,
    is_free_threaded,
    needs,
    objection,
    run_program,
    version_of,
)
from guarantee import MarkError, misfit

LONG = 10.0  # seconds: a program that may take longer does not hold the broken copies back
PROGRAMS_AT_ONCE = 12
BREAKS_AT_ONCE = 36
MARGIN = 3.0  # seconds beyond half as long again as its program, until a broken copy has hung


def pytest_addoption(parser):
    """`--python PATH` runs the programs on another interpreter."""
    parser.addoption("--python", default=sys.executable, help="interpreter of the programs")


def pytest_configure(config):
    """Put our reading of a page in the place of pytest-codeblocks' own."""
    config.pluginmanager.unregister(name="codeblocks")
    for name, plugin in config.pluginmanager.list_name_plugin():
        if plugin is pytest_codeblocks.plugin:
            config.pluginmanager.unregister(name=name)
    config.stash[RUNS] = Runs(config.getoption("python"))


def pytest_collect_file(file_path: Path, parent):
    """Collect the programs of a Markdown page."""
    if parent.config.option.codeblocks and file_path.suffix == ".md":
        return PageFile.from_parent(parent, path=file_path)
    return None


class PageFile(pytest_codeblocks.plugin.MarkdownFile):
    """A page; its items are the programs it shows."""

    def collect(self):
        """One item per program, named by its path below snippets/."""
        try:
            for shown in shown_on(self.path):
                promise = expected(shown)
                yield ProgramItem.from_parent(self, name=shown.name, shown=shown, promise=promise)
        except (PageError, MarkError) as error:
            raise self.CollectError(str(error)) from None


class ProgramItem(pytest.Item):
    """One program on a page, and what the page promises of it."""

    def __init__(self, *, shown: Shown, promise: Expected, **kwargs):
        super().__init__(**kwargs)
        self.shown, self.promise = shown, promise

    def runtest(self):
        """The fresh run and the recorded one must fit what the page shows."""
        runs = self.config.stash[RUNS]
        if reason := runs.why_not(self.shown.path):
            pytest.skip(reason)
        wrong = misfit(self.promise.out, self.promise.recorded, None, self.promise.out.status)
        if wrong:
            raise Misfit(f"the recorded run does not fit: {wrong}")
        wrong = objection(runs.result(self.shown), self.promise, runs.free_threaded)
        if wrong:
            raise Misfit(wrong)

    def repr_failure(self, excinfo):
        """The objection itself; where our own code failed, its traceback."""
        if isinstance(excinfo.value, Misfit | Hang):
            return f"{self.shown.program.where}: {excinfo.value}"
        return super().repr_failure(excinfo)

    def reportinfo(self):
        """Where the program is shown."""
        return self.path, self.shown.program.line, f"program {self.name}"


class Misfit(Exception):
    """A run that its page does not promise."""


@dataclass
class Runs:
    """The session's processes: good programs, and broken copies after them."""

    python: str
    good: dict[str, Future] = field(default_factory=dict)
    broken: dict[object, Future] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)
    wall: float = 0.0
    slowest: tuple[float, str] = (0.0, "")

    def __post_init__(self):
        self.version = version_of(self.python)
        self.free_threaded = is_free_threaded(self.python)

    def why_not(self, path: Path) -> str | None:
        """The reason why a program cannot run on this interpreter, if there is one."""
        needed = needs(path)
        if needed > self.version:
            return "{}: needs Python {}.{}, this is {}.{}".format(path.stem, *needed, *self.version)
        return None

    def start(self, programs: list[ProgramItem], broken: list) -> None:
        """Start all `programs` now, the `broken` copies once the quick ones are done."""
        if not programs and not broken:
            return
        self.env = self.stack.enter_context(loopback())
        if programs:
            pool = self.stack.enter_context(ThreadPoolExecutor(PROGRAMS_AT_ONCE))
            self.began = time.perf_counter()
            slow_first = sorted(programs, key=lambda i: -(i.promise.slowest or 0))
            for item in slow_first:
                if not self.why_not(item.shown.path):
                    self.good[item.shown.name] = pool.submit(self._run, item)
        if broken:
            pool = self.stack.enter_context(ThreadPoolExecutor(BREAKS_AT_ONCE))
            quick = [
                self.good[i.shown.name]
                for i in programs
                if (i.promise.slowest or 0) < LONG and i.shown.name in self.good
            ]
            pool.submit(self._start_broken, pool, broken, quick)
            self.broken = {one: Future() for one in broken}

    def result(self, shown: Shown) -> Run:
        """The run of a program; raises Hang."""
        return self.good[shown.name].result()

    def objection_to(self, broken) -> str | None:
        """What the checker objects to in a broken copy (None: it survived)."""
        return self.broken[broken].result()

    def stop(self) -> None:
        """Wait for what still runs."""
        for future in self.broken.values():
            future.cancel()
        self.stack.close()

    def _run(self, item: ProgramItem) -> Run:
        patience = max(PATIENCE, 2 * (item.promise.slowest or 0))
        run = run_program(item.shown.path, patience, self.python, self.env)
        self.slowest = max(self.slowest, (run.seconds, item.shown.name))
        self.wall = max(self.wall, time.perf_counter() - self.began)
        return run

    def _start_broken(self, pool, broken: list, quick: list[Future]) -> None:
        wait(quick)
        for one in sorted(broken, key=lambda b: -(b.promise.slowest or 0)):
            pool.submit(self._run_broken, one)

    def _patience(self, one) -> float:
        """Seconds for a broken copy: by the run of its program, if that was quick."""
        good = self.good.get(one.name)
        if good and good.done() and not good.exception():
            return 1.5 * good.result().seconds + MARGIN
        return (one.promise.slowest or 4.0) + 2 * MARGIN

    def _run_broken(self, one) -> None:
        future = self.broken[one]
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(one.objection(self.python, self.env, self._patience(one)))
        except BaseException as error:
            future.set_exception(error)


RUNS = pytest.StashKey[Runs]()


def pytest_collection_finish(session):
    """Start the processes of everything that was selected."""
    if session.config.option.collectonly:
        return
    programs = [i for i in session.items if isinstance(i, ProgramItem)]
    params = [getattr(i, "callspec", None) for i in session.items]
    broken = [p.params["broken"] for p in params if p and "broken" in p.params]
    session.config.stash[RUNS].start(programs, broken)


def pytest_sessionfinish(session):
    """No process outlives the session."""
    session.config.stash[RUNS].stop()


def pytest_terminal_summary(terminalreporter, config):
    """How long all programs took together, against the slowest alone."""
    runs = config.stash[RUNS]
    if runs.good:
        seconds, name = runs.slowest
        terminalreporter.write_line(
            f"{len(runs.good)} programs in {runs.wall:.1f} s; the slowest alone, {name}: "
            f"{seconds:.1f} s (ratio {runs.wall / seconds:.2f}); "
            f"Python {runs.version[0]}.{runs.version[1]}{'t' * runs.free_threaded}, "
            f"{os.cpu_count()} cores"
        )


@pytest.fixture(scope="session")
def runs(pytestconfig) -> Runs:
    """The session's processes."""
    return pytestconfig.stash[RUNS]
