"""The tables of what is one step: what they say is found again, and real threads do not object."""

import sys

import pytest

from examples import atomic
from examples.atomic import LEVELS, SHORT, TABLE, Real, Verdict, cells, contradictions, verdict
from examples.files import read

NAMES = [one.name for one in cells()]


@pytest.mark.parametrize("kind", sorted(atomic.HEADINGS))
def test_each_cell_is_found_again(kind, virtual):
    jobs = {
        (one.name, level): virtual.called(f"{one.name} {level}", atomic.explored, one.name, level)
        for one in cells()
        for level in LEVELS
        if one.kind == kind
    }
    found = {key: job.result() for key, job in jobs.items()}
    rows = [one for one in cells() if one.kind == kind]
    again = f"python -m examples.atomic writes {TABLE.name} anew"
    assert atomic.rows(rows, found, atomic.known()) in read(TABLE), again
    for line in atomic.rows([one for one in rows if one.short], found, atomic.known()).splitlines():
        assert line in read(SHORT), again
    assert not contradictions(found, atomic.known())


def test_the_tables_have_no_other_rows():
    rows = [line for line in read(TABLE).splitlines() if line.startswith("| ") and "href" in line]
    assert len(rows) == len(NAMES) > 60
    assert read(SHORT).count("href") == 2 * sum(one.short for one in cells()) > 0


def test_real_threads_ran_each_program_on_both_builds():
    for level in LEVELS:
        ran = {name for real in atomic.known() if real.level == level for name in real.runs}
        assert not set(NAMES) - ran, level


@pytest.mark.parametrize("one", cells(), ids=NAMES)
def test_a_program_fits_a_phone(one):
    lines = one.source.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= atomic.WIDTH
    compile(one.source, one.name, "exec")


PLUS = """\
from threading import Thread

n = 0


def one():
    global n
    n += {}


threads = [Thread(target=f) for f in (one, one)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert n == 2, "an update is lost"
"""


def test_a_failing_class_is_counted_with_its_words_and_a_witness():
    assert verdict(PLUS.format(1), "plus", "gil") == Verdict(2)
    found = verdict(PLUS.format(1), "plus", "free-threaded")
    assert (found.classes, found.failing, found.words) == (4, 2, "an update is lost")
    assert found.witness


def test_an_exception_in_a_thread_is_a_failure():
    source = PLUS.format('{}["no"]').replace("assert n == 2", "assert n == 0")
    assert verdict(source, "raises", "gil") == Verdict(1, 1, True, "KeyError", "0-1-2-0")


def test_what_real_threads_did_contradicts_a_proof():
    ran = [Real("3.14.9t", "here", {"atomic/x": (100, 1)})]
    proofs = {("atomic/x", "gil"): Verdict(2), ("atomic/x", "free-threaded"): Verdict(2)}
    assert contradictions(proofs, ran)
    assert not contradictions({**proofs, ("atomic/x", "free-threaded"): Verdict(2, 1)}, ran)
    unproved = Verdict(2, proved=False)
    assert not contradictions({**proofs, ("atomic/x", "free-threaded"): unproved}, ran)


def test_a_crash_is_remembered_and_the_newest_figures_else():
    before = Real("3.14.9t", "here", {"x": atomic.CRASH, "y": (10, 1), "z": (1, 0)})
    new = Real("3.14.9t", "here", {"x": (30, 0), "y": (20, 2)})
    assert atomic.merged(before, new).runs == {"x": atomic.CRASH, "y": (20, 2), "z": (1, 0)}
    assert atomic.merged(before, Real("3.14.9t", "elsewhere", new.runs)).runs == new.runs


def test_a_program_that_ends_the_interpreter_is_a_crash():
    cell = atomic.cells()[0]
    deadly = atomic.Cell("io", "dies", "x", "", "import os\n\nos.abort()\n")
    found = atomic.tried(sys.executable, [cell, deadly])
    assert found.runs[deadly.name] == atomic.CRASH
    assert found.runs[cell.name][1] == 0 < found.runs[cell.name][0]
