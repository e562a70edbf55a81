"""What real threads can do and an exploration had proved impossible: kept small, one by one.

Found by typing what readers type, and comparing with runs on real threads.
"""

import textwrap

import pytest
from test_exploration import explored, texts

LEVELS = ["gil", "free-threaded"]
both = pytest.mark.parametrize("level", LEVELS)


def two(before, first, second, after=""):
    """A program: two threads do this."""
    indented = [textwrap.indent(body, "    ") for body in (first, second)]
    return (
        f"import threading\n{before}\n"
        f"def one():\n    global x\n{indented[0]}\ndef other():\n    global x\n{indented[1]}\n"
        "threads = [threading.Thread(target=f) for f in (one, other)]\n"
        "for t in threads: t.start()\nfor t in threads: t.join()\n" + after
    )


RECORD = (
    "from dataclasses import dataclass, field\n"
    "@dataclass\nclass Record:\n    log: list = field(default_factory=list)\nr = Record()"
)
LOG = (
    "import logging, sys\nlog = logging.getLogger('mine')\nlog.handlers.clear()\n"
    "log.propagate = False\nlog.addHandler(logging.StreamHandler(sys.stdout))\nlog.setLevel('INFO')"
)
BOX = "class Box: pass\nbox = Box()\nbox.n = 0"
# Before, one thread, the other thread, what is printed.
LOOKS = {
    "print of a dataclass": (RECORD, "r.log.append(1)", "print(r)", "Record(log=[])", "1"),
    "== of dataclasses": (RECORD, "r.log.append(1)", "print(r == Record([1]))", "True", "False"),
    "print of a namespace": (
        *("import types\nn = types.SimpleNamespace(x=0)", "n.x = 1", "print(n)"),
        *("namespace(x=0)", "namespace(x=1)"),
    ),
    "the level of a logger": (LOG, "log.setLevel('ERROR')", "log.info('heard')", "heard", ""),
    "a logger that is switched off": (LOG, "log.disabled = True", "log.info('x')", "x", ""),
    "operator.attrgetter": (
        *(f"import operator\n{BOX}\nget = operator.attrgetter('n')", "box.n = 1"),
        *("print(get(box))", "0", "1"),
    ),
    "operator.methodcaller": (
        *("import operator\nitems = []\nadd = operator.methodcaller('append', 1)", "add(items)"),
        *("print(len(items))", "0", "1"),
    ),
    "str.format": (BOX, "box.n = 1", "print('{0.n}'.format(box))", "0", "1"),
    "a class that inherits from list": (
        *("class Items(list): pass\nitems = []", "items.append(1)", "print(Items(items))"),
        *("[]", "[1]"),
    ),
    "a mapping proxy": (
        *("import types\nd = {1: 0}\nm = types.MappingProxyType(d)", "d[1] = 1"),
        *("if m[1]: print('set')", "", "set"),
    ),
    "the text of an exception": (
        *("items = []\ne = ValueError(items)", "items.append(1)", "print(str(e))", "[]", "[1]"),
    ),
    "the name of the main thread": (
        *("main = threading.current_thread()", "main.name = 'New'"),
        *("print(threading.main_thread().name)", "MainThread", "New"),
    ),
}


@both
@pytest.mark.parametrize("name", LOOKS)
def test_who_looks_comes_before_or_after_who_changes(name, level):
    before, change, look, *printed = LOOKS[name]
    found = {o.text.strip() for o in explored(two(before, change, look), level).outcomes}
    assert len(found) == 2
    for one in printed:
        assert any(one in text for text in found)


TWICE = {
    "a queue's deque": (
        *("import queue\nq = queue.Queue()", "q.put(1)", "d = q.queue\nprint(len(d), len(d))"),
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "around a function of the library": (
        *("x = 0", "x = 1", "a = x; threading.current_thread(); b = x\nprint(a, b)"),
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "around a clock": (
        *("import time\nx = 0", "x = 1", "a = x; time.monotonic(); b = x\nprint(a, b)"),
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "around a property of the library": (
        *("x = 0\nme = threading.current_thread()", "x = 1"),
        "a = x; me.daemon; b = x\nprint(a, b)",
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "around an attribute of an enum's member": (
        *("import enum\nE = enum.Enum('E', 'A B')\nx = E.A", "x = E.B"),
        *("a = x.value; b = x.value\nprint(a, b)", {"1 1\n", "1 2\n", "2 2\n"}),
    ),
}


@both
@pytest.mark.parametrize("name", TWICE)
def test_who_looks_twice_may_see_a_change(name, level):
    *program, printed = TWICE[name]
    assert texts(two(*program), level) == printed


@both
def test_an_operator_of_the_librarys_own_python_is_no_single_step(level):
    before = "from fractions import Fraction\nx = Fraction(0)\nhalf = Fraction(1, 2)"
    assert texts(two(before, "x += half", "x += half", "print(x)"), level) == {"1\n", "1/2\n"}


@both
def test_a_timer_may_fire_when_it_has_just_been_cancelled(level):
    text = (
        "import threading\nlog = []\n"
        "t = threading.Timer(0.1, lambda: log.append('fired'))\n"
        "t.start()\nt.cancel()\nlog.append('cancelled')\nt.join()\nprint(*log)"
    )
    assert texts(text, level) == {"cancelled\n", "fired cancelled\n", "cancelled fired\n"}


@both
def test_which_thread_draws_a_random_number_first(level):
    before = "import random\nrandom.seed(1)\nn = {}"
    draw = "n['{}'] = random.randint(1, 1000)"
    found = texts(two(before, draw.format("a"), draw.format("b"), "print(n['a'] < n['b'])"), level)
    assert found == {"True\n", "False\n"}


@both
def test_what_a_default_dictionary_makes_may_be_made_twice(level):
    before = (
        "from collections import defaultdict\nmade = []\n"
        "def make():\n    made.append(1)\n    return []\nd = defaultdict(make)"
    )
    found = texts(two(before, "d[0].append(1)", "d[0].append(2)", "print(len(made), *d[0])"), level)
    assert {"1 1 2\n", "2 1\n", "2 2\n"} <= found


KEY = """
x = 0
d = {}
class Key:
    def __hash__(self):
        global x
        x += 1
        return abs(1)
"""


@both
def test_an_item_is_put_where_its_key_has_been_hashed(level):
    """With the GIL a turn may end in the program's `__hash__`, before the item is there."""
    between = set() if level == "gil" else {"0 1\n"}
    found = texts(two(KEY, "d[Key()] = 1", "print(x, len(d))"), level)
    assert found == {"0 0\n", "1 0\n", "1 1\n"} | between


@both
@pytest.mark.parametrize("look", ["print(len(list(it)))", "print(len([*it]))"])
def test_who_goes_through_a_shared_iterator_leaves_nothing(look, level):
    found = explored(two("it = iter([1, 2])", look, look), level)
    assert {o.text for o in found.outcomes} >= {"2\n0\n", "0\n2\n"} or not found.complete
    assert found.classes == 2


@both
def test_an_iterator_that_goes_through_a_shared_list(level):
    before = "import itertools\nitems = [1]\nit = itertools.chain(items, [9])"
    found = explored(two(before, "items.append(2)", "print(list(it))"), level)
    assert {o.text for o in found.outcomes} == {"[1, 9]\n", "[1, 2, 9]\n"}


STDOUT = "import sys, io\npaper = io.StringIO()\nold = sys.stdout"


def test_stdout_may_be_another_for_a_moment():
    found = texts(two(STDOUT, "sys.stdout = paper\nsys.stdout = old", "print('x')"))
    assert found == {"x\n", ""}


REFUSED = {
    "contextlib.redirect_stdout": (
        "import contextlib, io\npaper = io.StringIO()",
        *["with contextlib.redirect_stdout(paper): print('x')"] * 2,
    ),
    "functools.partial": (
        *("import functools\nitems = [1]\ntotal = functools.partial(sum, items)",),
        *("items.append(2)", "print(total())"),
    ),
    "dataclasses.asdict": (
        *(f"import dataclasses\n{RECORD}", "r.log.append(1)", "print(dataclasses.asdict(r))"),
    ),
    "collections.ChainMap": (
        *("import collections\na = {}\nc = collections.ChainMap(a, {1: 0})", "a[1] = 1"),
        "print(c[1], c.get(1))",
    ),
    "warnings.simplefilter": (
        *("import warnings", "warnings.simplefilter('error')", "warnings.warn('x')"),
    ),
    "repr of a thread": (
        *("t = threading.Thread(target=print)", "t.start()", "print('initial' in repr(t))"),
        "t.join()",
    ),
}


@both
@pytest.mark.parametrize("name", REFUSED)
def test_what_code_of_the_library_does_step_by_step_is_no_proof(name, level):
    assert not explored(two(*REFUSED[name]), level).complete


def test_a_context_manager_of_the_programs_own_is_proved():
    before = (
        "from contextlib import contextmanager\nx = 0\n"
        "@contextmanager\ndef deeper():\n    global x\n    x += 1\n    yield x\n    x -= 1"
    )
    enter = "with deeper() as d: print(d)"
    found = explored(two(before, enter, enter, "print(x)"), "gil")
    assert found.complete


@both
def test_where_an_object_lies_is_no_difference(level):
    """And an outcome whose text has an address has a witness."""
    fail = "d[Key(x)]"
    before = "x = 0\nd = {}\nclass Key:\n    def __init__(self, n): self.n = n"
    found = explored(two(before, f"x = 1\n{fail}", fail), level)
    again = explored(two(before, f"x = 1\n{fail}", fail), level)
    assert found.complete
    assert all(o.witness for o in found.outcomes)
    assert [o.text for o in found.outcomes] == [o.text for o in again.outcomes]
    assert len(found.outcomes) == 1
    assert "object at 0x…" in found.outcomes[0].text


EYES = """
import threading
ran = []
class Meta(type):
    def __eq__(self, other): ran.append("class eq"); return False
    def __hash__(self): ran.append("class hash"); return 7
class Odd(metaclass=Meta):
    @property
    def __class__(self): ran.append("class"); return int
    @property
    def __dict__(self): ran.append("dict"); return {}
    def __getattribute__(self, name):
        ran.append(name)
        return object.__getattribute__(self, name)
    def __repr__(self): ran.append("repr"); raise ValueError
    def __eq__(self, other): ran.append("eq"); return False
    def __hash__(self): return 5
    def __bool__(self): ran.append("bool"); return True
class Items(list):
    def __iter__(self): ran.append("iter"); return iter([])
    def __len__(self): ran.append("len"); return 9
class Named(dict):
    def values(self): ran.append("values"); return []
    def __contains__(self, key): ran.append("contains"); return True
class Text(str):
    def __eq__(self, other): ran.append("text eq"); return str.__eq__(self, other)
    def __hash__(self): ran.append("text hash"); return str.__hash__(self)
odd, key = Odd(), Text("key")
items, named, table = Items([1]), Named(a=1), {"key": 1}
ran.clear()
def work():
    odd.n = 1
    named["a"] = 2
    items.append(odd)
    table["odd"] = [odd, items, named]
    table["odd"].append(key)
    both = [table["odd"], odd]
    id(both)
    table.get("odd")
threads = [threading.Thread(target=work) for _ in range(2)]
for t in threads: t.start()
for t in threads: t.join()
print(*sorted(set(ran)))
"""


@both
def test_to_look_at_a_value_runs_no_code_of_the_program(level):
    assert {o.text for o in explored(EYES, level, limit=20, witnesses=False).outcomes} == {"\n"}


EQUAL = (
    "class Key:\n    def __hash__(self): return 1\n    def __eq__(self, other): return True\n"
    "d = {Key(): [0]}\nk = Key()\ninner = d[k]"
)
NEW = "def wait(a): return a"
BOXES = "box = [iter([1, 2])]\nsame = [box]"
# What one thread does, what the other does, what is printed.
UNKNOWN = {
    "an item behind a key with a hash of its own": (
        *(EQUAL, "a = d[k][0]; wait(1); b = d[k][0]\nprint(a, b)", "inner[0] = 1"),
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "an item that is set behind such a key": (
        *(EQUAL, "a = inner[0]; wait(1); b = inner[0]\nprint(a, b)", "d[k][0] = 1"),
        {"0 0\n", "0 1\n", "1 1\n"},
    ),
    "a new list that has a name already": (
        *("x = None", "print((x := [0]), wait(1))", "y = x\nif y is not None: y.append(1)"),
        {"[0] 1\n", "[0, 1] 1\n"},
    ),
    "a new list that an attribute has already": (
        *(f"{BOX}\nbox.n = None\ndef show(a, b): print(a)",),
        "def keep(a): box.n = a\nshow((y := [0]), keep(y))",
        "y = box.n\nif y is not None: y.append(1)",
        {"[0]\n", "[0, 1]\n"},
    ),
}


@both
@pytest.mark.parametrize("name", UNKNOWN)
def test_a_value_is_what_the_instruction_gives(name, level):
    """Not what a method gives that the instruction calls back, nor new when it has a name."""
    before, first, second, printed = UNKNOWN[name]
    assert texts(two(f"{NEW}\n{before}", first, second), level) == printed


@both
@pytest.mark.parametrize("items", ["box[0]", "it"])
def test_an_iterator_that_another_thread_can_come_to(items, level):
    loop = f"it = box[0]\nfor n in {items}: print(n)"
    found = explored(two(BOXES, loop, "print(next(max(same, key=len)[0], 9))"), level)
    some = {"1\n2\n9\n", "1\n2\n", "2\n1\n"}
    assert {"".join(sorted(o.text)) for o in found.outcomes} >= {"".join(sorted(o)) for o in some}


@both
def test_what_max_goes_by_is_not_what_it_gives(level):
    before = f"{NEW}\nitems = [[0], [0]]\ninner = items[0]"
    look = "max(items, key=lambda i: 0)[0]"
    look = f"a = {look}; wait(1)\nb = {look}\nprint(a, b)"
    found = explored(two(before, look, "inner[0] = 1"), level)
    assert {o.text for o in found.outcomes} == {"0 0\n", "0 1\n", "1 1\n"}


OTHER = "new = threading.Thread(target=lambda: None)"
JOIN = "try:\n    new.join(); print('joined')\nexcept RuntimeError: print('not started')"
COUNT = "for one in threading.enumerate():\n    if one is new: print(one.is_alive())"
DAEMON = "try:\n    new.daemon = True; print('set')\nexcept RuntimeError: print('too late')"
NOW = "new.start()"
# What there is before, what one thread does, what the other does, what can be printed.
STARTED_BY_ANOTHER = {
    "is_alive": (OTHER, NOW, "print(new.is_alive())", {"True\n", "False\n"}),
    "join": (OTHER, NOW, JOIN, {"joined\n", "not started\n"}),
    "active_count": (OTHER, NOW, "print(threading.active_count())", {"2\n", "3\n", "4\n"}),
    # It is there before it has started, and when it has, it may be gone when it is asked.
    "enumerate, then is_alive": (OTHER, NOW, COUNT, {"", "True\n", "False\n"}),
    "enumerate, then join": (
        *(
            OTHER,
            NOW,
            COUNT.replace("print(one.is_alive())", "\n" + textwrap.indent(JOIN, " " * 8)),
        ),
        {"", "joined\n", "not started\n"},
    ),
    "daemon": (OTHER, NOW, DAEMON, {"set\n", "too late\n"}),
    "a barrier's action": (
        "x = 0\ndef act():\n    global x\n    x += 1\nb = threading.Barrier(1, act)",
        *("b.wait()", "x += 1\nb.wait()"),
        {"3\n"},
    ),
}


@both
@pytest.mark.parametrize("name", STARTED_BY_ANOTHER)
def test_a_thread_that_another_thread_starts(name, level):
    before, first, second, printed = STARTED_BY_ANOTHER[name]
    after = "new.join()" if before == OTHER else "print(x)"
    lost = {"2\n"} if "x += 1" in second and level == "free-threaded" else set()
    assert texts(two(before, first, second, after), level) == printed | lost


@both
@pytest.mark.parametrize(
    "look",
    ["print(new.ident is None, new.is_alive())", "print('initial' in repr(new))", "new.start()"],
)
def test_what_a_thread_is_while_it_is_started_is_no_proof(look, level):
    """Its number is there before it is alive; who starts it as well fails in one way or another."""
    assert not explored(two(OTHER, NOW, look, "new.join()"), level).complete


@both
def test_what_is_looked_at_while_a_barrier_s_action_runs(level):
    before = "def act():\n    global x\n    x = 1\n    x = 2\nx = 0\nb = threading.Barrier(1, act)"
    found = texts(two(before, "b.wait()", "print(x)"), level)
    assert found == {"0\n", "2\n"} | ({"1\n"} if level == "free-threaded" else set())
    assert not explored(two(before, "b.wait()", "print(b.n_waiting)"), level).complete


@both
def test_a_barrier_with_an_action_may_be_aborted_or_fail(level):
    wait = "try: b.wait(); print('through')\nexcept Exception as e: print(type(e).__name__)"
    before = "def act(): raise ValueError\nb = threading.Barrier(2, act)"
    assert texts(two(before, wait, wait), level) == {
        "ValueError\nBrokenBarrierError\n",
        "BrokenBarrierError\nValueError\n",
    }
    before = "b = threading.Barrier(1, lambda: None)"
    found = texts(two(before, wait, "b.abort()"), level)
    assert found == {"through\n", "BrokenBarrierError\n"}


BY_KEY = "from collections import defaultdict\nd = defaultdict({})"
MADE = {
    "list": ("d[0].append(1)", "d[0].append(2)", {"1 2", "2 1"}, {"1", "2"}),
    "int": ("d[0] += 1", "d[0] += 1", {"2"}, {"1"}),
}


@both
@pytest.mark.parametrize("kind", MADE)
def test_without_the_gil_an_item_is_made_twice(kind, level):
    first, second, printed, lost = MADE[kind]
    after = "print(*d[0])" if kind == "list" else "print(d[0])"
    found = texts(two(BY_KEY.format(kind), first, second, after), level)
    assert found == {f"{one}\n" for one in printed | (lost if level == "free-threaded" else set())}


@both
def test_two_locks_for_one_key_exclude_nobody(level):
    body = "with d['a']: x += 1"
    found = texts(two(f"x = 0\n{BY_KEY.format('threading.Lock')}", body, body, "print(x)"), level)
    assert found == {"2\n"} | ({"1\n"} if level == "free-threaded" else set())


@both
def test_globals_are_variables(level):
    body = "globals()['x'] = globals()['x'] + 1"
    assert texts(two("x = 0", body, body, "print(x)"), level) == {"1\n", "2\n"}
    assert texts(two("x = 0", "globals()['x'] += 1", "x += 1", "print(x)"), level) == (
        {"2\n"} if level == "gil" else {"1\n", "2\n"}
    )
    found = texts(two("x = 0", "globals().update(x=5, y=1)", "print('y' in globals(), x)"), level)
    assert found == {"False 0\n", "True 5\n"} | ({"False 5\n"} if level != "gil" else set())


@both
def test_globals_may_be_reached_by_what_is_not_known(level):
    before = "x = 0\nboxes = [[globals()], [0, globals()]]"
    found = explored(two(before, "max(boxes, key=len)[1]['x'] = 1", "print(x)"), level)
    assert {o.text for o in found.outcomes} == {"0\n", "1\n"}
