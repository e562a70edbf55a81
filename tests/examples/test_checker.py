"""The runner of programs: what it must report, on small programs of its own."""

import pytest

from examples.breaks import BreakError, _inserted, _replaced
from examples.pages import Block, Shown
from examples.running import Expected, Hang, needs, objection, run_program
from guarantee import exactly

PROMISE = Expected(exactly("hello\n", "x.out"), exactly("", "x.err"), "hello\n", varies=False)

HANG = """\
import threading
def waits_for_ever():
    threading.Event().wait()
thread = threading.Thread(target=waits_for_ever)
thread.start()
thread.join()
"""


def program(folder, text: str):
    path = folder / "program.py"
    path.write_text(text, "utf-8")
    return path


def test_a_run_that_fits(tmp_path):
    run = run_program(program(tmp_path, 'print("hello")'))
    assert objection(run, PROMISE) is None
    assert run.status == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('print("hallo")', "'hello' is due"),
        ('print("hello")\nraise SystemExit(2)', "exit status 2, not 0"),
        ('import sys\nprint("hello")\nprint("oh", file=sys.stderr)', "too much: 'oh'"),
        (
            "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\n"
            't.join()\nprint("hello")',
            "ZeroDivisionError",
        ),
    ],
)
def test_what_does_not_fit_is_shown(tmp_path, text, message):
    run = run_program(program(tmp_path, text))
    assert message in objection(run, PROMISE)


def test_a_hang_is_stopped_and_reported_with_the_stacks_of_all_threads(tmp_path):
    with pytest.raises(Hang) as caught:
        run_program(program(tmp_path, HANG), patience=1.0)
    assert "did not end within 1 s" in str(caught.value)
    assert "waits_for_ever" in str(caught.value)
    assert "join" in str(caught.value)


def test_output_is_buffered_as_usual(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    text = "import sys\nprint(sys.stdout.line_buffering, sys.stdout.write_through)"
    assert run_program(program(tmp_path, text)).stdout == "False False\n"


def test_a_program_may_need_a_newer_python(tmp_path):
    assert needs(program(tmp_path, "# Needs Python 3.14\nprint()\n")) == (3, 14)
    assert needs(program(tmp_path, "print()\n")) == (3, 11)


def test_a_break_that_does_not_apply_is_named(tmp_path):
    shown = Shown(Block(tmp_path, 1, "python", "chapter/program.py", None, ""))
    with pytest.raises(BreakError, match="chapter/program, 'lost lock': 'lock' stands there 0"):
        _replaced("print()", shown, "lost lock", "lock", "")


def test_the_automatic_breaks_reach_the_thread_function():
    broken = _inserted(HANG, "raise ValueError")
    assert "def waits_for_ever():\n    raise ValueError\n" in broken
    assert _inserted("print()", "raise ValueError") is None
