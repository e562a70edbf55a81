"""A program hangs: main in join(), two workers in a deadlock. Of its three threads, how many does
each tool show? (-: not there. exec: does the code that sys.remote_exec sends run?)
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HANGS = """
import faulthandler, sys, threading
a, b = threading.Lock(), threading.Lock()
meet = threading.Barrier(2)
def there():
    with a:
        meet.wait(); b.acquire()
def back():
    with b:
        meet.wait(); a.acquire()
threads = [threading.Thread(target=f, daemon=True) for f in (there, back)]
if "watchdog" in sys.argv:
    faulthandler.dump_traceback_later(1)
for t in threads: t.start()
print("hangs", flush=True)
for t in threads: t.join()
"""
THIS = os.environ.get("THIS_PYTHON", sys.executable)
FOLDER = Path(tempfile.mkdtemp())
PROGRAM = FOLDER / "hangs.py"


def shown(text):
    """Which of the three places stand in a report."""
    return sum(place in text for place in ("in there", "in back", "in <module>"))


def attempt(*words, wait=0.0, sent=None, ask=None):
    """Start the program, send or ask, and return what was reported."""
    hung = subprocess.Popen(
        [THIS, "-X", "faulthandler", str(PROGRAM), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    hung.stdout.readline()
    time.sleep(0.5 + wait)
    told = ""
    if ask:
        done = subprocess.run(ask(hung.pid), capture_output=True, text=True, timeout=60)
        told = done.stdout
    hung.send_signal(sent or signal.SIGKILL)
    return told + hung.communicate()[1]


def report():
    PROGRAM.write_text(HANGS)
    yield "watchdog", shown(attempt("watchdog", wait=1.5))
    yield "ABRT", shown(attempt(sent=signal.SIGABRT))
    spy = shutil.which("py-spy")
    told = attempt(ask=lambda pid: [spy, "dump", "--pid", str(pid)]) if spy else None
    # py-spy writes "there (hangs.py:7)"
    places = ("there (", "back (", "<module> (")
    yield "py-spy", "-" if told is None else sum(place in told for place in places)
    yield "exec", ran() if hasattr(sys, "remote_exec") else "-"
    if sys.version_info >= (3, 15):
        dump = [THIS, "-m", "profiling.sampling", "dump", "-a"]
        told = attempt(ask=lambda pid: [*dump, str(pid)])
        yield "sampling", sum(place in told for place in ("there", "back", "<module>"))
    else:
        yield "sampling", "-"


def ran():
    mark, code = FOLDER / "mark", FOLDER / "code.py"
    code.write_text(f"open({str(mark)!r}, 'w').close()")
    send = f"import sys; sys.remote_exec(int(sys.argv[1]), {str(code)!r})"
    attempt(ask=lambda pid: [THIS, "-c", f"{send}; import time; time.sleep(1)", str(pid)])
    return "yes" if mark.exists() else "no"


print(", ".join(f"{tool} {found}" for tool, found in report()))
shutil.rmtree(FOLDER)
