"""How programs end that go wrong: always with a Result, never with the host."""

import pytest

from greenthreads.runner import Options, run


def test_an_error_in_a_bare_thread_is_reported():
    source = "import _thread, time\n_thread.start_new_thread(lambda: 1/0, ())\ntime.sleep(1)"
    result = run(source, "p.py")
    assert result.outcome == "finished"
    first, *_, last = result.stderr.splitlines()
    assert first.startswith("Exception ignored in thread started by <function <lambda>")
    assert last == "ZeroDivisionError: division by zero"
    assert result.stderr.count("File ") == 1


def test_a_hook_that_fails_is_reported_with_what_it_was_to_report():
    result = run(
        "import sys\ndef hook(*args): raise ValueError('hook')\nsys.excepthook = hook\n1/0"
    )
    assert (result.outcome, result.status) == ("error", 1)
    error, original = result.stderr.split("\nOriginal exception was:\n")
    assert error.startswith("Error in sys.excepthook:\nTraceback (most recent call last):\n")
    assert error.endswith("ValueError: hook\n")
    assert original.endswith("ZeroDivisionError: division by zero\n")


def test_a_hook_may_leave_the_program():
    result = run("import sys\nsys.excepthook = lambda *args: sys.exit(7)\n1/0")
    assert result.status == 7


def test_a_failing_hook_for_what_cannot_be_raised():
    source = """
import _thread, sys, time
def hook(args): raise ValueError('hook')
sys.unraisablehook = hook
_thread.start_new_thread(lambda: 1/0, ())
time.sleep(1)
"""
    result = run(source)
    assert "Exception ignored in sys.unraisablehook" in result.stderr
    assert "ValueError: hook" in result.stderr


def test_frames_that_are_c_elsewhere_are_not_shown():
    source = """
import threading
def work():
    try: threading.Lock().release()
    except RuntimeError as error: raise ValueError from error
threading.Thread(target=work).start()
"""
    told = run(source, "p.py").stderr
    assert "release unlocked lock" in told
    assert told.count('"p.py"') == 2
    assert "greenthreads/" not in told


def test_clocks_of_threads_need_no_thread_of_the_system():
    source = """
import threading, time
def clock(thread): return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
def work():
    for _ in range(1000): pass
    gate.wait()
gate = threading.Event()
thread = threading.Thread(target=work)
thread.start()
time.sleep(1)
print(clock(thread) > 1000e-7, clock(threading.main_thread()) < 100e-7)
print(time.thread_time() < 100e-7 < 1000e-7 < time.process_time() < 1)
gate.set(); thread.join()
try: time.pthread_getcpuclockid(12345)
except OSError as error: print(error.strerror)
print(time.clock_gettime(time.CLOCK_REALTIME) // 1e6, time.clock_gettime(time.CLOCK_MONOTONIC) // 1)
"""
    result = run(source)
    assert result.stdout == "True True\nTrue\nNo such process\n1767.0 1.0\n", result.stderr


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import threading\nflag = threading.Event()\nwhile not flag.is_set(): pass",
    ],
)
def test_a_loop_without_end_ends_at_level_off(loop):
    result = run(loop, options=Options(level="off", max_steps=50_000))
    assert result.outcome == "step limit"
    assert result.report == "Stopped after 50,000 turns of a loop: the program may never end."


def test_a_library_s_loop_that_only_sleeps_ends():
    source = """
import sched, threading
tasks = sched.scheduler()
def again(): tasks.enter(1, 1, again)
exec("def again(): tasks.enter(1, 1, again)")
again(); tasks.run()
"""
    result = run(source, options=Options(max_steps=20_000))
    assert result.outcome == "step limit"


STUBBORN = """
import threading, time
def stubborn():
    exec('''
while True:
    try:
        while True: time.sleep(1)
    except BaseException: pass
''')
for _ in range(3): threading.Thread(target=stubborn, daemon=True).start()
time.sleep(3)
print('end')
"""


@pytest.mark.parametrize("level", ["gil", "free-threaded", "off"])
def test_a_daemon_that_catches_everything_is_left_behind(level):
    for _ in range(2):
        result = run(STUBBORN, options=Options(level=level))
        assert (result.outcome, result.stdout, result.stderr) == ("finished", "end\n", "")


def test_stubborn_daemons_are_left_behind_when_a_run_is_ended():
    source = STUBBORN + "lock = threading.Lock()\nlock.acquire()\nlock.acquire()"
    result = run(source, options=Options(max_steps=5000))
    assert result.outcome == "step limit"


def test_a_main_thread_that_catches_everything_ends():
    source = """
exec('''
import threading
lock = threading.Lock()
lock.acquire()
while True:
    try: lock.acquire()
    except BaseException: pass
''')
"""
    assert run(source).outcome == "deadlock"


def test_a_deadlock_is_told_though_the_program_catches_its_end():
    source = """
exec('''
import threading
lock = threading.Lock()
lock.acquire()
try: lock.acquire()
except BaseException: pass
''')
"""
    result = run(source)
    assert result.outcome == "deadlock"
    assert "MainThread: line 2: Lock.acquire(lock), held by MainThread" in result.report


def test_no_thread_starts_at_the_very_end():
    source = """
import threading
class Thing:
    def __del__(self):
        try: threading.Thread(target=print).start()
        except RuntimeError as error: print(error)
thing = Thing()
"""
    assert run(source).stdout == "can't create new thread at interpreter shutdown\n"
