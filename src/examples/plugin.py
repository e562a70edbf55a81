"""Checks every program on the pages: pytest-codeblocks finds them, this runs and judges.

One item per program is its run on real threads. What else is checked of the programs stands in
tests/examples, on the fixtures `real` and `virtual`; their runs start when all is collected, so
that they go on beside whatever pytest is at.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_codeblocks.plugin

from examples import checked, drawing
from examples.breaks import Broken
from examples.files import PageError
from examples.pages import Shown, shown_on
from examples.promises import Expected, expected
from examples.running import Hang, objection
from examples.sessions import RealRuns, VirtualRuns, not_virtual, too_new
from examples.virtual import MANY_SEEDS, SEEDS
from guarantee import MarkError, misfit

REAL = pytest.StashKey[RealRuns]()
VIRTUAL = pytest.StashKey[VirtualRuns]()
PASSED = pytest.StashKey[list[Path]]()
DRAWN = pytest.StashKey[tuple[int, int]]()
RARELY = 20  # commits, until what takes longest has been tested once, on average


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--python PATH` runs the programs on another interpreter."""
    parser.addoption("--python", default=sys.executable, help="interpreter of the programs")


def pytest_configure(config: pytest.Config) -> None:
    """Put our reading of a page in the place of pytest-codeblocks' own."""
    manager = config.pluginmanager
    manager.unregister(name="codeblocks")
    for name, plugin in manager.list_name_plugin():
        if plugin is pytest_codeblocks.plugin:
            manager.unregister(name=name)
    config.stash[REAL] = RealRuns(config.getoption("python"))
    config.stash[VIRTUAL] = VirtualRuns()
    config.stash[PASSED] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the programs of a Markdown page."""
    if parent.config.option.codeblocks and file_path.suffix == ".md":
        return PageFile.from_parent(parent, path=file_path)
    return None


class PageFile(pytest.File):
    """A page; its items are the programs it shows."""

    def collect(self) -> Iterator["ProgramItem"]:
        """One item per program, named by its path below snippets/."""
        try:
            for shown in shown_on(self.path):
                promise = expected(shown)
                yield ProgramItem.from_parent(self, name=shown.name, shown=shown, promise=promise)
        except (PageError, MarkError) as error:
            raise self.CollectError(str(error)) from None


class ProgramItem(pytest.Item):
    """One program on a page, and what the page promises of it."""

    def __init__(self, *, shown: Shown, promise: Expected, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shown, self.promise = shown, promise

    def runtest(self) -> None:
        """The fresh run and the recorded one must fit what the page shows."""
        real = self.config.stash[REAL]
        if reason := too_new(self.shown.path, real.version):
            pytest.skip(reason)
        wrong = misfit(self.promise.out, self.promise.recorded, None, self.promise.out.status)
        if wrong:
            raise Misfit(f"the recorded run does not fit: {wrong}")
        wrong = objection(real.result(self.shown), self.promise, real.free_threaded)
        if wrong:
            raise Misfit(wrong)
        self.config.stash[PASSED].append(self.shown.path)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The objection itself; where our own code failed, its traceback."""
        if isinstance(excinfo.value, Misfit | Hang):
            return f"{self.shown.program.where}: {excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the program is shown."""
        return self.path, self.shown.program.line, f"program {self.name}"


class Misfit(Exception):
    """A run that its page does not promise."""


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is slow
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What waits for runs comes last: until then pytest does what else there is to compute.

    Of what is marked weekly each commit draws a few, and all with the variable WEEKLY; the others
    are skipped. Of what is marked drawn, and of the large parts, a share is taken and the rest
    becomes slow (examples/drawing.py), unless tests are asked for by name.
    """
    if not (config.option.keyword or any("::" in given for given in config.args)):
        config.stash[DRAWN] = drawing.draw(items)
    if not os.environ.get("WEEKLY"):
        for item in items:
            mark = item.get_closest_marker("weekly")
            one_in = mark.args[0] if mark and mark.args else RARELY
            if mark and not drawing.is_drawn(drawing.subject(item), one_in):
                reason = f"takes long: one in {one_in} by the commit, all with WEEKLY=1"
                item.add_marker(pytest.mark.skip(reason=reason))
    items.sort(key=_waits)  # keeps the order otherwise


def _waits(item: pytest.Item) -> bool:
    return isinstance(item, ProgramItem) or "virtual" in getattr(item, "fixturenames", ())


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the runs of everything that was selected."""
    if session.config.option.collectonly:
        return
    real, virtual = session.config.stash[REAL], session.config.stash[VIRTUAL]
    native: list[Broken] = []
    for item in session.items:
        if item.get_closest_marker("skip"):
            continue
        spec = getattr(item, "callspec", None)
        given = spec.params if spec else {}
        shown, broken = given.get("shown"), given.get("broken")
        if shown and not not_virtual(shown.path):
            virtual.looked(shown, MANY_SEEDS if item.get_closest_marker("weekly") else SEEDS)
        elif broken and not not_virtual(broken.shown.path):
            virtual.verdict(broken)
        elif broken and not too_new(broken.shown.path, real.version):
            native.append(broken)
    items = [item for item in session.items if isinstance(item, ProgramItem)]
    real.start([(item.shown, item.promise) for item in items], native)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """No process outlives the session. Where it ran every program, it keeps which passed."""
    real = session.config.stash[REAL]
    session.config.stash[VIRTUAL].stop()
    real.stop()
    ran = {item.shown.path for item in session.items if isinstance(item, ProgramItem)}
    if checked.is_whole(ran) and not session.config.option.collectonly:
        passed: list[Path] = session.config.stash[PASSED]
        checked.keep(real.which, passed)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """How long all programs took together, against the slowest alone."""
    drawn, among = config.stash.get(DRAWN, (0, 0))
    if drawn < among:
        terminalreporter.write_line(
            f"{drawn} of {among} tests of single programs drawn, by the commit "
            f"({drawing.commit()[:7]}); `make test-slow` runs the others"
        )
    real = config.stash[REAL]
    if real.good:
        seconds, name = real.slowest
        terminalreporter.write_line(
            f"{len(real.good)} programs in {real.wall:.1f} s; the slowest alone, {name}: "
            f"{seconds:.1f} s (ratio {real.wall / seconds:.2f}); "
            f"Python {real.version[0]}.{real.version[1]}{'t' * real.free_threaded}, "
            f"{os.cpu_count()} cores"
        )


@pytest.fixture(scope="session")
def real(pytestconfig: pytest.Config) -> RealRuns:
    """The session's runs on real threads."""
    return pytestconfig.stash[REAL]


@pytest.fixture(scope="session")
def virtual(pytestconfig: pytest.Config) -> VirtualRuns:
    """The session's runs in virtual time."""
    return pytestconfig.stash[VIRTUAL]
