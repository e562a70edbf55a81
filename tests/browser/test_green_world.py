"""What the world of a run replaces works on the browser's stacks too."""

import pytest

from examples.pages import SNIPPETS

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
    "who waits where": (
        (SNIPPETS / "debugging_threading_issues/who_waits_where.py").read_text("utf-8"),
        "mail: in wait_for_mail\nmoney: in wait_for_money\n",
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
