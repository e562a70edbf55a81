"""What a program does to its host: nothing that lasts."""

import atexit
import builtins
import gc
import os
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from greenthreads.runner import Options, run

FINALIZER = """
import weakref
from pathlib import Path
class Thing: pass
thing = Thing()
weakref.finalize(thing, print, 'finalized')
print('ends')
"""


def test_finalizers_run_in_each_run_and_leave_the_host_s_alone():
    class Thing:
        pass

    called = []
    thing, other = Thing(), Thing()
    kept, dies = (
        weakref.finalize(thing, called.append, 1),
        weakref.finalize(other, called.append, 2),
    )
    for _ in range(2):
        assert run(FINALIZER).stdout == "ends\nfinalized\n"
    assert kept.alive
    del other
    assert called == [2]
    assert not dies.alive
    del thing
    assert called == [2, 1]


def test_a_host_s_object_may_die_during_a_run():
    class Thing:
        pass

    called = []
    things = [Thing()]
    weakref.finalize(things[0], called.append, 1)
    run("print(1)", on_output=lambda pieces: things.clear())
    assert called == [1]


def test_a_folder_that_another_thread_of_the_host_makes_outlives_a_run():
    asked, ask = os.pipe()
    answered, answer = os.pipe()

    def make():
        os.read(asked, 1)
        folder = tempfile.TemporaryDirectory()
        os.write(answer, b".")
        return folder

    source = "import os, weakref\nweakref.finalize(Exception, print, 2)\nprint(1)\n"
    with ThreadPoolExecutor() as host:
        made = host.submit(make)
        assert run(f"{source}os.write({ask}, b'.'); os.read({answered}, 1)").stdout == "1\n2\n"
    for end in (asked, ask, answered, answer):
        os.close(end)
    with made.result() as folder:
        assert Path(folder).exists()
    assert not Path(folder).exists()


def test_exit_functions_are_the_run_s():
    before = atexit._ncallbacks()
    source = """
import atexit
def second(): print('second')
atexit.register(print, 'third')
atexit.register(second)
atexit.register(lambda: 1 / 0)
atexit.register(print, 'never')
atexit.unregister(print)
print(atexit._ncallbacks())
atexit.register(print, 'first')
"""
    result = run(source, "p.py")
    assert result.stdout == "2\nfirst\nsecond\n"
    assert "Exception ignored in atexit callback <function <lambda>" in result.stderr
    assert "p.py" in result.stderr
    assert "ZeroDivisionError" in result.stderr
    assert atexit._ncallbacks() == before


CHANGES = {
    "recursion limit": ("sys.setrecursionlimit(5000)", sys.getrecursionlimit),
    "trace function": ("sys.settrace(lambda *a: None)", sys.gettrace),
    "profile function": ("sys.setprofile(lambda *a: None)", sys.getprofile),
    "path": ("sys.path.append('/elsewhere')", lambda: list(sys.path)),
    "a new path": ("sys.path = ['/elsewhere']", lambda: list(sys.path)),
    "import hooks": ("sys.meta_path.append(1)", lambda: list(sys.meta_path)),
    "an attribute of sys": ("sys.of_mine = 1", lambda: hasattr(sys, "of_mine")),
    "digits of an int": ("sys.set_int_max_str_digits(1000)", sys.get_int_max_str_digits),
    "display hook": ("sys.displayhook = print", lambda: sys.displayhook),
    "warning filters": (
        "import warnings; warnings.simplefilter('error')",
        lambda: list(warnings.filters),
    ),
    "how warnings are shown": (
        "import warnings; warnings.showwarning = print",
        lambda: warnings.showwarning,
    ),
    "signal handlers": (
        "import signal; signal.signal(signal.SIGUSR1, print)",
        lambda: signal.getsignal(signal.SIGUSR1),
    ),
    "signal masks": (
        "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])",
        lambda: signal.pthread_sigmask(signal.SIG_BLOCK, []),
    ),
    "environment": (
        "os.environ['OF_MINE'] = '1'; os.environ.pop('PATH')",
        lambda: dict(os.environ),
    ),
    "current directory": ("os.chdir('/')", os.getcwd),
    "a builtin": ("import builtins; builtins.print = None", lambda: builtins.print),
    "a new builtin": ("import builtins; builtins.of_mine = 1", lambda: "of_mine" in vars(builtins)),
    "collector": ("import gc; gc.set_threshold(7); gc.callbacks.append(print)", gc.get_threshold),
    "hooks of the collector": ("import gc; gc.callbacks.append(print)", lambda: list(gc.callbacks)),
    "monitoring": (
        "sys.monitoring.use_tool_id(5, 'mine')",
        lambda: [sys.monitoring.get_tool(i) for i in range(6)],
    ),
    "hooks of coroutines": (
        "sys.set_asyncgen_hooks(print); sys.set_coroutine_origin_tracking_depth(3)",
        lambda: (sys.get_asyncgen_hooks(), sys.get_coroutine_origin_tracking_depth()),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_program_changes_is_put_back(what):
    change, look = CHANGES[what]
    before = look()
    result = run(f"import os, sys\n{change}\nsys.stdout.write('done')")
    assert (result.stdout, result.stderr) == ("done", "")
    assert look() == before


def test_a_host_s_debugger_is_put_aside_and_back():
    seen = []

    def trace(frame, event, argument):
        seen.append(frame.f_code.co_filename)

    old = sys.gettrace()
    sys.settrace(trace)
    try:
        result = run("import sys\ndef f(): pass\nf()\nprint(sys.gettrace())", "watched.py")
        after = sys.gettrace()
    finally:
        sys.settrace(old)
    assert result.stdout == "None\n"
    assert after is trace
    assert "watched.py" not in seen


def test_warnings_are_those_of_any_program():
    """Here they are errors: see `filterwarnings` in pyproject.toml."""
    source = "import warnings\nwarnings.warn('old', DeprecationWarning)\nx = '\\d'\nprint('on')"
    for _ in range(2):
        result = run(source, "p.py")
        assert result.stdout == "on\n"
        assert "p.py:3: SyntaxWarning" in result.stderr
        assert "p.py:2: DeprecationWarning: old\n  warnings.warn(" in result.stderr


def test_destructors_of_globals_run_at_the_end():
    source = """
import threading, time
lock = threading.Lock()
class Thing:
    def __init__(self, name): self.name = name
    def __del__(self):
        with lock:
            print(self.name, time.monotonic() > 1)
first = Thing('first')
held = [Thing('held in a list')]
second = Thing('second')
def work():
    mine = Thing('mine')
    time.sleep(100)
threading.Thread(target=work, daemon=True).start()
time.sleep(1)
print('end')
"""
    result = run(source)
    assert result.stdout == "end\nfirst True\nsecond True\nheld in a list True\n"
    assert result.stderr == ""


def test_no_destructor_of_a_run_speaks_up_later(capsys):
    source = "class Loop:\n    def __del__(self): print('late')\nloop = Loop(); loop.me = loop"
    run(source)
    gc.collect()
    assert capsys.readouterr().out == ""


def test_a_second_run_is_refused_while_one_lasts():
    refused = []

    def second(pieces):
        def try_it():
            try:
                run("print(1)")
            except RuntimeError as error:
                refused.append(str(error))

        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        try_it()  # nor in the same thread

    result = run("print(1)", on_output=second)
    assert result.stdout == "1\n"
    assert len(refused) == 2
    assert "another program runs on green threads in this process" in refused[0]
    assert "MainThread" in refused[0]
    assert run("print(2)").stdout == "2\n"


def test_a_run_in_a_real_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(run("print(1)")))
    thread.start()
    thread.join()
    assert results[0].stdout == "1\n"


INTERRUPTED = """
import os, signal, sys, threading, time
from greenthreads.exploration import explore
from greenthreads.runner import Options, run
main = os.getpid()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
threading.Timer(1.0, os.kill, (main, signal.SIGINT)).start()
before = sys.stdout, sys.modules["threading"], signal.getsignal(signal.SIGINT)
try:
    {doing}
except KeyboardInterrupt:
    after = sys.stdout, sys.modules["threading"], signal.getsignal(signal.SIGINT)
    print("interrupted", after == before, run("print(1)").stdout)
"""
STUBBORN = "while True:\\n    try:\\n        while True: pass\\n    except BaseException: pass"

SUMS = (
    "import threading\\ndef f():\\n try:\\n  for _ in range(99): global x; x = 1\\n"
    " except BaseException: pass\\nfor _ in range(9): threading.Thread(target=f).start()"
)


@pytest.mark.parametrize(
    "doing",
    [
        f"run('{STUBBORN}', options=Options(max_steps=10**9))",
        f"run('{STUBBORN}', options=Options(max_steps=10**9, level='off'))",
        "run('import time; time.sleep(1000)', options=Options(speed=1.0))",
        "run('import os; os.read(os.pipe()[0], 1)', options=Options(speed=1.0)); time.sleep(9)",
        f"list(explore('{SUMS}', limit=10**6))",
    ],
)
def test_ctrl_c_ends_a_run_or_an_exploration_in_one_way(doing):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(doing=doing)],
        *(),
        capture_output=True,
        text=True,
        timeout=60,
        env=env,
    )
    assert (done.stdout, done.stderr) == ("interrupted True 1\n\n", "")


def test_a_schedule_that_does_not_fit_is_told_to_the_host():
    """Not to the program, which may catch it."""
    source = """
import tempfile
import threading
def work():
    try:
        for _ in range(10): pass
    except BaseException: print('caught')
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    with pytest.raises(ValueError, match="does not fit"):
        run(source, options=Options(schedule=[12, 9], step_time=0.0, quantum=500))
