"""Threads that start without the library's books: who could tell has the library's own."""

import gc
import math
import threading
import tracemalloc
from typing import ClassVar

import pytest
from known_classes import program as known
from test_exploration import explored, started, texts

from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.exploration import explore
from greenthreads.exploration.operands import usage_of
from greenthreads.exploration.starting import TOO_EARLY, Started, can_tell
from greenthreads.preemption import codes_in

MOST_KEPT = 200  # bytes of a run
PAIR = "pair = [threading.Thread(target=print) for _ in range(2)]\nfor t in pair: t.start()\n"
TELLS = {
    "it looks at the event that a thread has": "print(pair[0]._started)",
    "it takes the lock of the books": "with threading._active_limbo_lock: pass",
    "it reads the books": "print(len(threading._active), len(threading._limbo))",
    "it looks at the set that a fork looks at": "print(len(threading._dangling))",
    "it sets a name of the library": "threading.Event = None",
    "it sets a name of the library's, on whatever": "threading.current_thread = lambda: None",
    "its threads are told apart by its own code": (
        "class Mine(threading.Thread):\n    def __hash__(self): return 1"
    ),
    "its threads say what they equal": (
        "class Mine(threading.Thread):\n    def __eq__(self, other): return self is other"
    ),
    "its threads do something when they are let go": (
        "class Mine(threading.Thread):\n    def __del__(self): print('gone')"
    ),
    "its threads hear of what is set": (
        "class Mine(threading.Thread):\n"
        "    def __setattr__(self, name, value): object.__setattr__(self, name, value)"
    ),
    "it deletes threads by another way": (
        "class Mine(threading.Thread):\n    def _delete(self): super()._delete()"
    ),
    "it reaches what nobody sees": "vars(pair[0])['_st' + 'arted']",
    "it runs a text": "exec('pass')",
}
CANNOT = {
    "it starts threads and joins them": "for t in pair: t.join()",
    "it asks whether they live": "print(pair[0].is_alive(), threading.active_count())",
    "its threads have a class of their own": (
        "class Mine(threading.Thread):\n    def run(self): print(self.name)"
    ),
    "its objects have other methods": "class Box:\n    def __len__(self): return 1",
    "it has events of its own": "done = threading.Event()\ndone.set()",
}


def told(line):
    code = compile(f"import threading\n{PAIR}{line}", "p.py", "exec")
    codes = list(codes_in(code))
    return can_tell(codes, usage_of(*codes), threading)


@pytest.mark.parametrize("name", TELLS)
def test_who_could_tell_how_threads_start_is_known(name):
    assert told(TELLS[name])


@pytest.mark.parametrize("name", CANNOT)
def test_who_could_not_is_known_as_well(name):
    assert not told(CANNOT[name])


PROGRAMS = {
    "a counter": started("global n\nn += 1", "global n\nn += 1", before="n = 0", after="print(n)"),
    "one that fails": started("1 / 0", "print('there')"),
    "one that starts another": started(
        "inner = threading.Thread(target=print, args=('in',))\ninner.start()\ninner.join()",
        "print(threading.active_count() > 1)",
    ),
    "one that is asked for": started("pass", "print(threads[0].is_alive())"),
    "who comes first": started(
        "log.append(1)", "log.append(2)", before="log = []", after="print(*log)"
    ),
}


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_library_s_own_start_has_the_same_classes(name, level):
    """The name `_started`, which nobody asks for, gives a program the library's."""
    simple, own = (explored(text, level) for text in (PROGRAMS[name], f"{PROGRAMS[name]}\n{NAMED}"))
    assert simple.complete == own.complete
    assert simple.classes == own.classes
    found = [sorted((o.kind, o.text, o.classes) for o in one.outcomes) for one in (simple, own)]
    assert found[0] == found[1]


NAMED = "if 0: threads._started"


def test_the_library_s_own_is_in_use_there():
    """Else the test above would compare the same with itself."""
    show = "print(type(threading.Thread()._st" + "arted).__name__)"
    hidden = "import threading\nkind = type(threading.Thread().__dict__['_started'])\n"
    assert told(show)
    assert texts(f"import threading\n{show}") == {"Event\n"}
    assert told(f"{hidden}print(kind)")


def test_code_that_runs_before_its_thread_has_begun_is_no_proof():
    """A turn may end in it, then; but who has started the thread would go on too early."""

    class Scheduler:
        reasons: ClassVar = {}

        def leave_if_over(self):
            pass

    kind = type("Started", (Started,), {"__slots__": (), "_scheduler": Scheduler()})
    flag = kind()
    assert not flag.is_set()
    assert flag.wait() is False
    assert list(Scheduler.reasons) == [TOO_EARLY]
    flag.set()
    Scheduler.reasons.clear()
    assert flag.is_set()
    assert flag.wait() is True
    assert not Scheduler.reasons


# -- stacks that are kept ----------------------------------------------------------------------


def test_a_stack_is_used_again_by_the_next_run(monkeypatch):
    """To make one takes longer than to start a thread on one that is there."""
    made = []
    new = GreenletBackend._new_stack
    monkeypatch.setattr(
        GreenletBackend, "_new_stack", lambda self: made.append(new(self)) or made[-1]
    )
    backend = GreenletBackend()
    *_, found = explore(known("counter", 3), "p.py", backend=backend, witnesses=False)
    assert found.runs == 37
    assert len(made) == 4  # of the main thread and three more, for all runs together
    assert not backend._parked
    assert all(stack.dead for stack in made)


@pytest.mark.parametrize("end", ["raise SystemExit", "1 / 0", "threading.Lock().acquire(0)"])
def test_a_stack_is_as_new_for_the_next_thread(end):
    """Whatever a thread ended by, or left in its context, the next on its stack does not see."""
    found = explored(
        "import contextvars, sys, threading\nseen = []\n"
        "var = contextvars.ContextVar('v', default=0)\n"
        f"def work():\n    seen.append((var.get(), sys.exception()))\n    var.set(1)\n    {end}\n"
        "for _ in range(3):\n"
        "    t = threading.Thread(target=work)\n    t.start()\n    t.join()\n"
        "print(*seen)"
    )
    assert [o.text.partition("\n")[0] for o in found.outcomes] == ["(0, None) " * 2 + "(0, None)"]


@pytest.mark.parametrize(
    ("writes", "from_run", "to_run"),
    [(6, 200, 900), pytest.param(7, 500, 3000, marks=pytest.mark.slow)],
)
def test_the_memory_of_thousands_of_runs_is_flat(writes, from_run, to_run):
    """Of a class only a number is kept that tells it apart; all these come to one outcome."""
    write = "global n\n" + "n = 1\n" * writes
    sizes = {}
    tracemalloc.start()
    try:
        for progress in explore(
            started(write, write, before="n = 0"), "p.py", witnesses=False, races=False
        ):
            if progress.runs in (from_run, to_run):
                gc.collect()
                sizes[progress.runs] = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert progress.complete
    assert progress.classes == math.comb(2 * writes, writes)
    assert (sizes[to_run] - sizes[from_run]) / (to_run - from_run) < MOST_KEPT, sizes


def test_threads_of_runs_before_are_gone():
    """Neither the library's books nor the process keep a thread of an earlier run."""
    before = threading.active_count()
    text = (
        "import threading\n"
        "pair = [threading.Thread(target=int) for _ in range(2)]\n"
        "for t in pair: t.start()\nfor t in pair: t.join()\n"
        "print(threading.active_count(), len(threading.enumerate()))"
    )
    assert texts(text) == {"1 1\n"}
    assert threading.active_count() == before
