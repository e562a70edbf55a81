"""Packages that are watched like the program's own code."""

import sys

import pytest

from greenthreads import Options
from greenthreads.exploration import explore, replay

COUNTS = """
import collections, threading
counter = collections.Counter()
def count():
    counter.update("a")
threads = [threading.Thread(target=count) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(counter["a"])
"""
PACKAGE = """
total = 0
class Tally:
    def __init__(self):
        self.seen = 0
    def add(self):
        self.seen += 1
def add():
    global total
    total = total + 1
"""
USES = """
import threading
from tallies import counting
tally = counting.Tally()
def work():
    tally.add()
    counting.add()
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(tally.seen, counting.total)
"""


def explored(source, level="free-threaded", watch=("collections",)):
    options = Options(level=level, watch=frozenset(watch))
    *_, found = explore(source, "p.py", options, limit=200)
    return found


@pytest.fixture
def tallies(tmp_path, monkeypatch):
    """A package that is installed."""
    folder = tmp_path / "tallies"
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import counting\n", "utf-8")
    (folder / "counting.py").write_text(PACKAGE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in ("tallies", "tallies.counting"):
        sys.modules.pop(name, None)


def test_a_counter_of_the_library_loses_without_the_gil():
    found = explored(COUNTS)
    assert found.complete
    assert {one.text: one.classes for one in found.outcomes} == {"2\n": 2, "1\n": 2}


def test_what_is_not_watched_is_no_proof():
    assert "whose code is not watched" in explored(COUNTS, watch=()).verdict


def test_with_a_gil_one_call_in_c_is_one_step():
    found = explored(COUNTS, level="gil")
    assert (found.complete, [one.text for one in found.outcomes]) == (True, ["2\n"])
    assert found.classes == 2  # who comes first


@pytest.mark.parametrize(("level", "texts"), [("free-threaded", 4), ("gil", 1)])
def test_a_package_s_functions_are_watched_and_its_state_put_back(tallies, level, texts):
    found = explored(USES, level, watch=("tallies",))
    assert found.complete, found.reasons
    assert "tallies" not in sys.modules
    assert not explored(USES, level, watch=()).complete
    assert len(found.outcomes) == texts
    assert all(one.text in ("2 2\n", "2 1\n", "1 2\n", "1 1\n") for one in found.outcomes)


def test_a_witness_of_a_package_says_where_the_program_calls_it(tallies):
    (lost,) = [one for one in explored(USES, watch=("tallies",)).outcomes if one.text == "1 1\n"]
    assert "in line 6" in lost.sentence or "in line 7" in lost.sentence
    options = Options(level="free-threaded", watch=frozenset(("tallies",)))
    assert replay(USES, "p.py", options, witness=lost.witness).stdout == "1 1\n"


@pytest.mark.parametrize("name", ["there_is_none", "threading", "_heapq", "not a name"])
def test_what_cannot_be_watched_is_refused(name):
    with pytest.raises(ValueError, match=r"^watch: "):
        explored(COUNTS, watch=(name,))
