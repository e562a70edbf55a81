"""A run step by step: the log is what happened, and nothing of the program's is called for it."""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from greenthreads import Options, run
from greenthreads.__main__ import main
from greenthreads.exploration import explore, replay
from greenthreads.stepping import State, step
from greenthreads.stepping.log import changes
from greenthreads.stepping.short import LONGEST, short

LOST = dedent("""
    import threading

    counter = 0


    def increment():
        global counter
        temp = counter
        counter = temp + 1


    a = threading.Thread(target=increment, name="A")
    b = threading.Thread(target=increment, name="B")
    a.start()
    b.start()
    a.join()
    b.join()
    print(counter)
""").lstrip()
FREE = Options(level="free-threaded")


def words(log) -> list[str]:
    return [f"{one.name} {one.words}" for one in log.steps]


def last(log) -> State:
    return log.steps[-1].state


def test_each_operation_on_what_is_shared_is_a_step():
    log = step(LOST)
    assert words(log) == [
        "MainThread writes counter (0)",
        "MainThread starts A",
        "A reads counter (0)",
        "A writes counter (1)",
        "A ends",
        "MainThread starts B",
        "B reads counter (1)",
        "B writes counter (2)",
        "B ends",
        "MainThread reads counter (2)",
        "MainThread prints 2",
        "MainThread ends",
    ]
    assert [one.line for one in log.steps[2:4]] == [8, 9]


def _witness(source: str, printed: str) -> str:
    *_, found = explore(source)
    return next(one.witness for one in found.outcomes if one.text.strip() == printed)


def test_a_write_that_destroys_another_threads_write_names_it():
    log = step(LOST, witness=_witness(LOST, "1"))
    late = [one for one in log.steps if one.overwrites]
    assert [one.words for one in late] == ["writes counter (1)"]
    destroyed = log.steps[late[0].overwrites - 1]
    assert destroyed.words == "writes counter (1)"
    assert {late[0].name, destroyed.name} == {"A", "B"}
    assert [one["overwrites"] for one in log.data()["steps"] if "overwrites" in one] == [
        late[0].overwrites
    ]
    assert not any(one.overwrites for one in step(LOST).steps)


def test_a_write_that_counts_on_no_value_destroys_none():
    source = LOST.replace("temp = counter", "temp = 0")
    log = step(source, witness=_witness(source, "1"))
    assert sum(one.words == "writes counter (1)" for one in log.steps) == 2
    assert not any(one.overwrites for one in log.steps)


def test_a_witness_is_gone_through_as_it_is_replayed():
    witness = _witness(LOST, "1")
    log = step(LOST, witness=witness)
    assert replay(LOST, witness=witness).stdout == "1\n"
    assert "".join(one.text for one in log.steps if one.stream == "out") == "1\n"
    values = [one.state.shared.get("counter") for one in log.steps if one.kind == "touches"]
    assert values[-3:] == ["1", "1", "1"]
    assert sum(one.forced for one in log.steps) == 1


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", ["gil", "free-threaded", "off"])
def test_a_run_comes_out_the_same_under_the_eye(seed, level):
    """Listening neither helps nor hinders: output, end and the times of its events."""
    source = (Path(__file__).parents[2] / "snippets/thread_synchronization").joinpath
    for name in ("condition_buffer", "bank_transfer", "lock_order_deadlock", "semaphore_limit"):
        text = source(f"{name}.py").read_text("utf-8")
        options = Options(seed=seed, level=level)
        result, log = run(text, f"{name}.py", options), step(text, f"{name}.py", options)
        assert "".join(one.text for one in log.steps if one.stream == "out") == result.stdout
        assert log.outcome == result.outcome
        told = [(event.thread, event.time) for event in result.events if event.kind == "acquired"]
        seen = [(one.name, one.time) for one in log.steps if one.kind == "acquired"]
        assert [(re.sub(r" \(.*", "", name), time) for name, time in told] == seen


RECORDING = dedent("""
    import threading

    seen = []
    total = 0


    def work(number):
        global total
        for turn in range(3):
            own = number * 10 + turn
            before = total
            total = before + own
            seen.append((number, turn, before, total))


    threads = [threading.Thread(target=work, args=(n,), name=str(n)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in seen:
        print(*one)
""").lstrip()


@pytest.mark.parametrize("seed", range(10))
def test_values_are_those_that_the_program_saw_itself(seed):
    """Against a program that writes down what it reads and writes."""
    options = Options(seed=seed, level="free-threaded")
    log = step(RECORDING, options=options)
    printed = run(RECORDING, options=options).stdout.split()
    rows = [tuple(map(int, printed[i : i + 4])) for i in range(0, len(printed), 4)]
    reads: dict[str, list[int]] = {"1": [], "2": []}
    for one in log.steps:
        if found := re.fullmatch(r"reads total \((\d+)\)", one.words):
            reads.get(one.name, []).append(int(found[1]))
        if found := re.fullmatch(r"writes total \((\d+)\)", one.words):
            assert one.state.shared["total"] == found[1]
            if one.name in reads:
                thread = one.state.threads[one.thread]
                own, before = (int(thread.frames[0][2][name]) for name in ("own", "before"))
                assert int(found[1]) == own + before
    # `total` is read a second time for the row that is kept.
    assert [r[2] for r in rows if r[0] == 1] == reads["1"][::2]
    assert [r[2] for r in rows if r[0] == 2] == reads["2"][::2]
    assert sorted(r[3] for r in rows) == sorted(reads["1"][1::2] + reads["2"][1::2])


def test_each_thread_has_its_own_variables():
    log = step(RECORDING, options=Options(seed=3, level="free-threaded"))
    numbers = {
        (name, frame[2]["number"])
        for one in log.steps
        for name, thread in ((t.name, t) for t in one.state.threads.values())
        for frame in thread.frames
        if frame[0] == "work" and "number" in frame[2]
    }
    assert numbers == {("1", "1"), ("2", "2")}


def test_locks_have_holders_and_waiters():
    source = dedent("""
        import threading, time

        lock = threading.Lock()


        def work():
            with lock:
                time.sleep(1)


        a = threading.Thread(target=work, name="A")
        b = threading.Thread(target=work, name="B")
        a.start(); b.start(); a.join(); b.join()
    """)
    log = step(source)
    held = [(one.state.locks["lock"].holder, one.state.locks["lock"].waiters) for one in log.steps
            if "lock" in one.state.locks]  # fmt: skip
    idents = {one.name: one.thread for one in log.steps}
    assert held[0] == (idents["A"], [])
    assert (idents["A"], [idents["B"]]) in held
    assert (idents["B"], []) in held
    assert held[-1] == (None, [])
    assert "B waits for lock, held by A" in words(log)


def test_a_deadlock_is_gone_through_to_where_nobody_goes_on():
    source = dedent("""
        import threading

        one, two = threading.Lock(), threading.Lock()
        both = threading.Barrier(2)


        def work(first, second):
            with first:
                both.wait()
                with second:
                    pass


        a = threading.Thread(target=work, args=(one, two), name="A")
        b = threading.Thread(target=work, args=(two, one), name="B")
        a.start(); b.start(); a.join(); b.join()
    """)
    for log in (step(source), step(source, witness=_deadlock(source))):
        assert log.outcome == "deadlock"
        assert "held by" in log.report
        assert {"A waits for two, held by B", "B waits for one, held by A"} <= set(words(log))
        assert {name: (lock.holder is not None, len(lock.waiters)) for name, lock in
                last(log).locks.items()} == {"one": (True, 1), "two": (True, 1)}  # fmt: skip


def _deadlock(source: str) -> str:
    *_, found = explore(source)
    return next(one.witness for one in found.outcomes if one.kind == "deadlock")


def test_an_exception_is_a_step():
    source = "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start()\n"
    log = step(source + "t.join()\nraise KeyError('main')\n")
    assert log.outcome == "error"
    assert "T fails: ZeroDivisionError: division by zero" in words(log)
    assert "MainThread fails: KeyError: 'main'" in words(log)


def test_an_endless_program_is_cut_and_says_so():
    source = dedent("""
        import threading

        done = False
        count = 0


        def work():
            global count
            while not done:
                count += 1


        t = threading.Thread(target=work)
        t.start()
        while True:
            count += 1
    """)
    log = step(source)
    assert "first 2,000 steps" in log.cut
    assert len(log.steps) == 2_000


REPR = dedent("""
    import threading

    called = []


    class Meta(type):
        def __eq__(self, other):
            called.append("class eq")
            return False

        def __hash__(self):
            called.append("class hash")
            return 7


    class Spy(metaclass=Meta):
        def __init__(self):
            self.value = 1

        def __repr__(self):
            called.append("repr")
            return "spied"

        __str__ = __format__ = __hash__ = __eq__ = __len__ = __iter__ = __bool__ = __repr__

        def __getattr__(self, name):
            called.append(name)
            raise AttributeError(name)


    class Numbers(list):
        def __iter__(self):
            called.append("iter")
            return list.__iter__(self)

        __len__ = __getitem__ = __repr__ = Spy.__repr__


    spy, numbers = Spy(), Numbers((1, 2))


    def work(mine):
        spy.value = 2
        for _ in range(2):
            pass


    t = threading.Thread(target=work, args=(spy,))
    t.start()
    spy.value = 3
    t.join()
    print(len(called), spy.value)
""")


def test_no_method_of_the_program_is_called():
    printed = run(REPR, options=FREE).stdout
    log = step(REPR, options=FREE)
    assert printed == "".join(one.text for one in log.steps if one.stream == "out")
    assert printed.startswith("0 ")
    values = {one.state.shared.get("spy") for one in log.steps} - {None}
    assert {"Spy(value=2)", "Spy(value=3)"} <= values
    assert last(log).shared["numbers"] == "Numbers(1, 2)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "1"),
        (True, "True"),
        ("x" * 100, "'" + "x" * 24 + "…'"),
        ([1, [2, [3, [4]]]], "[1, [2, […]]]"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, … 3 more]"),
        ({"a": (1,)}, "{'a': (1,)}"),
        (1 << 5000, "a number of 5,001 bits"),
        (ValueError("no"), "ValueError('no')"),
        (short, "short"),
    ],
)
def test_values_are_short(value, text):
    assert short(value) == text
    assert len(short([value] * 50)) <= LONGEST


def test_back_is_forward_reversed():
    """What the page is told are changes: put together they are the states, in either direction."""
    log = step(RECORDING, options=Options(seed=5, level="free-threaded"))
    before: dict[str, str] = {}
    for told, one in zip(log.data()["steps"], log.steps, strict=True):
        there = dict(before)
        for name, value in told.get("shared", {}).items():
            if value is None:
                there.pop(name)
            else:
                there[name] = value
        assert there == one.state.shared
        back = dict(there)
        for name, value in changes(there, before).items():
            if value is None:
                back.pop(name)
            else:
                back[name] = value
        assert back == before
        before = there


def test_the_command_line_tells_steps(tmp_path, capsys):
    program = tmp_path / "lost.py"
    program.write_text(LOST, "utf-8")
    assert main(["step", str(program)]) == 0
    assert "3\tA\t8\treads counter (0)" in capsys.readouterr().out.splitlines()
    assert main(["step", str(program), "--json"]) == 0
    told = json.loads(json.dumps(step(LOST, str(program)).data()))
    assert json.loads(capsys.readouterr().out) == told


def test_a_schedule_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        step(LOST, witness="0-7")


def test_a_schedule_that_was_written_down_is_gone_through():
    drawn = Options(seed=4, level="free-threaded")
    schedule = run(RECORDING, options=drawn).schedule
    again = Options(schedule=schedule, level="free-threaded")
    assert schedule
    assert words(step(RECORDING, options=again)) == words(step(RECORDING, options=drawn))


OBJECTS = LOST.replace("counter = 0", "class Box:\n    pass\n\n\nbox = Box()\ncounter = 0").replace(
    "def increment():", "def increment(mine=box):"
)


def test_an_object_that_has_a_name_is_shown_by_it():
    log = step(OBJECTS)
    inside = [one.state.threads[one.thread].frames for one in log.steps if one.name == "A"]
    assert inside[0][0][2]["mine"] == "box"
    assert last(log).shared["box"] == "a Box"


def test_a_thread_that_has_left_its_last_line_is_about_to_end():
    log = step(LOST)
    written = next(one for one in log.steps if one.words == "writes counter (1)")
    assert written.state.threads[written.thread].doing == "is about to end"


CIRCLE = dedent("""
    import threading

    forks = [threading.Lock() for _ in range(3)]


    def eat(seat):
        left, right = forks[seat], forks[(seat + 1) % 3]
        with left:
            if right.acquire(timeout=1):
                right.release()


    threads = [threading.Thread(target=eat, args=(n,), name="ABC"[n]) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
""")


def test_locks_of_a_list_are_told_apart_whatever_each_thread_calls_them():
    acquired = [one for one in words(step(CIRCLE)) if "acquires" in one]
    assert acquired[::2] == [
        "A acquires forks[0]",
        "B acquires forks[1]",
        "C acquires forks[2]",
    ]


def test_local_locks_of_one_name_are_told_apart():
    source = dedent("""
        import threading

        both = threading.Barrier(2)


        def work():
            lock = threading.Lock()
            with lock:
                both.wait()


        pair = [threading.Thread(target=work, name=name) for name in "AB"]
        for one in pair:
            one.start()
        for one in pair:
            one.join()
    """)
    log = step(source)
    acquired = [one.words for one in log.steps if one.kind == "acquired" and "lock" in one.words]
    assert acquired == ["acquires lock", "acquires lock (2)"]
    together = [one.state.locks for one in log.steps if len(one.state.locks) == 2]
    assert any(all(lock.holder for lock in locks.values()) for locks in together)
