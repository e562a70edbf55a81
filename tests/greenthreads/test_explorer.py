"""Every schedule of small programs: what comes of them, and that the witnesses repeat it."""

from functools import cache

import pytest

from examples.files import DOCS
from greenthreads.explorer import describe, explore
from greenthreads.runner import Options, run

STARTED = """
threads = [threading.Thread(target=f, name=f.__name__) for f in (one, two)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
COUNTER = (
    """
import threading
counter = 0
def one():
    global counter
    counter += 1
two = one
"""
    + STARTED
    + "print(counter)"
)
LOCKED = COUNTER.replace("counter = 0", "counter = 0\nlock = threading.Lock()", 1).replace(
    "    counter += 1", "    with lock:\n        counter += 1"
)
INVERSION = (
    """
import threading
a, b = threading.Lock(), threading.Lock()
def one():
    with a:
        with b: pass
def two():
    with b:
        with a: pass
"""
    + STARTED
    + "print('done')"
)
CURE = INVERSION.replace("with b:\n        with a: pass", "with a:\n        with b: pass")
CHECK_THEN_ACT = (
    """
import threading
items = ['last']
def one():
    if items:
        items.pop()
two = one
"""
    + STARTED
)
PROGRAMS = {
    "counter": COUNTER,
    "counter with a lock": LOCKED,
    "inversion": INVERSION,
    "inversion cured": CURE,
    "check, then act": CHECK_THEN_ACT,
}


# Schedules that go wrong, and all: free-threaded, at most two pre-emptions. The same on CPython
# 3.13 to 3.15; at the level "gil" the bytecode of 3.13 has more places to switch.
COUNTS = {
    "counter": (57, 160),
    "counter with a lock": (0, 859),
    "inversion": (129, 1102),
    "inversion cured": (0, 1239),
}
PRINTED = [
    ("counter", "thread-communication.md", "without the lock, {bad} of {all} schedules lose"),
    ("counter with a lock", "thread-communication.md", "With it, {bad} of {all} do."),
    (
        "inversion",
        "thread-synchronization.md",
        "in opposite orders, {bad} of {all} schedules deadlock.",
    ),
    ("inversion cured", "thread-synchronization.md", "In one order, {bad} of {all} do."),
]


# What takes more than a second to explore is left to `make test-all`.
LONG = {"counter with a lock", "inversion", "inversion cured"}


def timed(*rows):
    """Rows of parameters that begin with a program's name; those of long ones are slow."""
    slow = pytest.mark.slow
    tables = [row if isinstance(row, tuple) else (row,) for row in rows]
    return [pytest.param(*row, marks=slow if row[0] in LONG else ()) for row in tables]


@cache
def explored(source: str, level: str = "free-threaded", **bounds):
    """The last progress of exploring `source`."""
    progress = None
    for progress in explore(source, "p.py", Options(level=level), **bounds):
        assert progress.schedules == sum(o.count for o in progress.outcomes.values())
    return progress


def bad(progress) -> int:
    """How many schedules did not come to the outcome of the plain one."""
    good = next(iter(progress.outcomes))
    return progress.schedules - progress.outcomes[good].count


@pytest.mark.parametrize(
    ("name", "level", "goes_wrong"),
    timed(
        ("counter", "free-threaded", True),
        ("counter", "gil", False),
        ("counter with a lock", "free-threaded", False),
        ("counter with a lock", "gil", False),
        ("inversion", "free-threaded", True),
        ("inversion", "gil", True),
        ("inversion cured", "free-threaded", False),
        ("inversion cured", "gil", False),
        ("check, then act", "free-threaded", True),
    ),
)
def test_what_a_schedule_exists_for(name, level, goes_wrong, capsys):
    progress = explored(PROGRAMS[name], level)
    with capsys.disabled():
        print(
            f"\n{name} ({level}): {bad(progress)} of {progress.schedules} schedules go wrong",
            end="",
        )
    assert progress.complete
    assert progress.schedules > 5
    assert (bad(progress) > 0) == goes_wrong


@pytest.mark.parametrize(("name", "page", "printed"), timed(*PRINTED))
def test_the_pages_print_the_counts(name, page, printed):
    progress = explored(PROGRAMS[name])
    assert progress.complete
    words = " ".join((DOCS / page).read_text("utf-8").split())
    explorer = words.partition("Run's explorer")[2].partition(" do. ")[0] + " do."
    assert "every schedule with at most two [forced switches]" in explorer
    assert "threads *free-threaded*" in explorer
    assert printed.format(bad=bad(progress), all=f"{progress.schedules:,}") in explorer
    assert COUNTS[name] == (bad(progress), progress.schedules)


def test_the_outcomes_are_told_in_words():
    assert set(explored(COUNTER).outcomes) == {"1", "2"}
    deadlock = next(text for text in explored(INVERSION, limit=100).outcomes if "deadlock" in text)
    assert "Lock.acquire(b), held by two" in deadlock
    assert any("IndexError" in text for text in explored(CHECK_THEN_ACT).outcomes)


@pytest.mark.parametrize("name", timed(*PROGRAMS))
def test_a_witness_repeats_its_outcome_in_an_ordinary_run(name):
    for text, outcome in explored(PROGRAMS[name]).outcomes.items():
        options = Options(level="free-threaded", schedule=outcome.witness)
        assert describe(run(PROGRAMS[name], "p.py", options)) == text


def test_the_plainest_witness_is_found_first():
    witness = explored(COUNTER).outcomes["1"].witness
    assert len(witness) == 2 + 2 * 2  # the turn's length, then two choices


def test_the_same_exploration_twice():
    assert explored(COUNTER) == explored(COUNTER)


def test_the_limit_is_kept_and_told():
    progress = explored(LOCKED, limit=7)
    assert (progress.schedules, progress.complete) == (7, False)
    assert progress.pending > 0


def test_more_preemptions_mean_more_schedules():
    counts = [explored(COUNTER, max_preemptions=n).schedules for n in range(3)]
    assert counts == sorted(set(counts))
    assert set(explored(COUNTER, max_preemptions=0).outcomes) == {"2"}


def test_an_endless_wait_is_an_outcome():
    source = "flag = False\nwhile not flag: pass"
    progress = explored(source, limit=1)
    assert "may never end" in next(iter(progress.outcomes))


def test_outcomes_of_one_s_own():
    *_, progress = explore(COUNTER, "p.py", outcome=lambda result: result.outcome)
    assert set(progress.outcomes) == {"finished"}


@pytest.mark.parametrize("bounds", [{"limit": 0}, {"max_preemptions": -1}])
def test_bounds_that_make_no_sense_are_refused(bounds):
    with pytest.raises(ValueError, match="at least"):
        explored(COUNTER, **bounds)
