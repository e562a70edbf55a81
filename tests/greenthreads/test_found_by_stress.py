"""What real threads did though it had been proved impossible: kept small, one by one.

Found by `real_threads.py`.
"""

import pytest
from test_exploration import explored, started, texts

LEVELS = ["gil", "free-threaded"]
both = pytest.mark.parametrize("level", LEVELS)


@both
def test_what_is_done_before_a_join_does_not_come_after_the_end(level):
    text = (
        "import threading\nlog = []\n"
        "threads = [threading.Thread(target=log.append, args=(n,)) for n in 'ab']\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join(0.05)\n"
        "log.append('-')\n"
        "for t in threads: t.join()\n"
        "print(*log)"
    )
    orders = {"a b -", "b a -", "a - b", "b - a", "- a b", "- b a"}
    assert texts(text, level) == {f"{order}\n" for order in orders}


@both
def test_a_parent_goes_on_while_its_child_does(level):
    text = started(
        "child = threading.Thread(target=log.append, args=('child',))\n"
        "child.start()\nlog.append('parent')\nchild.join()",
        before="log = []",
        after="print(*log)",
    )
    assert texts(text, level) == {"child parent\n", "parent child\n"}


@both
def test_a_function_in_c_as_the_target_of_a_thread(level):
    text = (
        "import threading\nitems = []\n"
        "threads = [threading.Thread(target=items.append, args=(n,)) for n in 'ab']\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n"
        "print(*items)"
    )
    assert texts(text, level) == {"a b\n", "b a\n"}


@both
@pytest.mark.parametrize(
    ("made", "called"),
    [
        ("timers = [threading.Timer(0, items.append, (n,)) for n in 'ab']", ""),
        (
            "from concurrent.futures import ThreadPoolExecutor",
            "with ThreadPoolExecutor(2) as pool:\n    for n in 'ab': pool.submit(items.append, n)",
        ),
    ],
    ids=["a timer", "a pool"],
)
def test_a_function_in_c_that_the_library_calls(made, called, level):
    calls = called or "for t in timers: t.start()\nfor t in timers: t.join()"
    text = f"import threading\nitems = []\n{made}\n{calls}\nprint(*items)"
    assert texts(text, level) == {"a b\n", "b a\n"}


LOST = {
    "a function's attribute": ("def f(): pass\nf.n = 0", "f.n += 1", "f.n"),
    "an exception's attribute": ("f = ValueError()\nf.n = 0", "f.n += 1", "f.n"),
    "object.__setattr__": (
        "class Box: pass\nf = Box()\nf.n = 0",
        "object.__setattr__(f, 'n', f.n + 1)",
        "f.n",
    ),
    "operator.setitem": (
        "import operator\nf = {'n': 0}",
        "operator.setitem(f, 'n', f['n'] + 1)",
        "f['n']",
    ),
}


@pytest.mark.parametrize("name", LOST)
def test_updates_that_get_lost(name):
    before, update, result = LOST[name]
    text = started(update, update, before=before, after=f"print({result})")
    assert texts(text) == {"1\n", "2\n"}


@both
def test_a_function_that_keeps_its_results_may_run_twice(level):
    text = started(
        *["f(3)"] * 2,
        before="from functools import lru_cache\ncalls = []\n"
        "@lru_cache\ndef f(n):\n    calls.append(n)\n    return n",
        after="print(len(calls))",
    )
    assert texts(text, level) == {"1\n", "2\n"}


@both
def test_a_generator_cannot_be_run_by_two(level):
    take = "try: got.append(next(numbers))\nexcept ValueError: got.append('busy')"
    text = started(
        *[take] * 2,
        before="def count():\n    n = 0\n    while True:\n        n += 1\n        yield n\n"
        "numbers, got = count(), []",
        after="print(*sorted(map(str, got)))",
    )
    assert texts(text, level) == {"1 2\n", "1 busy\n"}


@both
def test_who_starts_a_thread_first_gives_it_the_lower_number(level):
    text = started(
        *[f"names[{who!r}] = int(threading.Thread().name.split('-')[1])" for who in "ab"],
        before="names = {}",
        after="print(names['a'] - names['b'])",
    )
    assert texts(text, level) == {"1\n", "-1\n"}


@both
def test_a_barrier_may_be_aborted_when_one_has_gone(level):
    arrive = (
        "try:\n    barrier.wait()\n    seen.append('through')\n"
        "except threading.BrokenBarrierError:\n    seen.append('broken')"
    )
    text = started(
        arrive,
        arrive,
        "barrier.abort()",
        before="barrier, seen = threading.Barrier(2), []",
        after="print(*sorted(seen))",
    )
    assert texts(text, level) == {"broken broken\n", "broken through\n", "through through\n"}


@both
def test_two_write_to_one_text(level):
    text = started(
        *[f"page.write({name!r})" for name in "ab"],
        before="import io\npage = io.StringIO()",
        after="print(page.getvalue())",
    )
    assert texts(text, level) == {"ab\n", "ba\n"}


# What is done in pieces, or by code that is not watched, and shared: no proof.
PIECES = {
    "a comparison": ("f = [0, 0]", "f[0] = 1\nf[1] = 1", "f == [0, 1]"),
    "in": ("f = [0, 0, 7]", "f[0] = 7\nf[2] = 0", "7 in f"),
    "index": ("f = [0, 0, 7]", "f[0] = 7\nf[2] = 0", "f.index(7)"),
    "a set of a list": ("f = [0, 0, 7]", "f[0] = 7\nf[2] = 0", "set(f)"),
    "print of two": ("f, g = [], []", "f.append(1)\ng.append(1)", "print(f, g)"),
    "an iterator": ("f = iter([1, 2, 3])", "next(f)", "next(f)"),
    "print to a text": ("import io\nf = io.StringIO()", "print(1, file=f)", "print(2, file=f)"),
}
UNWATCHED = {
    "a cached property": (
        "from functools import cached_property\nclass Box:\n    @cached_property\n"
        "    def n(self): return 1\nf = Box()",
        "f.n",
        "f.n",
    ),
    "the environment": (
        "import os\nos.environ['N'] = '0'",
        "os.environ['N'] = '1'",
        "os.environ['N'] = '2'",
    ),
    "__dict__": ("class Box: n = 0\nf = Box()", "f.__dict__['n'] = 1", "f.n = 2"),
    "vars, kept": ("class Box: pass\nf = Box()\nf.n = 0\ng = vars(f)", "g['n'] = 1", "f.n = 2"),
    "random.shuffle": ("import random\nf = [1, 2]", "random.shuffle(f)", "f.append(3)"),
}


@pytest.mark.parametrize("name", PIECES)
def test_what_is_done_in_pieces_without_the_gil_is_no_proof(name):
    before, change, look = PIECES[name]
    found = explored(started(change, look, before=before))
    assert not found.complete
    assert any("two threads share" in reason for reason in found.reasons), found.reasons
    assert explored(started(change, "pass", before=before)).complete
    assert explored(started("pass", look, before=before)).complete


@pytest.mark.parametrize("name", ["a comparison", "in", "index", "print of two", "an iterator"])
def test_with_the_gil_it_is_done_at_once(name):
    before, change, look = PIECES[name]
    assert explored(started(change, look, before=before), "gil").complete


@both
@pytest.mark.parametrize("name", UNWATCHED)
def test_what_code_that_is_not_watched_does_is_no_proof(name, level):
    before, change, look = UNWATCHED[name]
    assert not explored(started(change, look, before=before), level).complete


@pytest.mark.parametrize("name", ["a cached property", "the environment", "random.shuffle"])
def test_that_is_no_matter_where_only_one_thread_does_it(name):
    before, change, _ = UNWATCHED[name]
    assert explored(started(change, "pass", before=before)).complete


@both
def test_a_program_does_not_end_while_a_thread_waits(level):
    text = (
        "import threading\nnobody = threading.Semaphore(0)\n"
        "threading.Thread(target=nobody.acquire{}).start()\nprint('end of main')"
    )
    found = explored(text.format(""), level)
    assert found.complete
    assert [outcome.kind for outcome in found.outcomes] == ["deadlock"]
    assert texts(text.format(", daemon=True"), level) == {"end of main\n"}


@both
def test_how_many_threads_there_are_is_a_question_of_the_schedule(level):
    text = (
        "import threading\nthreads = [threading.Thread(target=str) for _ in range(2)]\n"
        "for t in threads: t.start()\nprint(threading.active_count())\n"
        "for t in threads: t.join()"
    )
    assert texts(text, level) == {"1\n", "2\n", "3\n"}


@both
def test_a_lock_that_another_thread_gives_back(level):
    text = started(
        "lock.acquire()",
        "try: lock.release()\nexcept RuntimeError: log.append('too early')",
        before="lock, log = threading.Lock(), []",
        after="print(lock.locked(), *log)",
    )
    assert texts(text, level) == {"False\n", "True too early\n"}


@both
def test_who_waits_at_a_gate_could_have_come_first(level):
    text = (
        "import threading\ngate, log = threading.Semaphore(1), []\n"
        "def work(name):\n    gate.acquire()\n    log.append(name)\n"
        "threads = [threading.Thread(target=work, args=(name,)) for name in 'ab']\n"
        "for t in threads: t.start()\n"
        "threads[0].join(.1)\nthreads[1].join(.1)\nlog.append('-')\ngate.release()\n"
        "for t in threads: t.join()\nprint(*log)"
    )
    assert texts(text, level) == {"a - b\n", "b - a\n", "- a b\n", "- b a\n"}


HANDED_OVER = {
    "a lock": ("e = threading.Lock()\ne.acquire()", "e.release()", "e.acquire()"),
    "a semaphore": ("e = threading.Semaphore(0)", "e.release()", "e.acquire()"),
    "an event": ("e = threading.Event()", "e.set()", "e.wait()"),
    "a queue": ("import queue\ne = queue.Queue()", "e.put(1)", "e.get()"),
    "a simple queue": ("import queue\ne = queue.SimpleQueue()", "e.put(1)", "e.get()"),
    "a queue's end": ("import queue\ne = queue.Queue()\ne.put(1)", "e.task_done()", "e.join()"),
    "a future": ("import concurrent.futures\ne = concurrent.futures.Future()",)
    + ("e.set_result(1)", "e.result()"),
}


@both
@pytest.mark.parametrize("name", HANDED_OVER)
def test_who_is_let_go_on_need_not_wait_for_what_comes_after(name, level):
    before, give, take = HANDED_OVER[name]
    text = started(f"global y\n{give}\ny = 1", f"{take}\nprint(y)", before=f"{before}\ny = 0")
    assert texts(text, level) == {"0\n", "1\n"}


@pytest.mark.parametrize(
    "before",
    ["class B:\n    def __del__(self): pass", "import weakref\nclass B: pass"],
    ids=["__del__", "weakref"],
)
def test_who_asks_when_an_object_dies_gets_no_proof(before):
    text = started("global b\nb = None", "s.append(1)", before=f"{before}\ns = []\nb = B()")
    assert not explored(text).complete


@both
def test_items_are_read_before_the_call_that_they_are_given_to(level):
    text = started(
        "s.append(tuple_of(*items))",
        "items[0] = 5\nitems.append(7)",
        before="items, s = [1, 2], []\ndef tuple_of(*args): return args",
        after="print(*s)",
    )
    assert texts(text, level) >= {"(1, 2)\n", "(5, 2, 7)\n"}


def test_two_who_start_one_thread_get_no_proof():
    before = "child, log = threading.Thread(target=str), []"
    start = "try: child.start()\nexcept RuntimeError: log.append('twice')"
    assert not explored(started(start, start, before=before)).complete
    assert explored(started(start, "pass", before=before)).complete


@both
def test_a_thread_has_no_number_before_it_is_started(level):
    text = started(
        "child.start()",
        "log.append(child.ident is None)",
        before="child, log = threading.Thread(target=str), []",
        after="print(*log)",
    )
    found = explored(text, level)
    assert not found.complete
    assert {outcome.text for outcome in found.outcomes} == {"True\n", "False\n"}


@both
def test_a_loop_that_looks_under_a_lock_is_folded(level):
    text = started(
        "while True:\n    with lock:\n        if ready: break",
        "global ready\nwith lock: ready = True",
        before="lock, ready = threading.Lock(), False",
        after="print('done')",
    )
    assert texts(text, level) == {"done\n"}
