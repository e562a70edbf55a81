"""Real threads against the explorer, in short: `real_threads.py` is the whole of it."""

import sys

import pytest
import real_threads
from real_threads import STRESS, Comparison, compare, explored, seen

RUNS = 200
QUICK = ["cached", "child_of_child", "barrier_aborted", "message_passing", "readers_writers"]


def of_this_python(path, runs=RUNS):
    return {"here": seen(path, sys.executable, runs, seed=1)}


@pytest.mark.drawn(3)
@pytest.mark.parametrize("name", QUICK)
def test_what_real_threads_do_is_explored(name):
    found = compare(STRESS / f"{name}.py", {"here": sys.executable}, RUNS)
    assert found.levels["gil"].complete
    assert found.pythons["here"].runs == RUNS
    assert found.faults() == []


ORDER = """
import threading
log = []
def work(name):
    for _ in range(3):
        log.append(name)
threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
for t in threads: t.start(){}
for t in threads: t.join()
print(*log)
"""


def test_an_explorer_that_misses_an_outcome_is_found_out(tmp_path):
    """As one would that knew only of one thread after the other."""
    real, too_little = tmp_path / "real.py", tmp_path / "too_little.py"
    real.write_text(ORDER.format(""))
    too_little.write_text(ORDER.format("; t.join()"))
    levels, pythons = explored(too_little, 60), of_this_python(real)
    assert levels["gil"].complete
    found = Comparison("broken", levels, pythons)
    assert any("here comes to" in fault for fault in found.faults())
    assert "proved impossible" in found.row()


def test_a_run_that_hangs_is_an_outcome():
    path = STRESS / "rendezvous_stuck.py"
    found = Comparison("stuck", explored(path, 60), of_this_python(path, runs=1))
    assert set(found.pythons["here"].outcomes) == {real_threads.HANGS}
    assert found.faults() == []


def test_the_table_has_all_programs():
    names = [path.stem for path in STRESS.glob("*.py")]
    table = real_threads.TABLE.read_text("utf-8")
    assert len(names) > 40
    assert [name for name in names if f"| {name} |" not in table] == []
