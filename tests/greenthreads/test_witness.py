"""The witness of an outcome: replayed by itself it comes to it, and says what happened."""

import re
from functools import cache
from pathlib import Path

import pytest

from examples import ROOT
from greenthreads import Options, draw
from greenthreads.exploration import explore, replay
from greenthreads.exploration.guided import MOST_POINTS
from greenthreads.exploration.witness import Begin, Turn, Witness, parse
from greenthreads.lanes import lanes_of

SCHEDULES = Path(__file__).parent / "schedules"
SNIPPETS = ROOT / "snippets"
PROGRAMS = [
    *sorted(SCHEDULES.glob("*.py")),
    *(
        SNIPPETS / f"{name}.py"
        for name in (
            "common_threading_patterns/consumers_leave_early",
            "common_threading_patterns/join_hangs",
            "common_threading_patterns/lost_tasks",
            "debugging_threading_issues/oversold",
            "thread_communication/lost_update_forced",
            "thread_lifecycle/daemon_is_cut_off",
            "thread_pool/nested_deadlock",
            "thread_safety_best_practices/check_then_act",
            "thread_safety_best_practices/over_the_limit",
            "thread_states/join_timeout",
            "thread_synchronization/event_stays_set",
            "thread_synchronization/if_instead_of_while",
            "thread_synchronization/lock_order_deadlock",
            "thread_synchronization/same_lock_twice",
        )
    ),
]


@cache
def explored(text, level="free-threaded", **options):
    *_, found = explore(text, "p.py", Options(level=level), **options)
    return found


def replayed(text, outcome, level="free-threaded", **options):
    return replay(text, "p.py", Options(level=level), witness=outcome.witness, **options)


def lines(text):
    """Where threads print side by side, a run by itself may tell of another order."""
    return sorted(text.splitlines())


def small(path):
    """The program with fewer threads, where it says how many."""
    text = path.read_text("utf-8")
    return re.sub(r"^N = \d+", "N = 4", text, flags=re.M) if "lastzero" in path.name else text


@pytest.mark.drawn(10)
@pytest.mark.parametrize("level", ["free-threaded", "gil"])
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_witness_comes_to_its_outcome(path, level):
    text = small(path)
    found = explored(text, level)
    assert found.outcomes
    for outcome in found.outcomes:
        again = replayed(text, outcome, level)
        assert (again.outcome, lines(again.text)) == (outcome.kind, lines(outcome.text))
        assert again.sentence == outcome.sentence or not again.sentence
        assert again.witness == outcome.witness == str(parse(outcome.witness))


def started(*functions, before="", after=""):
    """A program whose functions run in a thread each."""
    bodies = "".join(
        f"def thread{number}():\n" + "".join(f"    {line}\n" for line in body.splitlines())
        for number, body in enumerate(functions)
    )
    names = ", ".join(f"thread{number}" for number in range(len(functions)))
    return (
        f"import threading, time\n{before}\n{bodies}"
        f"threads = [threading.Thread(target=f) for f in ({names},)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n" + after
    )


ODD = {
    "threads that start threads": started(
        "deeper = threading.Thread(target=add)\ndeeper.start()\nadd()\ndeeper.join()",
        "add()",
        before="n = 0\ndef add():\n    global n\n    n += 1",
        after="print(n)",
    ),
    "one that ends while it is started": started(
        "x = box.a", "box.b += 1", "box.b += 1", before="class box: a = b = 0", after="print(box.b)"
    ),
    "events that are cleared": started(
        "e.set()\ne.clear()", "print(e.wait(.1))", before="e = threading.Event()"
    ),
    "a spin": started("global flag\nflag = True", "while not flag: pass", before="flag = False"),
    "a spin with a timeout": started(
        "q.put(1)",
        "while True:\n    try: print(q.get(timeout=.1)); break\n    except queue.Empty: pass",
        before="import queue\nq = queue.Queue()",
    ),
    "endless": started("while not flag: pass", before="flag = False"),
    "a loop that never ends": started(
        "while True: n[0] += 1", "while True: n[0] += 1", before="n = [0]"
    ),
    "keys": started(
        "items.sort(key=lambda i: i)",
        "items.append(1)",
        before="items = [3, 2]",
        after="print(items)",
    ),
    "conditions": started(
        "with c: c.notify()",
        "with c: print(c.wait(1))",
        before="c = threading.Condition()",
    ),
    "a pool": (
        "from concurrent.futures import ThreadPoolExecutor\nn = 0\ndef add(i):\n    global n\n"
        "    n += i\nwith ThreadPoolExecutor(2) as pool: list(pool.map(add, [1, 2]))\nprint(n)"
    ),
    "daemons": "import threading\nthreading.Thread(target=print, args=(1,), daemon=True).start()",
    "alone": "print('nobody else')",
}


@pytest.mark.parametrize("level", ["free-threaded", "gil"])
@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if "never ends" in n else ()) for n in ODD]
)
def test_a_witness_of_an_odd_program(name, level):
    found = explored(ODD[name], level, limit=5 if "never ends" in name else 300)
    for outcome in found.outcomes:
        again = replayed(ODD[name], outcome, level)
        assert (again.outcome, again.text) == (outcome.kind, outcome.text)


def test_the_order_of_lines_is_replayed():
    text = started("print('a')", "print('b')")
    found = explored(text, ordered=True)
    assert {o.text for o in found.outcomes} == {"a\nb\n", "b\na\n"}
    for outcome in found.outcomes:
        assert replayed(text, outcome, ordered=True).stdout == outcome.text


# -- the plainest ------------------------------------------------------------------------------


def witnesses(name):
    return {o.text: o.witness for o in explored(small(SCHEDULES / f"{name}.py")).outcomes}


def test_of_all_schedules_the_plainest_is_the_witness():
    assert witnesses("counter") == {"2\n": "0-1-2-0", "1\n": "0-1.1-2-1-0"}
    assert witnesses("message") == {
        "letter\n": "0-1-2-0",
        "not ready\n": "0-2-1-0",
        "None\n": "0-1.1-2-1-0",
    }


BEGINS = Begin(3), Begin(1), Begin(0), Begin(2, 1)


# -- its text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("0", Witness((Turn(0),))),
        ("0-1.3-2", Witness((Turn(0), Turn(1, 3), Turn(2)))),
        ("0.2:1-1*3.1.0.1:2", Witness((Turn(0, 1, 2), Turn(1)), BEGINS)),
        ("0-1~c", Witness((Turn(0), Turn(1)), (), True)),
    ],
)
def test_a_witness_as_text(text, witness):
    assert parse(text) == witness
    assert str(witness) == text


@pytest.mark.parametrize(
    "text", ["", "-", "0-", "0.", "a", "0 -1", "0-1.2:", "0*", "0~d", "0~c~c", "١", "0\n"]
)
def test_a_text_that_is_no_witness_is_refused(text):
    with pytest.raises(ValueError, match="is no witness"):
        replay("pass", witness=text)


@pytest.mark.parametrize(("witness", "why"), [("0-7", "no thread 7"), ("0-1-1-2-0", "turn 3")])
def test_a_witness_of_another_program_is_refused(witness, why):
    with pytest.raises(ValueError, match=why):
        replay((SCHEDULES / "counter.py").read_text("utf-8"), witness=witness)


def test_a_replay_ends_though_the_program_does_not():
    result = replay(ODD["a loop that never ends"], witness="0")
    assert (result.outcome, result.steps) == ("step limit", MOST_POINTS)


# -- what it shows -----------------------------------------------------------------------------


def states(result, name):
    (lane,) = [lane for lane in lanes_of(result.events, result.elapsed) if name in lane.name]
    return [segment.state for segment in lane.segments], [hold.object for hold in lane.holds]


def test_a_replay_logs_who_ran_waited_and_held_what():
    text = (SCHEDULES / "philosophers.py").read_text("utf-8")
    (deadlock,) = [o for o in explored(text).outcomes if o.kind == "deadlock"]
    result = replayed(text, deadlock)
    assert result.status == 1
    assert states(result, "Thread-1") == (["ready", "run", "ready", "wait"], ["forks[0]"])
    assert states(result, "MainThread")[0] == ["run", "join"]
    assert "waiting for" in draw(result.events, result.elapsed)


def test_who_waits_until_the_time_is_up_is_seen_to_wait_so_long():
    text = SNIPPETS.joinpath("you_are_the_scheduler/circle_of_three.py").read_text("utf-8")
    result = replay(text, witness="0-3.2-2.3-1.3-3.1-1-0-3-2-0*5.5.5")
    assert result.stdout.startswith("all wait in a circle")
    for lane in lanes_of(result.events, result.elapsed)[1:]:
        (wait,) = [one for one in lane.segments if one.state == "wait"]
        assert wait.end - wait.start > 0.9, lane.name
        assert all(one.end - one.start < 0.1 for one in lane.segments if one is not wait)
    for number, name in enumerate("ABC"):
        assert f"forks[{number}]" in states(result, name)[1]


def test_a_forced_switch_is_logged():
    text = (SCHEDULES / "counter.py").read_text("utf-8")
    result = replay(text, witness="0-1.1-2-1-0")
    forced = [event.thread for event in result.events if event.kind == "preempted"]
    assert forced == ["Thread-1 (add)"]
    assert [(piece.thread, piece.text) for piece in result.output] == [("MainThread", "1\n")]


def test_time_passes_where_a_thread_sleeps():
    text = started("time.sleep(.5)\nprint('late')", "print('early')")
    result = replay(text, witness="0")
    assert result.elapsed == pytest.approx(0.5, abs=1e-4)
    assert ("sleep" in states(result, "Thread-1")[0]) is True
    assert [piece.time for piece in result.output if piece.text == "late\n"][0] >= 0.5


# -- what it says ------------------------------------------------------------------------------

HEAD = "import threading, time, queue\n"
SENTENCES = {
    "lost update": (
        started("global n\nn += 1", "global n\nn += 1", before="n = 0", after="print(n)"),
        "1\n",
        "`Thread-1` read `n` (0) in line 5; before it wrote 1 in line 5, `Thread-2` wrote 1 in "
        "line 8; that write is lost.",
    ),
    "lost update of an attribute": (
        started(
            "box.n -= 5",
            "x = box.n\nbox.n = x + 2",
            before="class box: n = 10",
            after="print(box.n)",
        ),
        "12\n",
        "`Thread-2` read `box.n` (10) in line 6; before it wrote 12 in line 7, `Thread-1` wrote 5 "
        "in line 4; that write is lost.",
    ),
    "lost update of an item": (
        started("d['a'] += 1", "d['a'] += 1", before="d = {'a': 0}", after="print(d['a'])"),
        "1\n",
        "`Thread-1` read `d['a']` (0) in line 4; before it wrote 1 in line 4, `Thread-2` wrote 1 "
        "in line 6; that write is lost.",
    ),
    "check then act": (
        started(*["global n\nif n > 0:\n    n -= 1"] * 2, before="n = 1", after="print(n)"),
        "-1\n",
        "`Thread-1` looked at `n` (1) in line 5; before it acted on that in line 6, `Thread-2` "
        "wrote 0 in line 10.",
    ),
    "check then act, and an exception": (
        started(*["if items:\n    items.pop()"] * 2, before="items = [1]"),
        "IndexError: pop from empty list",
        "`Thread-1` looked at `items` in line 4; before it acted on that in line 5 "
        "(`items.pop()`), `Thread-2` did `items.pop()` in line 8. It got `IndexError`.",
    ),
    "deadlock": (
        started(
            "with left:\n    with right: pass",
            "with right:\n    with left: pass",
            before="left, right = threading.Lock(), threading.Lock()",
        ),
        None,
        "`Thread-1` holds `left` (taken in line 4) and waits in line 5 for `right`, which "
        "`Thread-2` holds; `Thread-2` holds `right` (taken in line 7) and waits in line 8 for "
        "`left`, which `Thread-1` holds.",
    ),
    "the same lock twice": (
        HEAD + "lock = threading.Lock()\nlock.acquire()\nlock.acquire()",
        None,
        "`MainThread` waits in line 4 for `lock`, which it holds itself (taken in line 3).",
    ),
    "a lock never given back": (
        started("lock.acquire()", "with lock: pass", before="lock = threading.Lock()"),
        None,
        "`Thread-2` waits in line 6 for `lock`, which `Thread-1` took in line 4 and never gave "
        "back.",
    ),
    "a notify that nobody heard": (
        started("with c: c.notify()", "with c: c.wait()", before="c = threading.Condition()"),
        None,
        "`notify()` in line 4 by `Thread-1` found nobody waiting for `c`; `Thread-2` waits in "
        "line 6, and nobody wakes it.",
    ),
    "an event that nobody sets": (
        started("ready.wait()", before="ready = threading.Event()"),
        None,
        "`Thread-1` waits in line 4 for `ready` to be set, and nobody is left who would set it.",
    ),
    "an empty queue": (
        started("q.get()", before="import queue\nq = queue.Queue()"),
        None,
        "`Thread-1` waits in line 5 for an item in `q`, and nobody is left who would put one "
        "there.",
    ),
    "an endless loop": (
        started("while not flag:\n    pass", before="flag = False"),
        None,
        "`Thread-1` goes round in a loop in line 4 and waits for a change that nobody makes.",
    ),
    "a time that was over": (
        started(
            "time.sleep(1)\nq.put(1)",
            "try: print(q.get(timeout=.5))\nexcept queue.Empty: print('empty')",
            before="import queue\nq = queue.Queue()",
        ),
        "empty\n",
        "`Thread-2` gave up waiting in line 8 (`Queue.get`): its time was over before others had "
        "done what it waited for.",
    ),
    "published too early": (
        started(
            "global ready, data\nready = True\ndata = 'letter'",
            "global taken\nif ready:\n    taken = data",
            before="ready, data, taken = False, None, 'nothing'",
            after="print(taken)",
        ),
        "None\n",
        "`Thread-2` read `data` (None) in line 10 before `Thread-1` wrote 'letter' in line 6.",
    ),
    "read too early": (
        started("global n\nn = 1", "print(n)", before="n = 0"),
        "0\n",
        "`Thread-2` read `n` (0) in line 7 before `Thread-1` wrote 1 in line 5.",
    ),
    "nothing to be said": (
        started("global n\nn += 1", "global n\nn += 1", before="n = 0", after="print(n)"),
        "2\n",
        "",
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_witness_says_what_happened(name):
    text, printed, sentence = SENTENCES[name]
    found = explored(text)
    said = {
        outcome.sentence
        for outcome in found.outcomes
        if (outcome.kind in ("deadlock", "endless") if printed is None else outcome.text == printed)
    }
    assert sentence in said


def test_no_method_of_the_program_is_called_to_tell_of_its_objects():
    text = started(
        "global n\nn = Mean()",
        "global n\nx = n",
        before="class Mean:\n"
        "    def __repr__(self): print('called')\n    __str__ = __repr__\nn = Mean()",
    )
    assert {o.text for o in explored(text).outcomes} == {""}
