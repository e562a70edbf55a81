"""Contracts are read strictly: what cannot be read is named, with its line."""

import pytest

from mending import ContractError, contract_in, parse

ALL = """\
prints: Final counter: 2
no deadlock
no exception
at the end: counter == 2  # nothing is lost
at least 2 threads
at least 1 thread at the same time
at most 0.3 s
no lock held while sleeping
free at the end: lock
free at the end: 2 of places
keeps: time.sleep(0.1)
uses: places
no busy waiting
"""


def test_each_clause_has_its_words():
    assert parse(ALL, "c").words == [
        "prints `Final counter: 2`",
        "no deadlock",
        "no thread ends with an exception",
        "at the end `counter == 2`: nothing is lost",
        "at least 2 threads",
        "at least 1 thread at the same time",
        "takes at most 0.3 s, unless a thread is held up",
        "no thread sleeps while it holds a lock",
        "`lock` is free at the end",
        "all 2 places of `places` are back at the end",
        "still has `time.sleep(0.1)`",
        "still uses `places`",
        "no busy waiting: no thread asks in a loop until another one is done",
    ]


def test_a_deadlock_is_asked_for_always_and_once():
    assert [one.text for one in parse("no exception", "c").clauses] == [
        "no exception",
        "no deadlock",
    ]
    assert len(parse("no exception\nno deadlock", "c").clauses) == 2


def test_several_lines_are_printed():
    (prints, _) = parse("prints:\n    A: 1\n\n      B: ‹1–2›\n", "c").clauses
    assert prints.marks == "A: 1\n\n  B: ‹1–2›"
    assert prints.words == "prints\n\n    A: 1\n    \n      B: ‹1–2›"


def test_code_with_backticks_stays_code():
    assert parse("prints: `a`", "c").words[0] == "prints `` `a` ``"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "c, line 1: the contract asks for nothing"),
        ("no exception\nno deadlocks", "c, line 2: no clause is 'no deadlocks'; known are: "),
        ("at least two threads", "c, line 1: no clause is 'at least two threads'"),
        ("at the end: counter =", r"c, line 1: 'counter =' is no expression: "),
        ("free at the end: 1 +", r"c, line 1: '1 \+' is no expression: "),
        ("no exception\n    below", "c, line 1: only `prints:` has lines below it"),
        ("prints: a\n    b", "c, line 1: prints: one line here, or all lines below it"),
        ("no exception\nprints:\n    a\n    ‹b", "c, line 4: "),
        ("no exception\nprints: ‹b", "c, line 2: "),
        ("  no exception\nno deadlock", "c, line 2: stands further left"),
        ("no exception\nno exception", "c, line 1: 'no exception' stands there twice"),
        ("prints: a\nprints: b", "c: two clauses `prints:`"),
        ("\n".join(f"at least {n} threads" for n in range(30)), "more than 20 clauses"),
    ],
)
def test_what_is_no_contract_is_named(text, message):
    with pytest.raises(ContractError, match=message):
        parse(text, "c")


PROGRAM = """\
import threading

# Contract:
#   prints:
#     A: 1
#     B: 2
#   no exception
print("A: 1")  # no clause: the comment has ended
"""


def test_a_program_has_its_contract_in_a_comment():
    found = contract_in(PROGRAM, "p.py")
    assert found is not None
    assert [one.text for one in found.clauses] == ["prints:", "no exception", "no deadlock"]
    assert found.clauses[0].marks == "A: 1\nB: 2"
    assert [one.line for one in found.clauses[:2]] == [4, 7]


def test_a_program_without_a_contract_has_none():
    assert contract_in("print(1)  # Contract: none\n", "p.py") is None


def test_a_wrong_clause_of_a_program_is_named_by_the_program_s_line():
    with pytest.raises(ContractError, match=r"p\.py, line 7: no clause is 'no exceptions'"):
        contract_in(PROGRAM.replace("no exception", "no exceptions"), "p.py")


def test_blanks_and_comments_make_no_difference_to_what_is_kept():
    (keeps, _) = parse("keeps: counter = temp + 1", "c").clauses
    assert keeps.is_kept("if 1:\n    counter=temp+1  # write\n")
    assert not keeps.is_kept("# counter = temp + 1\ncounter = temp + 10\n")
    assert keeps.is_kept("counter = temp + 1\nthen (no Python")


@pytest.mark.parametrize(
    "used", ["with places:\n    pass\n", "places.acquire()\n", "visit(places)\n"]
)
def test_a_name_is_used_where_something_is_done_with_it(used):
    (uses, _) = parse("uses: places", "c").clauses
    idle = "global places\nplaces = Semaphore(2)\nself.places.release()  # places.acquire()\n"
    assert not uses.is_kept(idle)
    assert uses.is_kept(idle + used)
