"""The runner of programs: what it must report, on small programs of its own."""

import json
import os
import sys

import pytest

from examples import mutants, near_misses
from examples.breaks import BreakError, Broken, _inserted, broken_copies, replaced
from examples.children import Children, Crash
from examples.files import all_programs, needs, without_run
from examples.pages import Block, Shown
from examples.promises import Expected, promise_of
from examples.record import fits_still
from examples.running import Hang, Run, objection, run_program
from examples.sessions import RealRuns, programs
from examples.virtual import Seen, complaint, drawn, judge, look
from guarantee import exactly, parse
from guarantee.rules import rule

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


def test_a_program_says_why_it_has_no_run(tmp_path):
    text = "# Needs Python 3.14\n# Not in the browser: starts processes\nprint()\n"
    assert without_run(program(tmp_path, text)) == "starts processes"
    assert without_run(program(tmp_path, "print()\n")) is None


def shown_in(folder, text: str, **texts: str) -> Shown:
    """A program of this test, as if a page showed it."""
    path = program(folder, text)
    block = Block(folder, 1, "python", str(path), None, text)
    return Shown(block, {".out": "", **{f".{name}": value for name, value in texts.items()}})


def test_a_break_that_does_not_apply_is_named(tmp_path):
    shown = shown_in(tmp_path, "print()")
    with pytest.raises(BreakError, match="program, 'lost lock': 'lock' stands there 0 times"):
        replaced(shown, "lost lock", "lock", "")
    with pytest.raises(BreakError, match="program, 'no Python', line 1"):
        replaced(shown, "no Python", "print()", "print(")


def test_the_automatic_breaks_reach_the_thread_function():
    broken = _inserted(HANG, "raise ValueError")
    assert "def waits_for_ever():\n    raise ValueError\n" in broken
    assert _inserted("print()", "raise ValueError") is None


def broken_in(folder, name: str, text: str, source: str, promise: str) -> Broken:
    """A broken copy (`source`) of a program (`text`) of this test."""
    shown = shown_in(folder, text, out=promise)
    promised = Expected(exactly(promise, "x.out"), exactly("", "x.err"), promise, varies=False)
    return Broken(name, "broken", source, shown, promised)


def test_a_copy_that_hangs_is_objected_to_and_one_that_survives_is_not(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    good = 'print("hello")\n'
    hangs = broken_in(tmp_path / "a", "a", good, HANG, "hello\n")
    survives = broken_in(tmp_path / "b", "b", good, good, "hello\n")
    runs = RealRuns(sys.executable)
    runs._patience = lambda one: 2.0
    runs.start([], [hangs, survives])
    try:
        assert "did not end within 2 s" in runs.objection_to(hangs)
        assert runs.objection_to(survives) is None
    finally:
        runs.stop()


def test_where_the_control_hangs_a_hang_is_no_objection(tmp_path):
    starved = broken_in(tmp_path, "a", HANG, HANG, "hello\n")
    runs = RealRuns(sys.executable)
    runs._patience = lambda one: 1.0
    runs.start([], [starved])
    try:
        with pytest.raises(Hang, match="the unbroken control hung, too"):
            runs.objection_to(starved)
    finally:
        runs.stop()


def dies() -> None:
    os.abort()


def answers(text: str) -> str:
    return text.upper()


def fails() -> None:
    raise ValueError("on purpose")


def test_a_crash_names_its_job_and_the_others_go_on():
    with Children(1) as children:
        crash = children.submit("chapter/program", dies)
        after = children.submit("another", answers, "fine")
        with pytest.raises(Crash, match=r"(?s)chapter/program: .*Abort.*in dies"):
            crash.result()
        assert after.result() == "FINE"
        with pytest.raises(ValueError, match="on purpose"):
            children.submit("a third", fails).result()
        assert children.submit("a fourth", answers, "fine").result() == "FINE"


SLEEPS = """\
import threading, time
def nap():
    time.sleep(1)
threads = [threading.Thread(target=nap) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("over")
"""


def promised(text: str) -> Expected:
    return Expected(parse(text, "x.expect"), exactly("", "x.err"), "", varies=True)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="green threads need Python 3.13")
class TestVirtualTime:
    def test_seconds_are_exact_in_every_schedule(self):
        runs = list(look(SLEEPS, "program.py"))
        assert [run.schedule.seed for run in runs] == [0, *(s.seed for s in drawn())]
        assert {complaint(promised("over\ntakes 1.0+ s\n"), run) for run in runs} == {None}
        late = {complaint(promised("over\ntakes 0.9+ s\n"), run) for run in runs}
        assert len(late) == len(runs)
        assert all("took 1 s of virtual time, not 0.9 s" in text for text in late)

    def test_a_deadlock_is_a_complaint(self):
        (run,) = list(look(HANG, "program.py"))[:1]
        assert "deadlock" in complaint(promised("hello\n"), run)

    def test_a_verdict_tells_whether_only_a_rule_objects(self, tmp_path):
        path = program(tmp_path, SLEEPS)
        rule = "no rule of this test is kept"
        accepts = promised(f"…\n✓ {rule}\n")
        assert judge(SLEEPS, path, accepts).needs_rule == rule
        assert judge(SLEEPS, path, accepts).objection.endswith("never")
        strict = promised(f"gone\n✓ {rule}\n")
        assert judge(SLEEPS, path, strict).needs_rule is None
        assert judge(SLEEPS, path, promised("over\n")) == (judge(SLEEPS, path, promised("…\n")))

    def test_an_endless_copy_ends(self, tmp_path):
        path = program(tmp_path, SLEEPS)
        verdict = judge("while True:\n    pass\n", path, promised("over\n"))
        assert "step limit" in verdict.objection


@rule("no rule of this test is kept")
def never(lines):
    return "never"


def run_that_printed(text: str) -> Seen:
    return Seen(drawn()[0], "finished", "", text, "", 0, 1.0, 10, 2)


def test_near_misses_are_listed_with_a_reason_or_refused():
    runs = [run_that_printed("a 1\nb 2\nc 3\n"), run_that_printed("b 2\na 1\nc 3\n")]
    strict = promised("╭ a 1\n╰ b 2\nc 3\n")
    assert near_misses.objection(strict, runs, {}) is None
    loose = promised("╭ a ‹1–2›\n│ b 2\n╰ c 3\n")
    wrong = near_misses.objection(loose, runs, {})
    assert "accepted: 'swapped: b # | c #' (line 2: b 2 | c 3)" in wrong
    assert "accepted: 'number: a #' (line 1: a 1 | a 2)" in wrong
    listed = {"swapped: b # | c #": "why", "number: a #": "why"}
    assert near_misses.objection(loose, runs, listed) is None
    assert "needless: 'number: a #'" in near_misses.objection(strict, runs, {"number: a #": "why"})
    empty = dict.fromkeys(listed, "")
    assert "without a reason" in near_misses.objection(loose, runs, empty)


def test_mutants_of_a_list_are_judged(tmp_path, capsys):
    """On the first program of the site that a thread runs in."""
    shown = next(one for one in programs() if any(broken_copies(one, {})))
    broken = broken_copies(shown, {})[0]
    listed = tmp_path / "mutants.json"
    mutant = {"program": shown.name, "old": shown.path.read_text("utf-8")}
    listed.write_text(
        json.dumps(
            {
                "mutant": [
                    mutant | {"name": "raises", "new": broken.source},
                    mutant | {"name": "the same", "new": mutant["old"]},
                ]
            }
        ),
        "utf-8",
    )
    assert mutants.main([str(listed)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"SURVIVES      {shown.name}: the same"
    assert told[1].startswith(f"objected to   {shown.name}: raises: ")
    assert told[2].startswith("2 mutants: 1 objected to by the guarantee alone")
    listed.write_text('[{"program": "no/such", "name": "a", "old": "b", "new": "c"}]', "utf-8")
    assert mutants.main([str(listed)]) == 1
    assert "no/such: no such program" in capsys.readouterr().out


def test_an_interpreter_that_a_program_starts_is_not_watched(tmp_path):
    """There `faulthandler` cannot be imported, and sitecustomize.py is, a second time."""
    text = (
        "import sys\n"
        "sys.modules['faulthandler'] = None\n"
        "del sys.modules['sitecustomize']\n"
        "import sitecustomize\n"
        "print('hello')\n"
    )
    assert objection(run_program(program(tmp_path, text)), PROMISE) is None


def test_no_program_of_a_chapter_is_forgotten():
    names = {path.name for path in all_programs()}
    assert names
    assert not names & {"rules.py", "proofs.py"}


def test_a_recording_that_fits_is_kept(tmp_path):
    path = program(tmp_path, "print()")
    (tmp_path / "program.expect").write_text("n ‹1–3›\n", "utf-8")
    run = Run("n 3\n", "", 0, 0.1)
    assert not fits_still(path, promise_of(path), run)  # there is none yet
    (tmp_path / "program.out").write_text("n 2\n", "utf-8")
    assert fits_still(path, promise_of(path), run)
    (tmp_path / "program.out").write_text("n 4\n", "utf-8")
    assert not fits_still(path, promise_of(path), run)
    (tmp_path / "program.expect").unlink()
    assert not fits_still(path, promise_of(path), run)
    assert fits_still(path, promise_of(path), Run("n 4\n", "", 0, 0.1))
