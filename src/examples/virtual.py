"""Programs in virtual time: runs on the green threads, what is wrong with them, their pictures.

Seconds are exact there and schedules have numbers, so a guarantee is held against many runs that
are the same each time: the plain schedule and some drawn ones, at both levels. All this happens
in the process that calls it; `children.py` keeps a crash away from the caller.

All schedules, where they can be exhausted, are the business of `schedules.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from browser import bridge, fake_web
from examples.files import SNIPPETS, without_run
from examples.promises import Expected
from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.runner import Options, Result, run
from greenthreads.timeline import draw
from guarantee import misfit
from guarantee.rules import all_rules

Level = Literal["gil", "free-threaded"]
LEVELS: tuple[Level, ...] = ("gil", "free-threaded")
SEEDS = 8  # drawn schedules at each level
MANY_SEEDS = 20  # where there is time
GREEN_SINCE = (3, 13)  # the first Python whose `threading` the green threads carry
# Where a run computes much, fewer schedules are drawn: by its steps and switches (see Seen.work).
SOME_WORK, SOME_SEEDS = 15_000, 2
MANY_WORK = 1_000_000  # a second and more: a single one
# The scraper's programs get the browser's pages, see src/browser/web.py.
ANSWER_REQUESTS = (
    "import browser.web, requests.adapters as a; a.HTTPAdapter.send = browser.web.send\n"
)


class NoTimeline(Exception):
    """A program that the green threads could not run; the text says what happened."""


class Schedule(NamedTuple):
    """Which run: the seed (0: the plain schedule) and where a thread may lose its turn."""

    seed: int = 0
    level: Level = "gil"

    def __str__(self) -> str:
        return f"schedule {self.seed}, {self.level}"


class Seen(NamedTuple):
    """One run in virtual time; `seconds` is its length, `steps` and `switches` what it did."""

    schedule: Schedule
    outcome: str
    report: str
    stdout: str
    stderr: str
    status: int
    seconds: float
    steps: int
    switches: int

    @property
    def work(self) -> int:
        """What the run costs, in steps; a switch of threads costs as much as twenty."""
        return self.steps + 20 * self.switches


class Looked(NamedTuple):
    """What there is to see of a program: its runs, the plain one first, and its picture.

    `picture` is "" where no thread is started; `no_picture` says why one could not be drawn.
    """

    runs: list[Seen]
    picture: str
    no_picture: str | None


@dataclass(frozen=True)
class Verdict:
    """What the checker says of a changed program.

    `objection`: the first one, None if it survived. `needs_rule`: the rule that is the only one
    to object in any schedule, if there is one; replaced by "accept", the program would survive.
    """

    objection: str | None
    needs_rule: str | None = None


PLAIN = Schedule()


def drawn(seeds: int = SEEDS) -> list[Schedule]:
    """The drawn schedules, so many at each level."""
    return [Schedule(seed, level) for seed in range(1, seeds + 1) for level in LEVELS]


def look(source: str, filename: str, seeds: int = SEEDS, most: int | None = None) -> Iterator[Seen]:
    """Run a program under the plain schedule, then under the drawn ones.

    `most` bounds the steps of each run; by default the level does.
    """
    plain = _seen(PLAIN, _run(source, filename, PLAIN, most))
    yield plain
    for schedule in _worth_drawing(plain, seeds):
        yield _seen(schedule, _run(source, filename, schedule, most))


def look_at(path: Path, seeds: int = SEEDS) -> Looked:
    """Run a program that stands in a file, and draw the plain run."""
    source = path.read_text("utf-8")
    ran = _run(source, path.name, PLAIN, log=True)
    plain = _seen(PLAIN, ran)
    rest = [_seen(s, _run(source, path.name, s)) for s in _worth_drawing(plain, seeds)]
    try:
        return Looked([plain, *rest], _draw(ran, path), None)
    except NoTimeline as error:
        return Looked([plain, *rest], "", str(error))


def complaint(promise: Expected, seen: Seen) -> str | None:
    """What is wrong with a run in virtual time, in a line that names the schedule, or None."""
    if seen.outcome not in ("finished", "error"):
        return f"{seen.schedule}: {seen.outcome}: {seen.report}"
    wrong = misfit(promise.out, seen.stdout, seen.seconds, seen.status, exact=True)
    wrong = wrong or misfit(promise.err, seen.stderr, exact=True)
    return f"{seen.schedule}: {wrong}" if wrong else None


def judge(source: str, path: Path, promise: Expected, seeds: int = SEEDS) -> Verdict:
    """Hold a changed program against the promise of the one in `path`.

    Stops at the first objection of anything but a rule. While a rule is the only one to object,
    the other schedules are asked, too: they tell whether it is needed.
    """
    no_rules = replace(promise, out=replace(promise.out, rules=()))
    first, broken = None, set[str]()
    for seen in look(source, path.name, seeds, most=100_000 + 10 * _steps(path)):
        if wrong := complaint(no_rules, seen):
            return Verdict(first or wrong)
        broken |= _broken_rules(promise, seen)
        first = first or complaint(promise, seen)
        if len(broken) > 1:
            return Verdict(first)
    return Verdict(first, broken.pop() if broken else None)


def draw_program(path: Path, source: str | None = None) -> str:
    """The timeline of a program's plain run, as an SVG; "" if it starts no thread.

    The picture is the same wherever it is drawn by the same minor version of Python. `source` is
    drawn in the place of what stands in `path`. Raises NoTimeline when the green threads cannot
    run the program to its end.
    """
    return _draw(_run(source or path.read_text("utf-8"), path.name, PLAIN, log=True), path)


def run_here(
    source: str,
    filename: str,
    options: Options = Options(),  # noqa: B008  frozen
    backend: bridge.Running | None = None,
) -> Result:
    """Run a program in this process; `requests` gets the browser's pages."""
    source, options, backend = in_its_web(source, filename, options, backend)
    return run(source, filename, options, backend)


def in_its_web(
    source: str, filename: str, options: Options, backend: bridge.Running | None = None
) -> tuple[str, Options, bridge.Running | None]:
    """What a program is run with that may use `requests`: source, options, back-end."""
    if not fake_web.uses_requests(source):
        return source, options, backend
    import browser.web  # noqa: F401  what requests needs is read once, not for each run

    answers = bridge._output = _Answers(filename, backend or GreenletBackend())
    return ANSWER_REQUESTS + source, replace(options, fresh=bridge.FRESH), answers.backend


def is_virtual(path: Path) -> bool:
    """Whether a program can be judged in virtual time; what the browser cannot run cannot."""
    return without_run(path) is None


class _Answers(bridge.Output):
    """Lets a thread wait for a page on greenlets as the bridge does in the browser."""

    def __init__(self, filename: str, backend: bridge.Running) -> None:
        self.backend, self._filename = backend, filename
        self._told = True


def _run(
    source: str, filename: str, schedule: Schedule, most: int | None = None, log: bool = False
) -> Result:
    options = Options(seed=schedule.seed, level=schedule.level, max_steps=most, log=log)
    return run_here(source, filename, options)


def _seen(schedule: Schedule, ran: Result) -> Seen:
    texts = ran.outcome, ran.report, ran.stdout, ran.stderr
    return Seen(schedule, *texts, ran.status, ran.elapsed, ran.steps, ran.switches)


def _worth_drawing(plain: Seen, seeds: int) -> list[Schedule]:
    """The drawn schedules; fewer where a run takes long, unless more than usual are asked for."""
    if plain.work > MANY_WORK:
        return drawn(1)[:1]
    return drawn(min(seeds, SOME_SEEDS) if plain.work > SOME_WORK and seeds <= SEEDS else seeds)


def _draw(ran: Result, path: Path) -> str:
    if ran.outcome != "finished" or (ran.status and not _may_exit(path)):
        raise NoTimeline(f"{ran.outcome}: {ran.report or ran.stderr}")
    if len(ran.threads) < 2:
        return ""
    name = path.relative_to(SNIPPETS).with_suffix("").as_posix()
    title = f"Timeline of {path.name}"
    return draw(ran.events, ran.elapsed, title=title, name=name, interactive=False)


@cache
def _steps(path: Path) -> int:
    """How many steps the program takes as it stands."""
    return _run(path.read_text("utf-8"), path.name, PLAIN).steps


def _broken_rules(promise: Expected, seen: Seen) -> set[str]:
    lines = [line.rstrip() for line in seen.stdout.rstrip().splitlines()]
    return {sentence for sentence in promise.out.rules if all_rules()[sentence](lines)}


def _may_exit(path: Path) -> bool:
    promised = path.with_suffix(".expect")
    return promised.exists() and "exits with" in promised.read_text("utf-8")
