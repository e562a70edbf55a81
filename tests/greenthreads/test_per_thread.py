"""What CPython has once for each thread of the system: signals, trace functions, identifiers."""

import pytest

from greenthreads.runner import Options, run


def test_signals_belong_to_the_main_thread():
    source = """
import signal, threading
def handler(number, frame):
    print(signal.Signals(number).name, threading.current_thread().name, frame.f_code.co_name)
def work():
    try: signal.signal(signal.SIGUSR1, handler)
    except ValueError as error: print(error)
    signal.raise_signal(signal.SIGUSR1)
def main():
    print(signal.signal(signal.SIGUSR1, handler))
    thread = threading.Thread(target=work)
    thread.start()
    gate.wait(1)
    thread.join()
gate = threading.Event()
main()
"""
    told = run(source).stdout.splitlines()
    assert told[:2] == ["0", "signal only works in main thread of the main interpreter"]
    assert told[2] in ("SIGUSR1 MainThread wait", "SIGUSR1 MainThread main")


def test_waits_go_on_after_a_handler_unless_it_raises():
    source = """
import os, signal, threading, time
signal.signal(signal.SIGUSR1, lambda *args: print('handled', round(time.monotonic())))
lock = threading.Lock()
def work():
    for _ in range(3):
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(2)
    lock.release()
lock.acquire()
threading.Thread(target=work).start()
time.sleep(1.5)
with lock: print('got it', round(time.monotonic()))
threading.Timer(1, signal.raise_signal, (signal.SIGINT,)).start()
try: time.sleep(60)
except KeyboardInterrupt: print('interrupted', round(time.monotonic()))
lock.acquire()
threading.Timer(1, signal.raise_signal, (signal.SIGINT,)).start()
try: lock.acquire()
except KeyboardInterrupt: print('interrupted', lock.locked())
"""
    result = run(source)
    assert result.stdout == (
        "handled 1\nhandled 2\nhandled 3\ngot it 5\ninterrupted 6\ninterrupted True\n"
    )


def test_an_interrupted_waiter_passes_the_lock_on():
    """It was woken to take the lock, and raises instead: the next one must be woken."""
    source = """
import signal, threading, time
lock = threading.Lock()
lock.acquire()
def other():
    time.sleep(0.5)
    with lock: print('other has it')
def free():
    time.sleep(1)
    signal.raise_signal(signal.SIGINT)
    lock.release()
threads = [threading.Thread(target=f) for f in (other, free)]
for thread in threads: thread.start()
try: lock.acquire()
except KeyboardInterrupt: print('interrupted')
for thread in threads: thread.join()
"""
    for seed in range(20):
        result = run(source, options=Options(seed=seed))
        assert result.outcome == "finished", result.report
        assert sorted(result.stdout.splitlines()) == ["interrupted", "other has it"]


def test_alarms_go_off_in_virtual_time():
    source = """
import signal, time
signal.signal(signal.SIGALRM, lambda *args: print(round(time.monotonic(), 1)))
print(signal.alarm(100), signal.alarm(3))
time.sleep(5)
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.25)
signal.pause(); signal.pause()
print([round(n, 2) for n in signal.setitimer(signal.ITIMER_REAL, 0)])
time.sleep(5)
try: signal.setitimer(signal.ITIMER_PROF, 1)
except signal.ItimerError as error: print(error)
"""
    result = run(source)
    assert result.stdout == (
        "0 100\n3.0\n5.5\n5.8\n[0.25, 0.25]\n"
        "[Errno 22] a run of green threads has no timer of this kind\n"
    ), result.stderr


def test_blocked_signals_wait():
    source = """
import signal, threading, time
mask = {signal.SIGUSR1}
signal.signal(signal.SIGUSR1, lambda *args: print('handled'))
signal.pthread_sigmask(signal.SIG_BLOCK, mask)
signal.raise_signal(signal.SIGUSR1)
print(signal.sigpending() == mask, signal.sigwait(mask) == signal.SIGUSR1, signal.sigpending())
def send():
    time.sleep(1)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGUSR1)
threading.Thread(target=send).start()
print(signal.sigtimedwait(mask, 0.5), signal.sigwaitinfo(mask).si_signo == signal.SIGUSR1)
signal.raise_signal(signal.SIGUSR1)
signal.pthread_sigmask(signal.SIG_UNBLOCK, mask)
"""
    result = run(source)
    assert result.stdout == "True True set()\nNone True\nhandled\n", result.stderr


def test_an_unhandled_signal_ends_the_program_only():
    result = run("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\nprint('never')")
    assert (result.status, result.stdout, result.stderr) == (143, "", "Ended by SIGTERM.\n")
    assert run("import os; os.abort()").status == 134


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("signal.signal(0, print)", "ValueError: signal number out of range"),
        ("signal.signal(15, 'x')", "TypeError: signal handler must be"),
        ("signal.signal(signal.SIGKILL, print)", "OSError: [Errno 22] Invalid argument"),
        ("os.kill(1, 15)", "PermissionError: [Errno 1] a run of green threads sends no signals"),
        ("signal.pthread_kill(12345, 15)", "ProcessLookupError"),
    ],
)
def test_errors_of_signals(call, error):
    assert error in run(f"import os, signal\n{call}").stderr


@pytest.mark.parametrize("level", ["gil", "off"])
def test_trace_functions_belong_to_their_thread(level):
    source = """
import sys, threading
seen = []
def trace(frame, event, arg):
    seen.append((threading.current_thread().name, event, frame.f_code.co_name))
    return None
gate = threading.Event()
def work():
    gate.wait(); inner()
def inner(): pass
def outer(): pass
threading.settrace(trace)
thread = threading.Thread(target=work, name='T')
thread.start()
threading.settrace(None)
print(sys.gettrace())
outer(); gate.set(); thread.join(); outer()
print([name for _, _, name in seen if name in ('work', 'inner', 'outer')])
print({thread for thread, _, _ in seen}, {'acquire', '_take', '_switch'} & {s[2] for s in seen})
"""
    result = run(source, options=Options(level=level))
    assert result.stdout == "None\n['work', 'inner']\n{'T'} set()\n", result.stderr


def test_profile_functions_belong_to_their_thread():
    source = """
import sys, threading
seen = []
def profile(frame, event, arg):
    seen.append((event, getattr(arg, '__name__', frame.f_code.co_name)))
def outer(): len('')
thread = threading.Thread(target=outer)
threading.setprofile(profile)
sys.setprofile(profile)
outer()
print(sys.getprofile() is profile)
sys.setprofile(None)
print(seen)
thread.start(); thread.join(); outer()
print(seen.count(('c_call', 'len')))
"""
    assert run(source).stdout == (
        "True\n[('call', 'outer'), ('c_call', 'len'), "
        "('c_return', 'len'), ('return', 'outer'), ('c_call', 'getprofile'), "
        "('c_return', 'getprofile'), ('c_call', 'print'), ('c_return', 'print'), "
        "('c_call', 'setprofile')]\n2\n"
    )


def test_identifiers_are_used_again():
    source = """
import threading
idents, natives = [], []
for _ in range(3):
    thread = threading.Thread(target=lambda: natives.append(threading.get_native_id()))
    thread.start(); thread.join()
    idents.append(thread.ident)
print(len(set(idents)), idents[0] != threading.get_ident())
gate = threading.Event()
threads = [threading.Thread(target=gate.wait) for _ in range(3)]
for thread in threads: thread.start()
print(len({thread.ident for thread in threads}))
local = threading.local(); local.x = 1
print([t.name for t in threading.enumerate()] == ['MainThread'] + [t.name for t in threads])
gate.set()
"""
    result = run(source)
    assert result.stdout == "1 True\n3\nTrue\n"
    assert len({thread.ident for thread in result.threads}) == len(result.threads) == 7


def test_local_data_of_an_ended_thread_is_not_its_successor_s():
    source = """
import threading
local = threading.local()
def work(): print(hasattr(local, 'x')); local.x = 1
for _ in range(2):
    thread = threading.Thread(target=work)
    thread.start(); thread.join()
"""
    assert run(source).stdout == "False\nFalse\n"


def test_who_imports_what_another_imports_waits_for_it(tmp_path):
    (tmp_path / "slow_to_import.py").write_text("import time\ntime.sleep(1)\nvalue = 1\n")
    source = f"""
import sys, threading
sys.path.append({str(tmp_path)!r})
def work():
    import slow_to_import
    print(slow_to_import.value)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    result = run(source)
    assert (result.stdout, result.stderr) == ("1\n1\n1\n", "")
    assert result.elapsed == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("kind", ["trace", "profile"])
def test_a_function_for_all_threads_is_also_that_of_who_waited_meanwhile(kind):
    source = """
import sys, threading
def function(*args): pass
def work():
    met.wait()
    met.wait()
    print(sys.getprofile() is function)
met = threading.Barrier(2)
thread = threading.Thread(target=work)
thread.start()
met.wait()
threading.setprofile_all_threads(function)
met.wait()
thread.join()
"""
    assert run(source.replace("profile", kind)).stdout == "True\n"
