"""Every schedule in real Chromium: what it finds there is what it finds here."""

import re
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from examples.files import read
from examples.pages import all_pages, shown_on

pytestmark = pytest.mark.skipif(sys.version_info < (3, 13), reason="needs Python 3.13 natively")
PROGRAMS = Path(__file__).parents[1] / "greenthreads" / "schedules"
SIZES = {
    "counter": 3,
    "locked_counter": 3,
    "readers": 4,
    "lastzero": 4,
    "filesystem": 14,
    "indexer": 12,
    "philosophers": 4,
    "ordered_philosophers": 3,
    "message": 2,
    "store_buffering": 2,
}
LEVELS = ("free-threaded", "gil")
# Other programs of the site, for what they use: pools, queues, events, daemons, exceptions.
TELLS_CORES = "default_workers"  # the page has one, whatever there is here
MORE = ("join_hangs", "consumers_leave_early", "event_stays_set")
LOST = re.sub(r"^N = \d+", "N = 2", (PROGRAMS / "counter.py").read_text("utf-8"), flags=re.M)
ENDLESS = (
    "import threading\nflag = False\ndef f():\n    while not flag: pass\n"
    "for _ in range(2): threading.Thread(target=f).start()\n"
)


def program(name: str) -> str:
    text = (PROGRAMS / f"{name}.py").read_text("utf-8")
    return re.sub(r"^N = \d+", f"N = {SIZES[name]}", text, flags=re.M)


def of_the_site() -> dict[str, str]:
    """The programs that carry the button, and some more."""
    found = {}
    for page in all_pages():
        carry = re.findall(r'class="example schedules" id="(\w+)"', read(page))
        for shown in shown_on(page):
            if shown.path.stem in (*carry, *MORE) and shown.path.stem != TELLS_CORES:
                found[shown.path.stem] = shown.program.text
    return found


SITE = of_the_site()
EACH_TIME = 8  # programs of the site that are compared each time; the others once a week
SLOW = [pytest.mark.slow, pytest.mark.weekly]


@cache
def here(source: str, level: str):
    from greenthreads import Options
    from greenthreads.exploration import explore

    *_, found = explore(source, "program.py", Options(level=level))
    return found


def keys(level: str, library: bool) -> tuple[str, ...]:
    """Where a turn may end depends on the version of Python with a GIL, and inside of the library:
    so do witnesses."""
    same = level == "free-threaded" and not library
    return ("kind", "text", "classes", "late") + ("witness",) * same


def alike(reader, source: str, level: str, library: bool = False) -> None:
    ours, theirs = here(source, level), reader.explore(source, level=level)
    assert theirs["status"] == "ok", theirs
    assert (theirs["complete"], theirs["reasons"]) == (True, [])
    assert theirs["classes"] == ours.classes
    chosen = keys(level, library)
    there = sorted(tuple(one[key] for key in chosen) for one in theirs["outcomes"])
    assert there == sorted(tuple(getattr(o, key) for key in chosen) for o in ours.outcomes)


@pytest.mark.drawn(4)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", SIZES)
def test_the_table_is_the_same(reader, name, level):
    alike(reader, program(name), level)


def test_there_are_ten_programs_of_the_site():
    assert len(SITE) >= 10
    assert set(MORE) < set(SITE)


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in MORE or i < EACH_TIME else SLOW) for i, n in enumerate(SITE)],
)
def test_a_program_of_the_site_is_the_same(reader, name):
    alike(reader, SITE[name], "free-threaded", library=True)


# The button stands where a proof takes little time; how little depends on the machine.
@pytest.mark.slow
def test_how_long_a_proof_takes_in_the_page(reader, capsys):
    took = {}
    for name in list(SITE)[:EACH_TIME]:
        began = time.monotonic()
        reader.explore(SITE[name], level="free-threaded")
        took[name] = time.monotonic() - began
    slowest = max(took, key=took.__getitem__)
    with capsys.disabled():
        print(f"\n{len(took)} proofs in the page: the slowest {took[slowest]:.1f} s, {slowest}")


STATUS = {"finished": "ok", "deadlock": "deadlock", "error": "error", "endless": "endless"}


@pytest.mark.parametrize(
    ("source", "ordered"),
    [(LOST, False), (LOST, True), (program("philosophers"), False), (ENDLESS, False)]
    + [(SITE[name], False) for name in ("check_then_act", "if_instead_of_while")],
)
def test_a_witness_is_replayed_with_its_timeline(reader, source, ordered):
    found = reader.explore(source, ordered=ordered)
    assert found["outcomes"]
    for one in found["outcomes"]:
        again = reader.run(
            source, level="free-threaded", witness=one["witness"], ordered=ordered, speed=1
        )
        assert again["status"] == STATUS[one["kind"]], again
        shown = sorted(again["stdout"].splitlines())
        assert shown == sorted(one["text"].splitlines()[: len(shown)])
        assert len(again["events"]) > 5
        assert again["timeline"].startswith("<svg")
        assert len(again["threads"]) > 2


def test_a_witness_of_another_program_is_refused(reader):
    for witness in ("no witness", "0-9.1-0"):
        again = reader.run(LOST, level="free-threaded", witness=witness)
        assert again["status"] == "refused", again
        assert "witness" in again["message"]


def test_what_breaks_the_guarantee_is_marked_and_nothing_else(reader):
    found = reader.explore(LOST, exact="2\n")
    marks = {one["text"]: one["breaks"] for one in found["outcomes"]}
    assert marks.keys() == {"1\n", "2\n"}
    assert marks["2\n"] == ""
    assert "'1' where '2' is due" in marks["1\n"]
    (deadlock,) = [
        one
        for one in reader.explore(program("philosophers"), exact="")["outcomes"]
        if one["kind"] == "deadlock"
    ]
    assert deadlock["breaks"] == "deadlock"
    assert not any(one["breaks"] for one in reader.explore(LOST)["outcomes"])


def test_what_explores_comes_with_the_first_exploration(reader):
    loaded = "performance.getEntriesByType('resource').filter(e => /explore-/.test(e.name)).length"
    reader.load()
    assert reader.run("print(1)")["stdout"] == "1\n"
    assert reader.evaluate(loaded) == 0
    for _ in range(2):
        assert reader.explore(LOST)["complete"]
        assert reader.evaluate(loaded) == 1


def test_too_few_runs_are_no_proof(reader):
    found = reader.explore(program("readers"), limit=4)
    assert (found["status"], found["complete"]) == ("ok", False)
    assert found["reasons"] == ["2 runs were not enough"]
    assert found["random"]
    text = LOST.replace("total += 1", "exec('total = 1', globals())")
    unknown = reader.explore(text, limit=60)
    assert not unknown["complete"]
    assert any("not watched" in reason for reason in unknown["reasons"])


def test_it_tells_how_far_it_is_and_stops_at_any_time(reader):
    source = LOST.replace("N = 2", "N = 5")
    told = reader.evaluate(
        """async (source) => {
            const told = [];
            let moved = 0;
            const timer = setInterval(() => (moved += 1), 10);
            const result = runner.explore(source, "p.py", {}, {onprogress: (p) => told.push(p)});
            while (told.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
            const stopping = runner.stop();
            const {status} = await result;
            await stopping;
            clearInterval(timer);
            return {status, told, moved};
        }""",
        source,
    )
    assert told["status"] == "stopped"
    assert told["moved"] > 3  # the page did other things meanwhile
    assert all(one["complete"] is False for one in told["told"])
    assert told["told"][-1]["classes"] > 3
    assert told["told"][-1]["outcomes"]
    assert reader.explore(LOST)["classes"] == 4
