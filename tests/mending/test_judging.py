"""The judge: each clause is kept by one program and broken by another, with a witness of it."""

import pytest

from greenthreads.exploration import replay
from mending import judge, parse

TWO = """\
a = Thread(target=work, name="A")
b = Thread(target=work, name="B")
a.start()
b.start()
a.join()
b.join()
"""
IMPORTS = "import time\nfrom threading import *\n"


def program(*lines: str, main: str = TWO) -> str:
    """Two threads that run `work`."""
    return IMPORTS + "\n".join(lines) + "\n" + main


RACE = ("n = 0", "def work():", "    global n", "    m = n", "    n = m + 1")
LOCKED = ("n = 0", "lock = Lock()", "def work():", "    global n", "    with lock: n += 1")
SAYS = 'print(f"n is {n}")\n'
APART = "a.start()\na.join()\nb.start()\nb.join()\n"
DEADLOCK = program("lock = Lock()", "def work():", "    lock.acquire()")
NO_PLACE = (
    "places = Semaphore(2)",
    "def work():",
    "    places.acquire()",
    "    if current_thread().name == 'B': return",
    "    places.release()",
)

CASES = {
    "prints": (
        "prints: n is 2",
        program(*LOCKED, main=TWO + SAYS),
        program(*RACE, main=TWO + SAYS),
        "It prints `n is 1`, not `n is 2`.",
    ),
    "prints several lines": (
        "prints:\n  n is 2\n  end",
        program(*LOCKED, main=TWO + SAYS + "print('end')"),
        program(*RACE, main=TWO + SAYS + "print('end')"),
        "What it prints does not fit: line 1: 'n is 1' where 'n is 2' is due.",
    ),
    "prints, and raises instead": (
        "prints: n is 2",
        program(*LOCKED, main=TWO + SAYS),
        program(*LOCKED, main=TWO + "[].pop()"),
        "It ends with `IndexError: pop from empty list`.",
    ),
    "no deadlock": (
        "no deadlock",
        program(*LOCKED),
        DEADLOCK,
        "Nobody can go on.",
    ),
    "no exception": (
        "no exception",
        program(*RACE),
        program("def work():", "    if current_thread().name == 'B': 1 / 0"),
        "B ends with `ZeroDivisionError: division by zero`.",
    ),
    "no exception, the main thread": (
        "no exception",
        program(*RACE),
        program(*RACE, main=TWO + "[].pop()"),
        "MainThread ends with `IndexError: pop from empty list`.",
    ),
    "at the end": (
        "at the end: n == 2",
        program(*LOCKED),
        program(*RACE),
        "At the end `n` is `1`.",
    ),
    "at the end, a name that is gone": (
        "at the end: n == 2",
        program(*LOCKED),
        program(*LOCKED)
        .replace("n = 0", "m = 0")
        .replace("n += 1", "m += 1")
        .replace("n\n", "m\n"),
        "At the end the program has no `n`.",
    ),
    "at the end, what cannot be asked": (
        "at the end: n / 1 == 2",
        program(*LOCKED),
        program(*LOCKED, main=TWO + "n = 'two'"),
        "At the end `n / 1 == 2` cannot be asked: "
        "`TypeError: unsupported operand type(s) for /: 'str' and 'int'`.",
    ),
    "threads": (
        "at least 2 threads",
        program(*RACE),
        program(*RACE, main="a = Thread(target=work)\na.start()\na.join()\nwork()"),
        "It starts 1 thread besides the main one.",
    ),
    "threads of a pool": (
        "at least 2 threads",
        "from concurrent.futures import *\nwith ThreadPoolExecutor(2) as p: p.map(abs, [1, 2, 3])",
        "from concurrent.futures import *\nwith ThreadPoolExecutor(1) as p: p.map(abs, [1, 2, 3])",
        "It starts 1 thread besides the main one.",
    ),
    "threads at the same time": (
        "at least 2 threads at the same time",
        program(*LOCKED),
        program(*LOCKED, main=TWO.replace("a.start()\nb.start()\na.join()\nb.join()\n", APART)),
        "A thread has ended before the next is started.",
    ),
    "seconds": (
        "at most 0.1 s",
        program("def work():", "    time.sleep(0.1)"),
        program("lock = Lock()", "def work():", "    with lock: time.sleep(0.1)"),
        "It takes 0.2 s.",
    ),
    "awake with locks": (
        "no lock held while sleeping",
        program("lock = Lock()", "def work():", "    with lock: pass", "    time.sleep(0.1)"),
        program("lock = Lock()", "def work():", "    with lock: time.sleep(0.1)"),
        "A sleeps in line 5 while it holds `lock`.",
    ),
    "a lock is free": (
        "free at the end: lock",
        program(*LOCKED),
        program("lock = Lock()", "def work():", "    lock.acquire(blocking=False)"),
        "At the end `lock` is still held.",
    ),
    "a place is back": (
        "free at the end: 2 of places",
        program(*NO_PLACE).replace(" return", " pass"),
        program(*NO_PLACE),
        "At the end `places` has 1 of its 2 places.",
    ),
    "a bounded semaphore knows its places": (
        "free at the end: places",
        program(*NO_PLACE).replace(" return", " pass").replace("Sema", "BoundedSema"),
        program(*NO_PLACE).replace("Sema", "BoundedSema"),
        "At the end `places` has 1 of its 2 places.",
    ),
    "no busy waiting": (
        "no busy waiting",
        program(*RACE, main=TWO.replace("a.join()", "while a.is_alive(): a.join(1)")),
        program(*RACE, main=TWO.replace("a.join()", "while a.is_alive(): pass")),
        "MainThread goes round in the loop of line 12 until another thread is done.",
    ),
    "no busy waiting, though it looks under a lock": (
        "no busy waiting",
        program(*LOCKED),
        program(*LOCKED, main=TWO.replace("a.join()", "while n < 2:\n    with lock: pass")),
        "MainThread goes round in the loop of line 12 until another thread is done.",
    ),
    "uses": (
        "uses: lock",
        program(*LOCKED),
        program("lock = Lock()", *RACE),
        "That is no longer in the program.",
    ),
    "keeps": (
        "keeps: m = n",
        program(*RACE),
        program(*LOCKED),
        "That is no longer in the program.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_clause_is_kept_and_broken(case):
    clause, kept, broken, said = CASES[case]
    contract = parse(clause, case)
    assert judge(contract, kept).keeps, judge(contract, kept)
    verdict = judge(contract, broken)
    assert not verdict.keeps
    ruling = verdict.rulings[0]
    assert (ruling.state, ruling.said) == ("fails", said)
    if ruling.text.startswith(("keeps", "uses")):
        return
    assert 0 < ruling.classes <= verdict.classes
    assert ruling.witness
    replayed = replay(broken, witness=ruling.witness)
    assert replayed.witness == ruling.witness


def test_the_witness_is_of_a_run_that_breaks_the_clause_though_others_print_the_same():
    source = program(*RACE, main=TWO + 'print("done")\n')
    (ruling, _) = judge(parse("at the end: n == 2", "c"), source).rulings
    assert (ruling.state, ruling.classes) == ("fails", 2)
    shown = replay(source + "print(n)\n", witness=ruling.witness)
    assert shown.stdout == "done\n1\n"


def test_two_locks_in_one_line_are_told():
    source = program(*RACE[:3], "    with Lock():", "        m = n", "        n = m + 1")
    (ruling, _) = judge(parse("at the end: n == 2", "c"), source).rulings
    assert "A and B hold two different locks in line 6" in ruling.how


def test_a_sleep_is_told_to_order_nothing():
    source = program(*RACE, main=TWO.replace("b.start", "time.sleep(1)\nb.start"))
    (ruling, _) = judge(parse("at the end: n == 2", "c"), source).rulings
    assert "needs a thread that is held up" in ruling.how


def test_what_never_ends_is_judged_only_for_that():
    verdict = judge(parse("no exception\nat the end: n == 2", "c"), DEADLOCK)
    assert [one.state for one in verdict.rulings] == ["holds", "open", "fails"]
    assert verdict.rulings[1].said == "No run comes to its end."


def test_too_many_classes_are_no_proof():
    lines = ("n = 0", "def work():", "    global n", *["    n += 1"] * 12)
    verdict = judge(parse("no exception", "c"), program(*lines), limit=50)
    assert not verdict.keeps
    assert verdict.rulings[0].state == "open"
    assert verdict.rulings[0].said.startswith("Not proved: ")


def test_a_refused_program_is_not_looked_at_for_ever():
    lines = ("n = 0", "def work():", "    global n", *["    n += 1"] * 12)
    verdict = judge(parse("no exception\nat the end: n == 24", "c"), program(*lines))
    assert verdict.classes < 500
    assert [one.state for one in verdict.rulings] == ["open", "fails", "open"]
    assert verdict.rulings[1].witness


def test_what_is_no_program_is_no_case():
    with pytest.raises(SyntaxError):
        judge(parse("no exception", "c"), "with lock\n")


def test_of_a_comparison_the_side_with_names_is_shown():
    (said, _) = [
        one.said for one in judge(parse('at the end: "a" in done', "c"), "done = []").rulings
    ]
    assert said == "At the end `done` is `[]`."
