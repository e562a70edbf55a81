"""What the world of a run replaces works on the browser's stacks too."""

import pytest
from test_waiting import PROGRAMS as WAITING

from examples.pages import SNIPPETS
from greenthreads import absent

FOR_SYSTEMS = {"a server with threads", "another process"}  # the page has no network, no process

STUBBORN = """
import threading, time
exec('''
def stubborn():
    while True:
        try:
            while True: time.sleep(1)
        except BaseException: pass
''')
for _ in range(3): threading.Thread(target=stubborn, daemon=True).start()
time.sleep(3)
print('end')
"""
DEBUGGING = "debugging_threading_issues"
PROGRAMS = {
    "a pipe": (
        "import os, threading, time\nr, w = os.pipe()\n"
        "thread = threading.Thread(target=lambda: print(os.read(r, 9)))\n"
        "thread.start(); time.sleep(1); os.write(w, b'x'); thread.join()",
        "b'x'\n",
    ),
    "a signal": (
        "import signal, threading\nsignal.signal(signal.SIGINT, lambda *args: print('handled'))\n"
        "thread = threading.Thread(target=signal.raise_signal, args=(signal.SIGINT,))\n"
        "thread.start(); thread.join()",
        "handled\n",
    ),
    "a finalizer and a destructor": (
        "import weakref\nclass Thing:\n    def __del__(self): print('gone')\n"
        "thing = Thing()\nweakref.finalize(thing, print, 'finalized')",
        "finalized\ngone\n",
    ),
    "an alarm": (
        "import signal, time\ndef rung(*args): print(round(time.monotonic(), 3))\n"
        "signal.signal(signal.SIGALRM, rung)\n"
        "signal.alarm(2)\nsignal.pause()",
        "2.0\n",
    ),
    "a report of all threads that comes later": (
        "import faulthandler, sys, time\n"
        "faulthandler.dump_traceback_later(1, file=sys.stdout)\ntime.sleep(2)",
        "Timeout (0:00:01)!\nThread 0x0000000000000001 (most recent call first):\n"
        '  File "program.py", line 3 in <module>\n',
    ),
    "asyncio and its threads": (
        "import asyncio, time\nasync def main():\n"
        "    loop = asyncio.get_running_loop()\n"
        "    await asyncio.gather(asyncio.sleep(1), asyncio.to_thread(time.sleep, 1),\n"
        "        loop.run_in_executor(None, time.sleep, 1))\n"
        "asyncio.run(main())\nprint(round(time.monotonic(), 2))",
        "1.0\n",
    ),
    # What follows the frames of all threads must not follow those of who is suspended.
    "tracing all threads": (
        "import sys, threading\ncalls = []\n"
        "def trace(frame, event, arg): calls.append(frame.f_code.co_name)\n"
        "def work(): met.wait(); met.wait()\n"
        "met = threading.Barrier(4)\n"
        "threads = [threading.Thread(target=work) for _ in range(3)]\n"
        "for thread in threads: thread.start()\n"
        "met.wait()\nthreading.setprofile_all_threads(trace)\n"
        "threading.settrace_all_threads(trace)\nmet.wait()\n"
        "for thread in threads: thread.join()\nsys.settrace(None)\nsys.setprofile(None)\n"
        "print(calls.count('work'))",
        "3\n",
    ),
    "many threads, one after the other": (
        "import threading\nseen = set()\n"
        "for n in range(300):\n    thread = threading.Thread(target=seen.add, args=(n,))\n"
        "    thread.start(); thread.join()\nprint(len(seen))",
        "300\n",
    ),
    "who waits where": (
        (SNIPPETS / DEBUGGING / "mend/who_waits_where/solution.py").read_text("utf-8"),
        "in wait_for_mail\nin wait_for_money\n",
    ),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_the_world_works_in_the_browser(reader, what):
    source, output = PROGRAMS[what]
    for _ in range(2):
        result = reader.run(source)
        assert (result["status"], result["stdout"]) == ("ok", output), result


def test_threads_that_catch_everything_cost_their_interpreter(reader):
    result = reader.run(STUBBORN)
    assert (result["status"], result["stdout"]) == ("fatal", "end\n")
    assert "catches every exception" in result["message"]
    assert reader.run("print('again')")["stdout"] == "again\n"


def test_a_loop_without_end_ends_at_level_off(reader):
    result = reader.run("while True: pass", level="off", max_steps=100_000)
    assert result["message"].startswith("Stopped after 100,000 turns of a loop")


@pytest.mark.parametrize("what", sorted(WAITING.keys() - FOR_SYSTEMS))
def test_what_waits_for_descriptors_works_in_the_page(reader, what):
    source, output, seconds = WAITING[what]
    result = reader.run(source)
    assert (result["status"], result["stdout"], result["stderr"]) == ("ok", output, ""), result
    if seconds is not None:
        assert result["elapsed"] == pytest.approx(seconds, abs=0.01)


# How a program asks for what the table of greenthreads.absent names.
ASKING = {
    "socket.create_connection()": "import socket\nsocket.create_connection(('127.0.0.1', 80))",
    "socket.create_server()": "import socket\nsocket.create_server(('', 0))",
    "socket.getaddrinfo()": "import socket\nsocket.getaddrinfo('example.org', 80)",
    "ssl": (
        "import socket, ssl\ncontext = ssl.create_default_context()\n"
        "context.wrap_socket(socket.create_connection(('example.org', 443)))"
    ),
    "http.client": "import http.client\nhttp.client.HTTPConnection('a.org').request('GET', '/')",
    "urllib.request.urlopen()": "import urllib.request as r\nr.urlopen('https://example.org')",
    "asyncio.open_connection()": (
        "import asyncio\nasync def main(): await asyncio.open_connection('example.org', 80)\n"
        "asyncio.run(main())"
    ),
    "os.fork()": "import os\nos.fork()",
    "os.system()": "import os\nos.system('ls')",
    "subprocess.run()": "import subprocess\nsubprocess.run(['ls'])",
    "multiprocessing.Process().start()": (
        "import multiprocessing\nmultiprocessing.Process(target=print).start()"
    ),
    "multiprocessing.Pool()": "import multiprocessing\nmultiprocessing.Pool(2)",
    "ProcessPoolExecutor().submit()": (
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor().submit(print)"
    ),
    "concurrent.futures.InterpreterPoolExecutor": (
        "from concurrent.futures import InterpreterPoolExecutor"
    ),
    "input()": "input('name? ')",
    "sys.stdin.read()": "import sys\nsys.stdin.read()",
}
REFUSED = [(name, told) for asked, told in absent.rows() for name in asked]


@pytest.mark.parametrize(("name", "told"), REFUSED, ids=[name for name, _ in REFUSED])
def test_what_the_page_has_not_is_refused_in_the_words_of_the_table(reader, name, told):
    """And the traceback shows the program's lines only."""
    result = reader.run(ASKING.get(name, f"import {name}"))
    assert result["status"] == "error"
    kind, _, message = result["message"].partition(": ")
    assert kind.endswith("Error")
    told = told.replace("The module belongs", f"{name} belongs").removesuffix(" So are others.")
    assert told.replace("of that name", name) in message
    assert "/lib/" not in result["stderr"], "frames of the library"
    assert result["stderr"].count("File ") <= 2, result["stderr"]


def test_an_attribute_and_a_thread_are_refused_as_plainly(reader):
    source = "import concurrent.futures as futures\nfutures.InterpreterPoolExecutor()"
    assert "one Python interpreter" in reader.run(source)["message"]
    source = "import threading\nthreading.Thread(target=lambda: __import__('sqlite3')).start()"
    told = reader.run(source)["stderr"]
    assert "without a database" in told
    assert "/lib/" not in told


def test_who_asks_whether_it_is_there_gets_the_ordinary_exceptions(reader):
    source = """
import concurrent.futures, urllib.error, urllib.request
try:
    import numpy
except ImportError as error:
    print(error.name)
try:
    from logging import Nothing
except ImportError as error:
    print(error)
try:
    urllib.request.urlopen("https://example.org")
except urllib.error.URLError as error:
    print("URLError")
print(hasattr(concurrent.futures, "InterpreterPoolExecutor"))
print(hasattr(concurrent.futures, "ThreadPoolExecutor"))
"""
    numpy, nothing, *rest = reader.run(source)["stdout"].splitlines()
    assert numpy == "numpy"
    assert nothing.startswith("cannot import name 'Nothing' from 'logging'")
    assert rest == ["URLError", "False", "True"]


@pytest.mark.parametrize("source", ["input('name? ')", "import nothing_of_this_name"])
def test_no_frame_of_ours_is_in_a_traceback(reader, source):
    told = reader.run(source)["stderr"]
    assert told.count("File ") == 1, told
    assert 'File "program.py", line 1' in told


def test_who_waits_for_what_nobody_sends_is_deadlocked(reader):
    result = reader.run("import socket\na, b = socket.socketpair()\na.recv(1)")
    assert result["status"] == "deadlock"
    assert "line 3: socket.recv" in result["message"]


def test_stop_ends_an_exploration_and_the_next_run_works(reader):
    reader.run("")  # so that it begins at once
    source = (
        "import threading\nx = 0\ndef work():\n    global x\n    for _ in range(99): x += 1\n"
        "threads = [threading.Thread(target=work) for _ in range(9)]\n"
        "for thread in threads: thread.start()\nfor thread in threads: thread.join()"
    )
    status = reader.evaluate(
        """async (source) => {
            const result = runner.explore(source, "p.py");
            while (runner.state !== "exploring") await new Promise((r) => setTimeout(r, 5));
            await new Promise((r) => setTimeout(r, 200));
            await runner.stop();
            return (await result).status;
        }""",
        source,
    )
    assert status == "stopped"
    assert reader.run("print('again')")["stdout"] == "again\n"
