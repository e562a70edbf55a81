"""Each exercise: the start is refused, the solution is proved, wrong attempts are refused."""

import ast
import re

import pytest
from markdown import Markdown

from examples.exercises import LIST, TASK, ExerciseError, all_exercises, listed, load, task_of
from examples.files import MEND, SNIPPETS, read
from examples.pages import all_pages, included
from examples.refusals import main as table

EXERCISES = all_exercises()
WRONG = [(one, name) for one in EXERCISES for name in one.wrong]
MOST_CLASSES = 200  # a reader waits some 2 s for so many; 60 are enough for most exercises
LINES, COLUMNS = 40, 60
MENDED = 5  # lines that a mend may add


def named(value: object) -> str:
    return getattr(value, "name", None) or str(value)


@pytest.mark.drawn(10)
@pytest.mark.parametrize("one", EXERCISES, ids=named)
def test_the_start_is_refused_and_the_solution_is_proved(one):
    start = one.judged(one.start)
    assert start.broken, "the start keeps its contract: there is nothing to mend"
    solved = one.judged(one.solution)
    assert solved.keeps, [ruling for ruling in solved.rulings if ruling.state != "holds"]
    assert solved.classes <= MOST_CLASSES, "it takes too long for a reader"


@pytest.mark.drawn(10)
@pytest.mark.parametrize(("one", "name"), WRONG, ids=named)
def test_a_wrong_attempt_is_refused_by_its_clause(one, name):
    verdict = one.judged(one.attempt(name))
    broken = {ruling.text: ruling for ruling in verdict.broken}
    assert one.wrong[name] in broken, {text: ruling.said for text, ruling in broken.items()}
    ruling = broken[one.wrong[name]]
    assert ruling.said.endswith(".")
    assert ruling.witness or ruling.text.startswith(("keeps", "uses"))


@pytest.mark.parametrize("one", EXERCISES, ids=named)
def test_the_page_includes_what_was_recorded(one):
    file = one.folder / TASK
    assert read(file) == task_of(one), "make record"
    path = file.relative_to(SNIPPETS).as_posix()
    assert sum(path in included(page) for page in all_pages()) == 1


def test_each_clause_is_an_item_of_its_own():
    """Also the one behind a clause of several lines, which has a fence."""
    markdown = Markdown(extensions=["md_in_html", "pymdownx.details", "pymdownx.superfences"])
    for one in EXERCISES:
        html = markdown.reset().convert(task_of(one))
        found = re.search(r'<div class="mend-contract">(.*?)</ul>', html, re.DOTALL)
        assert found, one.name
        assert found[1].count("<li>") == len(one.contract.words), one.name


@pytest.mark.parametrize("one", EXERCISES, ids=named)
def test_its_programs_are_short(one):
    for path in sorted(one.folder.glob("*.py")):
        text = read(path)
        ast.parse(text)
        most = LINES if path == one.start else LINES + MENDED
        assert text.count("\n") <= most, path
        assert max(map(len, text.splitlines())) <= COLUMNS, path


def test_no_folder_is_half_an_exercise():
    folders = {path for path in SNIPPETS.glob(f"*/{MEND}/*") if path.is_dir()}
    assert folders == {one.folder for one in EXERCISES}


def test_the_list_has_them_all():
    assert read(LIST) == listed(), "make record"
    assert all(f"data-exercise={one.name} }}" in listed() for one in EXERCISES)


TOML = """
title = "t"
task = "t"
contract = "prints: 2"
hints = ["a", "b"]
solution = "s"
[wrong]
a = "prints: 2"
b = "prints: 2"
c = "no deadlock"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title", "titel", "nobody knows titel"),
        ('title = "t"', "", "title is missing"),
        ('"a", "b"', '"a"', "hints are 2"),
        ('c = "no deadlock"', "", "3 attempts at least"),
        ("prints: 2", "print: 2", r"contract in .*line 1: no clause is 'print: 2'"),
        ('c = "no deadlock"', 'c = "no exception"', "no clause of c is 'no exception'"),
        ("c = ", "d = ", "missing: c, d"),
        ("[wrong]", "[wrong", "exercise.toml: "),
        ("x", "x", r"solution\.py is missing"),
    ],
)
def test_what_is_no_exercise_is_named(tmp_path, old, new, message):
    (tmp_path / "exercise.toml").write_text(TOML.replace(old, new))
    for name in ("start", "wrong_a", "wrong_b", "wrong_c"):
        (tmp_path / f"{name}.py").write_text("")
    with pytest.raises(ExerciseError, match=message):
        load(tmp_path)


def test_one_command_tells_how_often_each_wrong_attempt_is_refused(capsys):
    one = next(one for one in EXERCISES if one.name == "thread_communication/one_counter")
    assert table([one.folder.name]) == 0
    *rows, total = capsys.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows] == [[one.name, name] for name in one.wrong]
    assert "2 of 4" in rows[0]
    assert total.startswith(f"{len(rows)} wrong attempts, {len(rows)} refused")
