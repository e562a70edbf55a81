"""`faulthandler` and `sys._current_frames` in a run: they tell of the green threads."""

import os
import re
import subprocess
import sys
import threading

import pytest

from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.exploration import explore
from greenthreads.ours import outermost
from greenthreads.runner import Options, run
from greenthreads.stacks import walk

WAITING = """
import sys, threading, time
gate = threading.Event()
def wait_here():
    gate.wait()
thread = threading.Thread(target=wait_here)
thread.start()
time.sleep(1)
"""
ARMED = """
from greenthreads.runner import run
import time
result = run("import faulthandler\\nfaulthandler.dump_traceback_later(0.05)\\nprint('over')")
assert result.stdout == "over\\n" and result.stderr == "", result
time.sleep(0.3)
"""


class Blind(GreenletBackend):
    """Like the browser's back-end, cannot look into a suspended stack."""

    sees_frames = False

    def frame(self, task):
        raise AssertionError("a look into a suspended stack would crash")


@pytest.fixture(params=[GreenletBackend, Blind])
def backend(request):
    return request.param()


def test_nothing_stays_armed_after_a_run():
    """The real watchdog would write, or crash the host, while the host sleeps."""
    command = [sys.executable, "-c", ARMED]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_watchdog_goes_off_in_virtual_time(backend):
    source = WAITING + "import faulthandler\nfaulthandler.dump_traceback_later(90)\n"
    source += "time.sleep(100)\nprint(time.monotonic() > 100, file=sys.stderr)\ngate.set()\n"
    result = run(source, "p.py", backend=backend)
    heading, threads = result.stderr.split("\n", 1)
    assert heading == "Timeout (0:01:30)!"
    newer, main = threads.split("\n\n")
    assert [line.split(" in ")[1] for line in newer.splitlines()[1:]] == [
        *("wait", "wait", "wait_here", "run", "_bootstrap_inner", "_bootstrap")
    ]
    assert main.splitlines()[1:] == ['  File "p.py", line 11 in <module>', "True"]


def test_it_repeats_until_cancelled(backend):
    source = """
import faulthandler, sys, time
faulthandler.dump_traceback_later(0.5, repeat=True)
time.sleep(1.6)
faulthandler.cancel_dump_traceback_later()
time.sleep(1)
faulthandler.dump_traceback_later(0.5)
faulthandler.dump_traceback_later(1)  # takes the place of the first
time.sleep(2)
"""
    lines = run(source, "p.py", backend=backend).stderr.splitlines()
    assert lines.count("Timeout (0:00:00.500000)!") == 3
    assert lines.count("Timeout (0:00:01)!") == 1


def test_it_can_end_the_program(backend):
    source = WAITING + "import faulthandler\nfaulthandler.dump_traceback_later(1, exit=True)\n"
    result = run(source + "thread.join()\nprint('never')", "p.py", backend=backend)
    assert (result.outcome, result.status, result.stdout) == ("finished", 1, "")
    assert "Timeout" in result.stderr


def test_the_watchdog_sees_a_deadlock():
    source = WAITING + "import faulthandler\nfaulthandler.dump_traceback_later(5)\nthread.join()"
    result = run(source, "p.py")
    assert result.outcome == "deadlock"
    assert "wait_here" in result.stderr
    assert result.elapsed == pytest.approx(6, abs=0.01)


def test_a_dump_at_once_begins_with_the_current_thread(backend):
    source = WAITING + "import faulthandler\nfaulthandler.dump_traceback()\ngate.set()"
    told = run(source, "p.py", backend=backend).stderr
    assert told.index("wait_here") < told.index("Current thread 0x")
    assert '  File "p.py", line 10 in <module>\n' in told
    alone = run(source.replace("traceback()", "traceback(all_threads=False)"), "p.py").stderr
    assert "wait_here" not in alone


def test_a_report_lands_in_the_file_itself(tmp_path):
    path = tmp_path / "report"
    source = f"""
import faulthandler, time
with open({str(path)!r}, "w") as file:
    file.write("before\\n")
    faulthandler.dump_traceback_later(1, file=file)
    time.sleep(2)
    print(open({str(path)!r}).read())
"""
    assert run(source, "p.py").stdout.startswith("before\nTimeout (0:00:01)!\nThread 0x")


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("dump_traceback_later(0)", "ValueError: timeout must be greater than 0"),
        ("dump_traceback(file=-1)", "ValueError: file is not a valid file descripter"),
        ("register(10)", "NotImplementedError: a fault of the whole process"),
    ],
)
def test_what_is_refused_is_refused_plainly(call, error):
    result = run(f"import faulthandler\nfaulthandler.{call}")
    assert result.outcome == "error"
    assert error in result.stderr


def test_frames_of_all_threads_are_current(backend):
    source = (
        WAITING
        + """
import traceback
frames = sys._current_frames()
print(sorted(frames) == sorted(t.ident for t in threading.enumerate()))
names = [entry.name for entry in traceback.extract_stack(frames[thread.ident])]
print(names.index('wait_here') < names.index('wait'), names[-1])
print(frames[threading.get_ident()].f_code.co_name)
gate.set()
thread.join()
print(len(sys._current_frames()))
"""
    )
    result = run(source, "p.py", Options(), backend)
    assert result.stdout == "True\nTrue wait\n<module>\n1\n", result.stderr


def test_an_exploration_sees_the_frames_of_who_waits(backend):
    source = """
import sys, threading
gate, inside = threading.Event(), threading.Event()
def wait_here():
    inside.set()
    gate.wait()
thread = threading.Thread(target=wait_here)
thread.start()
inside.wait()
print(thread.ident in sys._current_frames())
gate.set()
thread.join()
"""
    *_, found = explore(source, "p.py", backend=backend)
    assert {one.text for one in found.outcomes} == {"True\n"}


def test_what_is_below_the_program_is_the_host_s():
    """In the page the main thread runs on the stack of who called for the run."""

    def innermost():
        return [frame.f_code.co_name for frame in walk(sys._getframe())]

    @outermost
    def main_thread():
        return innermost()

    assert main_thread() == ["innermost"]


def test_no_frame_of_ours_or_of_the_host_is_shown(backend):
    """The page's bridge and the green threads are below the program: nobody asked for them."""
    source = """
import faulthandler, sys, threading, traceback
def ask():
    traceback.print_stack(file=sys.stdout)
    print(traceback.StackSummary.extract(traceback.walk_stack(None))[0])
    faulthandler.dump_traceback(file=sys.stdout)
thread = threading.Thread(target=ask)
thread.start()
thread.join()
ask()
"""
    shown = run(source, "p.py", backend=backend).stdout
    files = set(re.findall(r'[fF]ile "?([^",]+)"?, line', shown))
    assert files == {"p.py", threading.__file__}
    assert shown.count("line 5 in ask") == 2
