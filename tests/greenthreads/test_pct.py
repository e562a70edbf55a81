"""PCT schedules: what a program too large for a proof is tried with, and what is told of it."""

import json
import sys
from collections.abc import Iterator
from itertools import count, product
from types import SimpleNamespace

import pytest
from abstract_programs import outcomes, programs, source
from hypothesis import given, settings

from greenthreads import Options
from greenthreads.__main__ import main
from greenthreads.exploration import Exploration, Pct, explore, explorer
from greenthreads.exploration.pct import Priorities, in_words, probability
from greenthreads.exploration.scheduler import MAX_EVENTS

# A bug of depth 3: `first` must stop after x = 1, and `second` after y = 1. What follows is what a
# search from the end changes first.
DEEP = """\
import threading
x = y = total = 0
bug = False
def first():
    global x, bug, total
    x = 1
    if y == 1: bug = True
    x = 2
    total += 1
def second():
    global y, total
    if x == 1:
        y = 1
        y = 2
    total += 1
threads = [threading.Thread(target=f) for f in (first, second)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("bug" if bug else "none")
"""
LONG = DEEP.replace("    total += 1", "    for _ in range(2000): total += 1")
LIMIT, SEED = 60, 44  # half of them is too few for the search; the other half finds it
FREE = Options(level="free-threaded", seed=SEED)


def explored(source: str, options: Options = FREE, **budget: float) -> Exploration:
    *_, found = explore(source, "p.py", options, **budget)  # type: ignore[arg-type]
    return found


@pytest.fixture(scope="module")
def deep() -> Exploration:
    return explored(DEEP, limit=LIMIT)


# -- the guarantee -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threads", "steps", "runs", "depth", "chance"),
    [
        (2, 10, 1, 3, 1 / 200),
        (3, 20, 230, 3, 1 - (1 - 1 / 1200) ** 230),
        (5, 7, 4, 1, 1 - (4 / 5) ** 4),
        (5, 7, 1, 2, 1 / 35),
        (3, 20, 0, 3, 0),
        (1, 1, 1, 3, 1),
        (4, 5_000, 10**8, 3, 1 - 1 / 2.718281828),  # as many runs as one finds it in
    ],
)
def test_the_probability(threads, steps, runs, depth, chance):
    assert probability(threads, steps, runs, depth) == pytest.approx(chance, abs=1e-8)


def test_a_probability_in_words_is_never_too_high():
    assert in_words(1 / 1200) == "at least 1 in 1,200"
    assert in_words(1 / 1200.5) == "at least 1 in 1,201"
    assert in_words(0.18699) == "at least 18.6 %"
    assert in_words(0.99999) == "at least 99.9 %"
    assert in_words(0) == "0"


def finds(priorities: Priorities, filling: int) -> bool:
    """One run of two abstract threads with the bug of `DEEP`, then steps that do not matter."""
    steps = 2 * (3 + filling)
    state = {"x": 0, "y": 0, "bug": False}
    works = [
        [("x", 1), ("look", "y"), ("x", 2), *[None] * filling],
        [("look", "x"), ("y", 1), ("y", 2), *[None] * filling],
    ]
    priorities.draw(steps)
    while enabled := [tid for tid, work in enumerate(works) if work]:
        tid = priorities.choose(enabled)
        match works[tid].pop(0):
            case ("look", name):
                if state[name] != 1:
                    del works[tid][:2]
                elif name == "y":
                    state["bug"] = True
            case (name, value):
                state[name] = value
    return bool(state["bug"])


def all_draws(filling: int) -> Iterator[bool]:
    """Whether the bug is found, for all that chance can give two threads."""
    steps = range(1, 2 * (3 + filling) + 1)
    for changes in product(steps, steps):
        for order in ((0.1, 0.2), (0.2, 0.1)):
            priorities = Priorities(seed=0)
            priorities._random = Scripted(changes, order)  # type: ignore[assignment]
            yield finds(priorities, filling)


class Scripted:
    """In place of a generator of random numbers."""

    def __init__(self, changes: tuple[int, ...], order: tuple[float, ...]) -> None:
        self._changes, self._order = iter(changes), iter(order)

    def randint(self, least: int, most: int) -> int:
        return next(self._changes)

    def random(self) -> float:
        return next(self._order)


@pytest.mark.parametrize("filling", [0, 1, 3])
def test_the_guarantee_holds(filling):
    """Of all that chance can give, no smaller part than promised finds it."""
    found = list(all_draws(filling))
    assert sum(found) / len(found) >= probability(2, 2 * (3 + filling)) - 1e-12


def test_without_a_change_of_priorities_it_is_never_found():
    priorities = Priorities(seed=1, depth=1)
    assert not any(finds(priorities, 0) for _ in range(1_000))


def test_a_run_longer_than_those_before_makes_their_guarantee_void():
    pct = Pct(0, threads=2, steps=10, counted=50)
    pct.measure(2, 9)
    assert pct.probability == probability(2, 10, 50)
    pct.measure(2, 11)
    assert (pct.steps, pct.counted, pct.probability) == (11, 0, 0)


# -- explorations ------------------------------------------------------------------------------


def test_a_bug_that_the_search_does_not_come_to_is_found(deep):
    assert not deep.complete
    assert deep.reasons == ["30 runs were not enough"]
    assert deep.pct is not None
    assert [outcome.text for outcome in deep.pct.found] == ["bug\n"]
    assert [outcome.text for outcome in deep.outcomes] == ["none\n", "bug\n"]
    assert [outcome.classes for outcome in deep.pct.found] == [1]
    assert deep.classes == sum(outcome.classes for outcome in deep.outcomes)
    assert deep.redundant == 0
    assert (deep.runs, deep.pct.runs, deep.pct.threads) == (LIMIT, LIMIT // 2, 3)
    assert 0 < deep.pct.counted <= deep.pct.runs


def test_the_same_seed_gives_the_same_runs(deep):
    assert explored(DEEP, limit=LIMIT) == deep
    other = explored(DEEP, Options(level="free-threaded", seed=SEED + 1), limit=LIMIT)
    assert other.pct is not None
    assert other.pct.seed == SEED + 1
    assert other != deep


def test_what_can_be_proved_is_proved_before():
    found = explored(DEEP)
    assert found.complete
    assert found.pct is None
    assert [outcome.text for outcome in found.outcomes] == ["none\n", "bug\n"]
    assert explored(DEEP, limit=2 * found.runs) == found
    assert explored(DEEP, limit=2 * found.runs - 2).pct is not None


def test_a_budget_of_one_run_is_the_search_s():
    found = explored(DEEP, limit=1)
    assert (found.runs, found.reasons, found.pct) == (1, ["1 run was not enough"], None)


def test_a_budget_of_time(monkeypatch):
    clock = SimpleNamespace(monotonic=count().__next__)  # each look at it takes a second
    monkeypatch.setattr(explorer, "time", clock)
    found = explored(DEEP, seconds=20)
    assert found.reasons == ["10 seconds were not enough"]
    assert found.pct is not None
    assert (found.runs, found.pct.runs) == (10 + 8, 8)  # 20 looks: at first, and when half is over


def test_time_that_ends_with_the_search_s_half(monkeypatch):
    clock = iter([0, 0, 9, 9])  # at first, after each of two runs, and then nothing is left
    monkeypatch.setattr(explorer, "time", SimpleNamespace(monotonic=clock.__next__))
    found = explored(LONG, seconds=8)
    assert (found.runs, found.pct) == (2, None)
    assert found.reasons == ["4 seconds were not enough", "a run was too long"]


@pytest.mark.parametrize("budget", [{"limit": 0}, {"seconds": 0}, {"seconds": -1}])
def test_a_budget_that_makes_no_sense_is_refused(budget):
    with pytest.raises(ValueError, match="must be"):
        explored(DEEP, **budget)


WAYWARD = """\
import memory, threading
odd, x = next(memory.runs) % 2, 0
def f():
    global x
    if odd: x += 1
    x += 1
threads = [threading.Thread(target=f) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_a_program_that_does_not_repeat_itself_is_tried_all_the_same(monkeypatch):
    monkeypatch.setitem(sys.modules, "memory", SimpleNamespace(runs=count()))
    found = explored(WAYWARD, limit=40)
    assert not found.complete
    assert found.reasons[0] == "two runs that were to be the same were not"
    assert found.pct is not None
    assert found.runs == 40


def test_a_program_whose_runs_are_too_long_is_tried_all_the_same():
    found = explored(LONG, limit=4)
    assert found.reasons == ["2 runs were not enough", "a run was too long"]
    assert found.pct is not None
    assert found.pct.steps > MAX_EVENTS - 10
    assert f"at least 1 in {3 * found.pct.steps**2:,}" in found.pct.words


@settings(max_examples=20, deadline=None, database=None)
@given(programs)
def test_random_runs_find_nothing_that_brute_force_does_not(steps):
    found = explored(source(steps), limit=24)
    kinds = {"deadlock" if o.kind == "deadlock" else o.text for o in found.outcomes}
    assert kinds <= outcomes(steps)


# -- the command line --------------------------------------------------------------------------


def test_not_proved_stands_first(tmp_path, capsys, deep):
    path = tmp_path / "deep.py"
    path.write_text(DEEP, "utf-8")
    assert main(["explore", str(path), "--limit", str(LIMIT), "--seed", str(SEED)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"not proved: {LIMIT // 2} runs were not enough"
    assert lines[2] == deep.pct.words
    assert f"at least 1 in {3 * deep.pct.steps**2:,}," in lines[2]
    assert "finished: 1 class, found by PCT" in lines
    assert main(["explore", str(path), "--limit", str(LIMIT), "--seed", str(SEED), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["complete"], told["reasons"]) == (False, deep.reasons)
    assert told["pct"]["found"] == [1]
    assert told["pct"]["probability"] == deep.pct.probability
