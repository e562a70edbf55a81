"""One program, run in a world of its own."""

import gc
import sys
import threading
import time
from textwrap import dedent

import pytest

from greenthreads.runner import Options, run

COUNTER = """
import threading
counter = 0
def increment():
    global counter
    for _ in range(200):
        counter += 1
threads = [threading.Thread(target=increment) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(counter)
"""
INVERSION = """
import threading, time
lock_a, lock_b = threading.Lock(), threading.Lock()
def one():
    with lock_a:
        time.sleep(1)
        with lock_b: pass
def two():
    with lock_b:
        time.sleep(1)
        with lock_a: pass
threads = [threading.Thread(target=f, name=f.__name__) for f in (one, two)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_a_program_prints_and_time_is_virtual():
    began = time.perf_counter()
    result = run("import time\nprint('a')\ntime.sleep(1000)\nprint('b')")
    assert time.perf_counter() - began < 5
    assert (result.stdout, result.outcome, result.status) == ("a\nb\n", "finished", 0)
    assert 1000 <= result.elapsed < 1000.001
    assert [(p.thread, p.stream) for p in result.output] == [("MainThread", "out")] * 2


def test_the_world_is_put_back():
    before = (
        sys.stdout,
        sys.stdin,
        sys.argv,
        dict(sys.modules),
        list(sys.meta_path),
        gc.isenabled(),
        sys.getswitchinterval(),
    )
    run(
        "import threading, logging, queue, random, datetime, sys\nsys.setswitchinterval(1e-4)\n"
        "import time\nassert 'green' not in threading.__file__\ntime.sleep(1)"
    )
    after = (
        sys.stdout,
        sys.stdin,
        sys.argv,
        dict(sys.modules),
        list(sys.meta_path),
        gc.isenabled(),
        sys.getswitchinterval(),
    )
    assert before == after
    assert sys.modules["threading"] is threading
    assert sys.monitoring.get_tool(4) is None


@pytest.mark.parametrize("level", ["gil", "free-threaded", "off"])
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_same_seed_gives_the_same_run(level, seed):
    first, second = (run(COUNTER, "p.py", Options(seed=seed, level=level)) for _ in range(2))
    assert first.events == second.events
    assert first.output == second.output
    assert first.schedule == second.schedule


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("level", ["gil", "free-threaded"])
def test_a_result_s_schedule_replays_it(level, seed):
    drawn = run(COUNTER, "p.py", Options(seed=seed, level=level))
    again = run(COUNTER, "p.py", Options(level=level, schedule=drawn.schedule))
    assert again.events == drawn.events


def test_updates_are_lost_free_threaded_and_never_with_a_gil():
    with_gil = {run(COUNTER, "p.py", Options(seed=n, log=False)).stdout for n in range(15)}
    without = {
        run(COUNTER, "p.py", Options(seed=n, level="free-threaded", log=False)).stdout
        for n in range(15)
    }
    assert with_gil == {"400\n"}
    assert any(int(text) < 400 for text in without)


def test_read_then_write_across_a_call_loses_updates_with_a_gil():
    source = COUNTER.replace("counter += 1", "counter = counter + int('1')")
    seen = {run(source, "p.py", Options(seed=n, log=False)).stdout for n in range(15)}
    assert seen != {"400\n"}


def test_a_deadlock_names_who_holds_and_who_waits_where():
    result = run(INVERSION, "p.py")
    assert (result.outcome, result.status) == ("deadlock", 1)
    assert "one: line 7: Lock.acquire(lock_b), held by two" in result.report
    assert "two: line 11: Lock.acquire(lock_a), held by one" in result.report
    assert "MainThread: line 14: Thread.join(one)" in result.report


def test_objects_are_called_as_the_program_calls_them():
    result = run("""
import threading, queue
class Account:
    def __init__(self): self.lock = threading.Lock()
account = Account()
tasks = queue.Queue()
forks = [threading.Lock() for _ in range(2)]
def work():
    with account.lock:
        tasks.get()
    with forks[1]:
        pass
with forks[1]:
    t = threading.Thread(target=work); t.start()
    t2 = threading.Thread(target=lambda: account.lock.acquire()); t2.start()
    tasks.put(1)
    import time; time.sleep(1)
t.join(); t2.join()
""")
    waits = {(e.operation, e.object) for e in result.events if e.kind == "blocked"}
    assert {
        ("Queue.get", "tasks"),
        ("Lock.acquire", "account.lock"),
        ("Lock.acquire", "forks[1]"),
    } <= waits


def test_input_is_refused_with_a_clear_message():
    result = run("name = input('Who? ')")
    assert result.outcome == "error"
    assert "no keyboard" in result.stderr


@pytest.mark.parametrize("level", ["gil", "free-threaded"])
@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True:\n    try: 1/0\n    except: pass",
        "import itertools\nfor _ in itertools.count(): pass",
    ],
)
def test_an_endless_loop_ends_with_a_clear_message(level, loop):
    result = run(loop, "p.py", Options(level=level, max_steps=2000))
    assert result.outcome == "step limit"
    assert "2,000 steps" in result.report


def test_a_busy_wait_ends_by_itself():
    source = "import time\nend = time.monotonic() + 0.01\nwhile time.monotonic() < end: pass"
    assert run(source).outcome == "finished"


def test_uncaught_exceptions_go_through_the_hook():
    thread = "import threading\ndef f(): 1/0\nthreading.Thread(target=f, name='T').start()"
    result = run(thread)
    assert result.outcome == "finished"
    assert "Exception in thread T:" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    hooked = run(
        "import threading\nthreading.excepthook = lambda a: print('hook', a.exc_type)\n" + thread
    )
    assert hooked.stdout == "hook <class 'ZeroDivisionError'>\n"
    assert hooked.stderr == ""


@pytest.mark.parametrize(
    ("source", "outcome", "status", "words"),
    [
        ("1/0", "error", 1, "ZeroDivisionError"),
        ("def f(:", "error", 1, "SyntaxError"),
        ("import sys; sys.exit(3)", "finished", 3, ""),
        ("raise SystemExit('bye')", "finished", 1, "bye"),
        ("import os\nprint('x')\nos._exit(4)", "finished", 4, ""),
        ("raise KeyboardInterrupt", "error", 1, "KeyboardInterrupt"),
    ],
)
def test_how_programs_end(source, outcome, status, words):
    result = run(source)
    assert (result.outcome, result.status) == (outcome, status)
    assert words in result.stderr


def test_tracebacks_show_the_program_only():
    result = run("def f():\n    1/0\nf()", "shown.py")
    assert result.stderr.count("File ") == 2
    assert "    1/0" in result.stderr


def test_daemons_are_abandoned_quietly_and_the_others_waited_for():
    result = run("""
import threading, time
def late(): time.sleep(5); print('late')
def daemon():
    try:
        while True: time.sleep(1)
    finally:
        print('never seen')
threading.Thread(target=daemon, daemon=True).start()
threading.Thread(target=late).start()
print('main ends')
""")
    assert result.stdout == "main ends\nlate\n"
    assert result.stderr == ""
    assert 5 <= result.elapsed < 5.01


def test_a_thousand_threads_at_once():
    result = run(
        """
import threading, time
barrier = threading.Barrier(1001)
threads = [threading.Thread(target=barrier.wait) for _ in range(1000)]
for t in threads: t.start()
print(threading.active_count())
barrier.wait()
for t in threads: t.join()
""",
        "p.py",
        Options(log=False),
    )
    assert result.stdout == "1001\n"


def test_logging_futures_sched_contextvars_random_and_datetime_work():
    result = run("""
import contextvars, datetime, logging, random, sched, sys, time
from concurrent.futures import ThreadPoolExecutor
logging.basicConfig(stream=sys.stdout, format='%(threadName)s %(message)s')
with ThreadPoolExecutor(2, 'pool') as pool:
    pool.submit(logging.warning, 'hello').result()
s = sched.scheduler(); s.enter(2, 1, print, ('due',)); s.run()
v = contextvars.ContextVar('v', default=0); v.set(1)
import threading
threading.Thread(target=lambda: print(v.get(0))).start()
print(random.random() == random.Random(0).random())
print(datetime.datetime.fromtimestamp(time.time(), datetime.UTC).isoformat()[:10])
""")
    expected = "pool_0 hello\ndue\n0\nTrue\n2026-01-01\n"
    assert result.stdout == expected


def test_output_and_events_are_streamed_whole():
    pieces, events = [], []
    result = run(COUNTER, "p.py", Options(), None, pieces.extend, events.extend)
    assert "".join(p.text for p in pieces) == result.stdout
    assert events == result.events


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"level": "line"}, "level"),
        ({"speed": 0}, "speed"),
        ({"max_steps": 0}, "max_steps"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong, word):
    with pytest.raises(ValueError, match=word):
        Options(**wrong)


def test_bytes_are_written_as_the_text_that_they_say():
    source = dedent("""
        import io
        import sys

        sys.stdout.buffer.write("héllo\\n".encode())
        sys.stdout.buffer.write(b"\\xc3")
        print(sys.stdout.buffer.write(memoryview(b"\\xa9 \\xff\\n")))
        wrapper = io.TextIOWrapper(sys.stdout.buffer, line_buffering=True)
        print("wrapped", file=wrapper)
        sys.stderr.buffer.write(bytearray(b"told\\n"))
        sys.stdout.buffer.flush()
        sys.stdout.buffer.write("no bytes")
    """)
    result = run(source)
    assert result.stdout == "héllo\né \ufffd\n4\nwrapped\n"
    assert result.stderr.startswith("told\nTraceback")
    assert result.stderr.endswith("TypeError: a bytes-like object is required, not 'str'\n")
