"""Programs in virtual time: runs on the green threads, what is wrong with them, their pictures.

Seconds are exact there and schedules have numbers, so a guarantee is held against many runs that
are the same each time: the plain schedule and some drawn ones, at both levels. All this happens
in the process that calls it; `children.py` keeps a crash away from the caller.

"Over all classes of schedules", where they can be exhausted, is one more way to fill the list of
`Seen` that `look` returns: whoever judges asks nothing else of a run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from browser import bridge, fake_web
from examples.pages import SNIPPETS, without_run
from examples.running import Expected
from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.runner import Options, Result, run
from greenthreads.timeline import draw
from guarantee import misfit
from guarantee.rules import all_rules

Level = Literal["gil", "free-threaded"]
LEVELS: tuple[Level, ...] = ("gil", "free-threaded")
SEEDS = 8  # drawn schedules at each level
GREEN_SINCE = (3, 13)  # the first Python whose `threading` the green threads carry
# A program of more steps than this (a second of computing) is run under one drawn schedule only.
MANY_STEPS = 1_000_000
# A changed program of more steps than this is asked for two drawn schedules at most.
SOME_STEPS = 20_000
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
    """One run in virtual time; `seconds` is its length, `steps` what it computed."""

    schedule: Schedule
    outcome: str
    report: str
    stdout: str
    stderr: str
    status: int
    seconds: float
    steps: int


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
    plain = _look_once(source, filename, PLAIN, most)
    yield plain
    many = plain.steps > MANY_STEPS
    for schedule in drawn(seeds)[: 1 if many else None]:
        yield _look_once(source, filename, schedule, most)


def look_at(path: Path, seeds: int = SEEDS) -> list[Seen]:
    """All runs of `look`, of a program that stands in a file."""
    return list(look(path.read_text("utf-8"), path.name, seeds))


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
    steps = _steps(path)
    few = 1 if steps > SOME_STEPS else seeds
    for seen in look(source, path.name, few, most=100_000 + 10 * steps):
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
    result = run_here(source or path.read_text("utf-8"), path.name)
    if result.outcome != "finished" or (result.status and not _may_exit(path)):
        raise NoTimeline(f"{result.outcome}: {result.report or result.stderr}")
    if len(result.threads) < 2:
        return ""
    name = path.relative_to(SNIPPETS).with_suffix("").as_posix()
    title = f"Timeline of {path.name}"
    return draw(result.events, result.elapsed, title=title, name=name, interactive=False)


def run_here(
    source: str,
    filename: str,
    options: Options = Options(),  # noqa: B008  frozen
    backend: GreenletBackend | None = None,
) -> Result:
    """Run a program in this process; `requests` gets the browser's pages."""
    if not fake_web.uses_requests(source):
        return run(source, filename, options, backend)
    answers = bridge._output = _Answers(filename, backend or GreenletBackend())
    options = replace(options, fresh=bridge.FRESH)
    return run(ANSWER_REQUESTS + source, filename, options, answers.backend)


def is_virtual(path: Path) -> bool:
    """Whether a program can be judged in virtual time; what the browser cannot run cannot."""
    return without_run(path) is None


class _Answers(bridge.Output):
    """Lets a thread wait for a page on greenlets as the bridge does in the browser."""

    def __init__(self, filename: str, backend: GreenletBackend) -> None:
        self.backend, self._filename = backend, filename
        self._told = True


def _look_once(source: str, filename: str, schedule: Schedule, most: int | None) -> Seen:
    options = Options(seed=schedule.seed, level=schedule.level, max_steps=most, log=False)
    ran = run_here(source, filename, options)
    return Seen(
        schedule,
        ran.outcome,
        ran.report,
        ran.stdout,
        ran.stderr,
        ran.status,
        ran.elapsed,
        ran.steps,
    )


@cache
def _steps(path: Path) -> int:
    """How many steps the program takes as it stands."""
    return _look_once(path.read_text("utf-8"), path.name, PLAIN, None).steps


def _broken_rules(promise: Expected, seen: Seen) -> set[str]:
    lines = [line.rstrip() for line in seen.stdout.rstrip().splitlines()]
    return {sentence for sentence in promise.out.rules if all_rules()[sentence](lines)}


def _may_exit(path: Path) -> bool:
    promised = path.with_suffix(".expect")
    return promised.exists() and "exits with" in promised.read_text("utf-8")
