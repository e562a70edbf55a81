"""The race report: accesses that nothing keeps in order, and none that something does."""

import json
from pathlib import Path

import pytest
from test_witness import started

from greenthreads.__main__ import main
from greenthreads.exploration import explore
from greenthreads.exploration.races import Side

SCHEDULES = Path(__file__).parent / "schedules"


def races(text):
    *_, found = explore(text)
    return found.races


COUNTS = "global n\nn += 1"
LOCKED = "global n\nwith lock: n += 1"
HEAD = "n, lock, other = 0, threading.Lock(), threading.Lock()"


def test_a_counter_is_one_race():
    (race,) = races(started(COUNTS, COUNTS, before=HEAD))
    assert race.name == "n"
    assert race.one == Side("Thread-1 (thread0)", 5, "reads and writes", ())
    assert race.other == Side("Thread-2 (thread1)", 8, "reads and writes", ())


def test_the_locks_that_were_held_are_told():
    (race,) = races(started("global n\nwith other: n += 1", LOCKED, before=HEAD))
    assert (race.one.locks, race.other.locks) == (("other",), ("lock",))
    assert str(race) == (
        "n: line 5, Thread-1 (thread0), reads and writes (holds other); "
        "line 8, Thread-2 (thread1), reads and writes (holds lock)"
    )


IN_ORDER = {
    "a lock": started(LOCKED, LOCKED, before=HEAD),
    "starts and ends": started(COUNTS, before=HEAD + "\nn = 1", after="n += 1"),
    "an event": started(
        "global n\nn = 1\ne.set()", "e.wait()\nprint(n)", before="n, e = 0, threading.Event()"
    ),
    "a queue": started(
        "box.append(1)\nq.put(box)",
        "print(q.get())",
        before="import queue\nq, box = queue.Queue(), []",
    ),
    "a semaphore": started(
        "with s: box.append(1)",
        "with s: box.append(2)",
        before="s, box = threading.Semaphore(), []",
    ),
    "a condition": started(
        "with c: box.append(1); c.notify()",
        "with c:\n    while not box: c.wait()",
        before="c, box = threading.Condition(), []",
    ),
    "only reading": started("print(n)", "print(n)", before=HEAD),
    "one thread each": started("x = [0]\nx[0] += 1", "x = [0]\nx[0] += 1"),
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_what_is_kept_in_order_is_no_race(name):
    assert races(IN_ORDER[name]) == []


def test_a_lock_that_comes_by_chance_hides_no_race():
    """Where the first thread comes first its lock keeps the two in order; not the other way."""
    text = started(
        "global n\nn = 1\nwith lock: pass", "global n\nwith lock: pass\nn = 2", before=HEAD
    )
    (race,) = races(text)
    assert (race.one.line, race.other.line) == (5, 10)


def test_containers_and_attributes():
    before = "class box: n = 0\nitems = []"
    (race,) = races(started("box.n = 1", "print(box.n)", before=before))
    assert (race.name, race.one.does, race.other.does) == ("box.n", "writes", "reads")
    (race,) = races(started("items.append(1)", "print(len(items))", before=before))
    assert (race.name, race.one.does) == ("items", "does items.append(1)")


def test_races_on_the_command_line(tmp_path, capsys):
    path = str(SCHEDULES / "counter.py")
    assert main(["races", path]) == 1
    assert capsys.readouterr().out.startswith("total: line 10, Thread-1 (add), reads and writes")
    assert main(["races", path, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["complete"] is True
    assert [a["line"] for a in told["races"][0]["accesses"]] == [10, 10]
    assert main(["races", str(SCHEDULES / "locked_counter.py")]) == 0
    assert capsys.readouterr().out == "no races were seen\n"
