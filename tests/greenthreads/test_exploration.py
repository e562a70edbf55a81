"""Every schedule, proved: one run for each class, and no proof of what is false."""

from functools import cache

import pytest
from abstract_programs import outcomes, programs, source, tasks
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers
from known_classes import TABLE, program
from trace_oracle import traces_full

from examples.files import DOCS
from greenthreads import Options
from greenthreads.exploration import explore
from greenthreads.exploration.explorer import DEAF
from greenthreads.exploration.watching import Watch

SLOW = {("lastzero", 10)}


@cache
def explored(text, level="free-threaded", **options):
    *_, found = explore(text, "p.py", Options(level=level), **options)
    return found


def texts(text, level="free-threaded", **options):
    """What a program can come to; it must be proved."""
    found = explored(text, level, **options)
    assert found.complete, found.reasons
    return {outcome.text for outcome in found.outcomes}


def started(*functions, before="", after=""):
    """A program whose functions run in a thread each."""
    bodies = "".join(
        f"def thread{number}():\n" + "".join(f"    {line}\n" for line in body.splitlines())
        for number, body in enumerate(functions)
    )
    names = ", ".join(f"thread{number}" for number in range(len(functions)))
    return (
        f"import threading\n{before}\n{bodies}"
        f"threads = [threading.Thread(target=f) for f in ({names},)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n" + after
    )


# -- as many as there are ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param(*key, marks=pytest.mark.slow if key in SLOW else ()) for key in TABLE],
)
def test_one_run_for_each_class(name, size, capsys):
    found = explored(program(name, size), witnesses=False)
    deadlocks = sum(o.classes for o in found.outcomes if o.kind == "deadlock")
    with capsys.disabled():
        print(f"\n{name}({size}): {found.classes} classes, {found.redundant} redundant", end="")
    assert found.complete, found.reasons
    assert (found.classes, deadlocks) == TABLE[name, size]
    assert found.redundant == 0
    assert sum(outcome.classes for outcome in found.outcomes) == found.classes


def test_publication_has_three_outcomes():
    assert texts(program("message")) == {"letter\n", "not ready\n", "None\n"}


def test_store_buffering_is_sequentially_consistent():
    assert texts(program("store_buffering")) == {"0 1\n", "1 0\n", "1 1\n"}


def of_kinds(found):
    return {"deadlock" if o.kind == "deadlock" else o.text for o in found.outcomes}


def some(count):
    """Settings for so many random programs."""
    quiet = [HealthCheck.too_slow]
    return settings(max_examples=count, deadline=None, database=None, suppress_health_check=quiet)


def check_classes(steps):
    found = explored(source(steps))
    deadlocks = sum(o.classes for o in found.outcomes if o.kind == "deadlock")
    assert found.complete, found.reasons
    assert (found.classes, deadlocks) == traces_full(steps)
    assert of_kinds(found) == outcomes(steps)
    assert of_kinds(explored(source(steps), "gil")) <= of_kinds(found)


@some(20)
@given(programs)
def test_random_programs_have_the_classes_that_brute_force_finds(steps):
    check_classes(steps)


@pytest.mark.slow
@some(60)
@given(programs)
def test_many_random_programs_have_the_classes_that_brute_force_finds(steps):
    check_classes(steps)


def check_pool(steps, workers):
    found = explored(source(steps, workers))
    assert found.complete, found.reasons
    assert of_kinds(found) == outcomes(steps, workers)


@some(15)
@given(tasks, integers(1, 3))
def test_a_pool_is_tasks_that_start_in_order_where_there_is_room(steps, workers):
    check_pool(steps, workers)


@pytest.mark.slow
@some(40)
@given(tasks, integers(1, 3))
def test_many_pools_are_tasks_that_start_in_order_where_there_is_room(steps, workers):
    check_pool(steps, workers)


def test_a_pool_of_equal_and_independent_tasks_has_one_class():
    text = "from concurrent.futures import ThreadPoolExecutor as P\nwith P(3) as pool:\n"
    found = explored(text + "    list(pool.map(abs, range(40)))\n")
    assert (found.complete, found.classes) == (True, 1)


@pytest.mark.parametrize("level", ["free-threaded", "gil"])
def test_what_is_kept_in_a_thread_s_own_data_is_its_own(level):
    work = "own.cell = cells[{}]\nown.cell[0] += 1\nown.cell[0] += 1"
    before = "own, cells = threading.local(), ([0], [0])"
    found = explored(started(work.format(0), work.format(1), before=before), level)
    assert (found.complete, found.classes) == (True, 1)


def test_who_stands_beside_a_free_lock_is_held_up():
    work = "for _ in range(2):\n    time.sleep(0.05)\n    with lock: pass"
    text = started(work, work, before="import time\nlock = threading.Lock()")
    found = explored(text + "print(f'{time.perf_counter():.2f}'[-2:])\n")
    seconds = {one.text: one.late for one in found.outcomes}
    assert found.complete
    assert sorted(seconds.values()) == [False, True]


# -- what the pages say ------------------------------------------------------------------------

INVERSION = started(
    "with a:\n    with b: pass",
    "with b:\n    with a: pass",
    before="a, b = threading.Lock(), threading.Lock()",
    after="print('done')",
)
SMALL = {
    "counter": program("counter"),
    "counter with a lock": program("locked_counter"),
    "inversion": INVERSION,
    "inversion cured": INVERSION.replace("with b:\n        with a", "with a:\n        with b"),
    "check, then act": started(*["if items: items.pop()"] * 2, before="items = ['last']"),
}
# Classes that go wrong, and all: at the level free-threaded, and with a GIL.
WRONG = {
    "counter": ((2, 4), (0, 2)),
    "counter with a lock": ((0, 2), (0, 2)),
    "inversion": ((1, 3), (1, 3)),
    "inversion cured": ((0, 2), (0, 2)),
    "check, then act": ((2, 4), (0, 2)),
}
WORDS = {0: "none", 2: "two", 4: "four"}
PRINTED = [  # on the page about the counter
    ("counter", "are only {all} classes"),
    ("counter", "{bad} of them lose an update"),
    ("counter with a lock", "with the lock there are {all} classes, and {bad} loses"),
]


def wrong(found):
    """How many classes did not come to the outcome of the first."""
    return found.classes - found.outcomes[0].classes


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("number", [0, 1], ids=["free-threaded", "gil"])
def test_what_a_class_exists_for(name, number):
    found = explored(SMALL[name], ["free-threaded", "gil"][number])
    assert found.complete, found.reasons
    assert (wrong(found), found.classes) == WRONG[name][number]


@pytest.mark.parametrize(("name", "printed"), PRINTED)
def test_the_page_prints_the_counts(name, printed):
    bad, classes = WRONG[name][0]
    words = " ".join((DOCS / "thread-communication.md").read_text("utf-8").lower().split())
    assert printed.format(bad=WORDS[bad], all=WORDS[classes]) in words


def test_an_exception_is_told_in_words():
    found = explored(SMALL["check, then act"])
    assert {one.text for one in found.outcomes} == {"", "IndexError: pop from empty list"}


# -- no false proof ----------------------------------------------------------------------------


def test_nothing_is_proved_of_what_nobody_heard(monkeypatch):
    monkeypatch.setattr(Watch, "_instruction", lambda watch: lambda code, offset: None)
    *_, found = explore(program("counter", 2), "p.py")
    assert (found.complete, found.reasons) == (False, [DEAF])


BOX = "class Box: flag = 0\nbox, items, a, b = Box(), [], 0, 0"
READERS_OF_ITEMS = {
    "if items: b = 1": "a truth",
    "if items == [1]: b = 1": "a comparison",
    "b = int(not items) ^ 1": "not",
    'if f"{items}" != "[]": b = 1': "a format",
    "*c, = items\nif c: b = 1": "unpacking",
    "b = len(items)": "a call",
    "b = int(1 in items)": "in",
    "for c in items: b = 1": "a loop",
}


def test_threads_that_nobody_joins_are_waited_for():
    """By the interpreter, at its end: in each run, not in the first alone."""
    text = "import threading\nx = 0\ndef f():\n    global x\n    x += 1\n    print(x)\n"
    text += "for _ in range(2): threading.Thread(target=f).start()\n"
    assert texts(text) == {"1\n2\n", "1\n1\n", "2\n2\n"}


@pytest.mark.parametrize("look", READERS_OF_ITEMS, ids=READERS_OF_ITEMS.values())
def test_whatever_reads_a_shared_object_is_an_access(look):
    text = started(
        "box.flag = 1\nitems.append(1)",
        f"global a, b\na = box.flag\n{look}",
        before=BOX,
        after="print(a, b)",
    )
    assert texts(text) == {"0 0\n", "0 1\n", "1 0\n", "1 1\n"}


HELD = "lock, x, seen = threading.Lock(), 0, []"
WORKS = "global x\nlock.acquire()\nx += 1\nlock.release()"


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
def test_another_thread_may_run_while_a_lock_is_held(level):
    tries = "seen.append(lock.acquire(blocking=False))\nif seen[0]: lock.release()"
    text = started(WORKS, tries, before=HELD, after="print(seen)")
    assert texts(text, level) == {"[True]\n", "[False]\n"}
    text = started(WORKS, "seen.append(lock.locked())", before=HELD, after="print(seen)")
    assert texts(text, level) == {"[True]\n", "[False]\n"}


def test_a_thread_that_nobody_joined_yet_may_go_on_beside_the_next():
    text = """
import time
from threading import Thread
n = 0
def work():
    global n
    read = n
    n = read + 1
a, b = Thread(target=work), Thread(target=work)
a.start()
time.sleep(1)
b.start()
a.join()
b.join()
print(n)
"""
    assert texts(text) == {"1\n", "2\n"}
    assert explored(text).classes == 4


def late(text):
    return {o.text: o.late for o in explored(text).outcomes}


def test_a_sleep_keeps_nobody_in_order():
    text = started(
        "global x\ntime.sleep(.1)\nx = 1", "time.sleep(.2)\nprint(x)", before="import time\nx = 0"
    )
    assert texts(text) == {"1\n", "0\n"}
    assert late(text) == {"1\n": False, "0\n": True}


def test_who_waits_for_what_becomes_possible_is_not_held_up():
    waits = "item = q.get()\nprint(item)\nq.task_done()"
    text = started(
        "time.sleep(.1)\nq.put(1)\ntime.sleep(.1)\nq.put(2)",
        waits,
        waits,
        before="import queue, time\nq = queue.Queue()",
        after="q.join()",
    )
    assert set(late(text).values()) == {False}


def test_the_lines_of_an_outcome_stand_in_the_order_of_time():
    text = started(
        "print('a')\ntime.sleep(.2)\nprint('d')",
        "print('b')\ntime.sleep(.1)\nprint('c')",
        before="import time",
        after="print('e')",
    )
    assert texts(text) == {"a\nb\nc\nd\ne\n"}


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
def test_a_queue_that_is_shut_down_lets_all_go_who_wait(level):
    text = started(
        "q.put(1)\nq.shutdown()",
        "try:\n    while True: print(q.get())\nexcept queue.ShutDown: pass",
        "try: q.get()\nexcept queue.ShutDown: print('shut')",
        before="import queue\nq = queue.Queue()",
    )
    assert texts(text, level) == {"1\nshut\n", ""}


def test_a_wait_with_a_timeout_may_be_given_up():
    text = started(
        "time.sleep(.1)\nq.put('item')",
        "try: print(q.get(timeout=.5))\nexcept queue.Empty: print('empty')",
        before="import queue, time\nq = queue.Queue()",
    )
    assert texts(text) == {"item\n", "empty\n"}
    assert late(text) == {"item\n": False, "empty\n": True}
    text = started(
        "with lock: pass",
        "took = lock.acquire(timeout=.1)\nprint(took)\nif took: lock.release()",
        before="lock = threading.Lock()",
    )
    assert texts(text) == {"True\n", "False\n"}


def test_methods_of_the_program_s_own_are_watched():
    own = "class Bag:\n    def __init__(self): self.items = [0]\n"
    own += "    def __getitem__(self, i): return self.items[i]\n"
    own += "    def __setitem__(self, i, value): self.items[i] = value\n"
    own += "    def __iter__(self): return iter(self.items)\nbag = Bag()"
    text = started(*["bag[0] += 1"] * 2, before=own, after="print(*bag)")
    assert texts(text) == {"1\n", "2\n"}


def test_code_that_is_not_watched_is_no_proof():
    text = started(*["c.update('a')"] * 2, before="import collections\nc = collections.Counter()")
    found = explored(text)
    assert not found.complete
    assert any("collections.Counter.update" in reason for reason in found.reasons)
    assert not explored(started(*["exec('x = 1')"] * 2)).complete


def test_code_that_is_not_watched_does_no_harm_where_it_is_locked():
    text = started(
        *["with lock: c.update('a')"] * 2,
        before="import collections\nc, lock = collections.Counter(), threading.Lock()",
        after="print(c['a'])",
    )
    assert texts(text) == {"2\n"}


KEYED = "l = [2, 1]\ndef key(value): return value"


def test_a_list_is_empty_while_it_is_sorted():
    sort = started("l.sort(key=key)", "l.append(0)", before=KEYED, after="print(l)")
    for level in ("gil", "free-threaded"):
        assert any("ValueError" in text for text in texts(sort, level))


def test_what_usually_happens_comes_first_and_holds_nobody_up():
    """Both read, both sleep, both write: the others have their turns while one sleeps."""
    both = "for _ in range(30):\n    temp = c\n    time.sleep(.001)\n    c = temp + 1"
    work = "def work():\n    global c\n    " + both.replace("\n", "\n    ")
    text = (
        f"import threading, time\nc = 0\n{work}\n"
        "ts = [threading.Thread(target=work) for _ in range(2)]\n"
        "for t in ts: t.start()\nfor t in ts: t.join()\nprint(c)"
    )
    for level in ("gil", "free-threaded"):
        found = explored(text, level, limit=8)
        assert not found.complete
        assert {one.text: one.late for one in found.outcomes}["30\n"] is False


def test_too_many_classes_are_no_proof():
    found = explored(program("lastzero", 6), limit=20)
    assert not found.complete
    assert found.reasons == ["10 runs were not enough"]


WAITS = started(
    "x.append(1)\ne.set()",
    *["e.wait()\nprint(x)"] * 2,
    before="x, e = [], threading.Event()",
)
CASES = {
    "counter": program("counter", 3),
    "box": started("box.flag = 1\nitems.append(1)", "print(box.flag, items)", before=BOX),
    "philosophers": program("philosophers", 4),
    "tried": started(WORKS, "print(lock.locked())", before=HELD),
    "sorted": started("l.sort(key=key)", "l.append(0)", before=KEYED),
    "event": started(
        "x.append(1)\ne.set()", "e.wait()\nprint(x)", before="x, e = [], threading.Event()"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_free_threads_can_do_what_threads_with_a_gil_can(name):
    assert texts(CASES[name], "gil") <= texts(CASES[name])


# -- the library -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (
            started(
                "x.append(1)\ne.set()",
                *["e.wait()\nprint(x)"] * 2,
                before="x, e = [], threading.Event()",
            ),
            1,
        ),
        (started(*["with s: pass"] * 3, before="s = threading.Semaphore(1)"), 6),
        (started(*["b.wait()"] * 3, before="b = threading.Barrier(3)"), 6),
        (
            started(
                "for i in range(3): q.put(i)\nq.put(None)",
                "while (item := q.get()) is not None: print(item)",
                before="import queue\nq = queue.Queue()",
            ),
            1,
        ),
        (
            started(
                "with c: items.append(1); c.notify()",
                "with c:\n    while not items: c.wait()\n    print(items.pop())",
                before="c, items = threading.Condition(), []",
            ),
            2,
        ),
    ],
    ids=["event", "semaphore", "barrier", "queue", "condition"],
)
def test_operations_of_the_library(text, classes):
    found = explored(text)
    assert found.complete, found.reasons
    assert (found.classes, len(found.outcomes)) == (classes, 1)


def test_a_pool():
    text = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(str, [1, 2, 3])))"
    )
    assert texts(text) == {"['1', '2', '3']\n"}
    assert explored(text).classes == 1  # who takes which item is no difference


def test_who_ends_is_a_question_of_the_schedule():
    text = (
        "import threading\nthread = threading.Thread(target=print, args=('daemon',), daemon={})\n"
        "thread.start()\nprint(thread.is_alive())\n"
    )
    assert {o.text for o in explored(text.format(True)).outcomes} == {
        "daemon\nFalse\n",
        "True\ndaemon\n",
        "True\n",
    }


@pytest.mark.parametrize("wait", ["pass", "time.sleep(.1)"])
def test_a_loop_that_waits_is_folded(wait):
    text = started(
        "global flag\nflag = True",
        f"while not flag: {wait}\nprint('seen')",
        before="import time\nflag = False",
    )
    assert texts(text) == {"seen\n"}
    assert explored(text).classes <= 4


def test_a_loop_that_waits_for_nobody_is_an_outcome():
    found = explored(started("while not flag: pass", before="flag = False"))
    assert found.complete
    assert [o.kind for o in found.outcomes] == ["endless"]


@pytest.mark.parametrize("lock", ["RLock", "Lock"])
def test_who_rings_until_it_is_heard_is_heard(lock):
    """Between two rings that nobody hears, the one who is to hear can come."""
    waits = "with door: door.wait()\nheard.append(1)"
    rings = "while not heard:\n    with door: door.notify()"
    before = f"heard = []\ndoor = threading.Condition(threading.{lock}())"
    found = explored(started(waits, rings, before=before))
    assert found.complete, found.reasons
    assert {o.kind for o in found.outcomes} == {"finished"}
    deaf = waits.replace("with door", "door.acquire()\nwith door") if lock == "Lock" else ""
    if deaf:  # it never comes to wait: then the other rings for ever
        found = explored(started(deaf, rings, before=before))
        assert "finished" not in {o.kind for o in found.outcomes}


def test_the_order_of_lines_of_different_threads_makes_no_difference_unless_asked_for():
    text = started("print('a')", "print('b')")
    assert texts(text) == {"a\nb\n"}
    assert texts(text, ordered=True) == {"a\nb\n", "b\na\n"}


def test_a_deadlock_names_its_circle():
    (deadlock,) = [o for o in explored(program("philosophers", 2)).outcomes if o.kind == "deadlock"]
    assert "Lock.acquire(forks[1]), held by Thread-2 (eat)" in deadlock.text
    assert "Lock.acquire(forks[0]), held by Thread-1 (eat)" in deadlock.text


def test_what_the_library_keeps_is_the_same_in_each_run():
    keeping = "threading.mine = getattr(threading, 'mine', 0) + 1\n"
    keeping += "threading.Thread.mine = getattr(threading.Thread, 'mine', 0) + 1\n"
    text = started(
        *["global x\nx += 1"] * 2,
        before=f"import random\n{keeping}x, dice = 0, random.random()",
        after="print(x, threads[0].name, threading.mine, threading.Thread.mine, dice)",
    )
    assert len(texts(text)) == 2
    assert all("Thread-1 (thread0) 1 1 0." in line for line in texts(text))


def test_the_same_exploration_twice():
    one, other = (list(explore(program("counter", 3)))[-1] for _ in range(2))
    assert one == other


def test_a_limit_that_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="at least"):
        list(explore("pass", limit=0))


FRAMES = """
import sys
from threading import Condition, Event, Thread

home, there = Condition(), Event()


def rest():
    with home:
        there.set()
        home.wait()


thread = Thread(target=rest)
thread.start()
there.wait()
{look}
names = []
while frame:
    names.append(frame.f_code.co_name)
    frame = frame.f_back
print("rest" in names)
with home:
    home.notify()
thread.join()
"""
LOOK = "frame = sys._current_frames()[thread.ident]"


def test_frames_of_a_thread_that_waits_are_known_and_those_of_others_are_not():
    """A thread that could go on may be at any of its lines: nothing is proved of what is seen."""
    *_, known = explore(FRAMES.format(look=f"with home:\n    {LOOK}"))
    assert known.complete, known.reasons
    *_, anywhere = explore(FRAMES.format(look=LOOK))
    assert anywhere.reasons == ["it looks at the frames of threads that are not waiting"]


# -- what is one thread's own ------------------------------------------------------------------

GENERATORS = {
    "each task goes through a generator of its own": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "def total(texts): return sum(int(t) for t in texts)\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    tasks = [pool.submit(total, [n, n]) for n in '12']\n"
        "print(*(task.result() for task in tasks))"
    ),
    "and prints what nobody knows beforehand": (
        "import threading\nitems = {'a': 1, 'b': 2}\n"
        "def work():\n"
        "    print(max((k for k in items), key=len), ','.join(str(n) for n in items.values()))\n"
        "    for n in (2 * n for k, n in items.items()): print(n)\n"
        "pair = [threading.Thread(target=work) for _ in range(2)]\n"
        "for t in pair: t.start()\nfor t in pair: t.join()"
    ),
    "thread-local data that is made when it is first asked for": (
        "import threading\nclass Tally(threading.local):\n"
        "    def __init__(self, unit): self.unit, self.count = unit, 0\n"
        "tally = Tally('boxes')\n"
        "def work():\n    tally.count += 1\n    print(tally.count, tally.unit)\n"
        "pair = [threading.Thread(target=work) for _ in range(2)]\n"
        "for t in pair: t.start()\nfor t in pair: t.join()"
    ),
}


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
@pytest.mark.parametrize("name", GENERATORS)
def test_what_is_a_thread_s_own_makes_no_class(name, level):
    found = explored(GENERATORS[name], level)
    assert found.complete, found.reasons
    assert found.classes == 1


TRANSFERS = {
    "sorted": "first, second = sorted((src, dst), key=id)",
    "compared": "first, second = (src, dst) if id(src) < id(dst) else (dst, src)",
}


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
@pytest.mark.parametrize("order", TRANSFERS)
def test_locks_in_the_order_of_their_addresses_are_proved(order, level):
    found = explored(
        "import threading\nclass Account:\n"
        "    def __init__(self): self.balance, self.lock = 10, threading.Lock()\n"
        "def transfer(src, dst, n):\n"
        f"    {TRANSFERS[order]}\n"
        "    with first.lock, second.lock:\n        src.balance -= n\n        dst.balance += n\n"
        "a, b = Account(), Account()\n"
        "pair = [threading.Thread(target=transfer, args=x) for x in ((a, b, 1), (b, a, 2))]\n"
        "for t in pair: t.start()\nfor t in pair: t.join()\nprint(a.balance, b.balance)",
        level,
    )
    assert found.complete, found.reasons
    assert [(o.kind, o.text) for o in found.outcomes] == [("finished", "11 9\n")]


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
def test_callbacks_of_futures(level):
    found = texts(
        "from concurrent.futures import ThreadPoolExecutor\ndone = []\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    for n in range(2):\n"
        "        pool.submit(abs, n).add_done_callback(lambda f: done.append(f.result()))\n"
        "print(*done)",
        level,
    )
    assert found == {"0 1\n", "1 0\n"}


def test_a_task_starts_when_a_worker_is_free():
    """However few points there are at which another could go on."""
    text = (
        "import time\nfrom concurrent.futures import ThreadPoolExecutor\n"
        "def work(n):\n    time.sleep(0.5)\n    return 60 / n\n"
        "with ThreadPoolExecutor(2) as pool:\n"
        "    futures = [pool.submit(work, n) for n in range(4)]\n"
        "print(sum(future.done() for future in futures))\nprint(futures[0].exception())"
    )
    runs = explore(text, "p.py", Options(level="free-threaded"), witnesses=False)
    assert {found.last.seconds for found in runs if found.last} == {1.0}
