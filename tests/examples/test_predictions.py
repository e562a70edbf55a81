"""Questions before the outputs: what stands there is what the schedules answer again.

The explorations are those of test_schedules.py: each is made once in a session.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from examples import predictions, schedules
from examples.files import SNIPPETS, PageError, read
from examples.in_words import head, told
from examples.pages import Shown
from examples.predictions import ENDING, html_of, objections
from examples.questions import ENDING as ASKED
from examples.questions import Run, questions_of
from examples.schedules import TOP, Answer, Found
from examples.sessions import not_virtual, programs
from examples.virtual import GREEN_SINCE

CHAPTERS = 14  # the opening too
AT_LEAST = 40  # questions on the site; and two in each chapter

green = pytest.mark.skipif(sys.version_info < GREEN_SINCE, reason="green threads need Python 3.13")

ASKING = [one for one in programs() if predictions.is_asked(one.path)]


def _marks(one: Shown) -> list[pytest.MarkDecorator]:
    """Slow, as in test_schedules.py, and where the order of lines makes many classes."""
    file = one.path.with_suffix(ENDING)
    counts = re.findall(r"([\d,]+) classes", read(file) if file.exists() else "")
    few = all(int(count.replace(",", "")) <= schedules.QUICK for count in counts)
    quick = few and schedules.are_quick(one.path)
    return [] if quick else [pytest.mark.slow, pytest.mark.weekly]


def pytest_generate_tests(metafunc):
    if "shown" in metafunc.fixturenames:
        params = [pytest.param(one, id=one.name, marks=_marks(one)) for one in ASKING]
        metafunc.parametrize("shown", params)


@pytest.mark.drawn(10)
def test_the_answers_are_what_the_schedules_come_to(shown, virtual):
    """And every option that is possible has a witness, every question something to learn."""
    if reason := not_virtual(shown.path):
        pytest.skip(reason)
    jobs = {
        ordered: [virtual.explored(shown.path, level, None, ordered) for level in TOP]
        for ordered in predictions.orders(shown.path)
    }
    found = {ordered: [job.result() for job in levels] for ordered, levels in jobs.items()}
    again = f"make record NAMES={shown.name}"
    assert html_of(shown.path, found) == read(shown.path.with_suffix(ENDING)), again


@pytest.mark.drawn(10)
def test_each_witness_comes_to_what_its_option_says(shown, virtual):
    if reason := not_virtual(shown.path):
        pytest.skip(reason)
    assert virtual.called(f"{shown.name}: witnesses", objections, shown.path).result() == []


def test_there_are_enough_questions_and_in_each_chapter():
    count = Counter(one.path.parent.name for one in ASKING for _ in questions_of(one.path))
    assert sum(count.values()) >= AT_LEAST
    assert len(count) == CHAPTERS
    assert min(count.values()) >= 2, count


def test_each_question_is_about_a_program_and_stands_before_its_output():
    asked = set(SNIPPETS.rglob(f"*{ASKED}"))
    made = set(SNIPPETS.rglob(f"*{ENDING}"))
    due = {one.path.with_suffix(ASKED) for one in ASKING}
    assert asked == due, "questions about no program on a page"
    assert made == {one.path.with_suffix(ENDING) for one in ASKING}
    late = [one.name for one in ASKING if not _stands_before(one)]
    assert not late, f"not between program and output: {late}"
    strange = [one.name for one in ASKING if not schedules.has_schedules(one.path)]
    assert not strange, f"these have no schedules: {strange}"


def _stands_before(one: Shown) -> bool:
    text = read(one.program.page)
    begin = text.index(f'--8<-- "{one.name}.py"')
    question = text.index(f'--8<-- "{one.name}{ENDING}"')
    shown = [text.index(f'"{one.name}{ending}"') for ending in one.texts]
    return begin < question < min(shown)


# -- the format -----------------------------------------------------------------------------------

COUNTER = """\
import threading
counter = 0
def add():
    global counter
    counter += 1
threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"counter: {counter}")
"""
TOO_LATE = """\
import threading, time
done = False
def work():
    global done
    time.sleep(0.1)
    done = True
    print("work")
thread = threading.Thread(target=work)
thread.start()
time.sleep(0.2)
print(done)
thread.join()
"""


def asked(folder: Path, *options: str, source: str = COUNTER, more: str = "") -> Path:
    """A program of this test and a question with these options."""
    path = folder / "program.py"
    path.write_text(source, "utf-8")
    listed = [f'[[question.option]]\nwhy = "because"\n{one}\n' for one in options]
    path.with_suffix(ASKED).write_text(f"[[question]]\n{more}\n" + "\n".join(listed), "utf-8")
    return path


def answers(path: Path) -> list[tuple[str, str]]:
    """What is said of each option: whether, and in how many classes."""
    orders = predictions.orders(path)
    found = {
        ordered: [
            schedules.explored(path, level, schedules.limit_of(path, level), ordered)
            for level in TOP
        ]
        for ordered in orders
    }
    path.with_suffix(ENDING).write_text(html_of(path, found), "utf-8")
    assert objections(path) == []
    html = read(path.with_suffix(ENDING))
    return re.findall(r"<li data-can.*?><strong>(.*?)</strong> <span>(.*?)</span>", html)


@green
def test_what_is_possible_is_found_out_for_each_build(tmp_path):
    path = asked(
        tmp_path, 'prints = "counter: 2"', 'prints = "counter: 1"', 'prints = "counter: 0"'
    )
    assert answers(path) == [
        (
            "Possible.",
            "It happens in 2 of 4 classes of schedules free-threaded, "
            "and in both classes with the GIL.",
        ),
        (
            "Possible, free-threaded only.",
            "It happens in 2 of 4 classes of schedules free-threaded, "
            "and in none of 2 classes with the GIL.",
        ),
        (
            "Not possible.",
            "All classes of schedules were run, 4 free-threaded and 2 with the GIL; "
            "it happens in none.",
        ),
    ]


@green
def test_an_order_of_lines_is_asked_for_by_ordered(tmp_path):
    lines = ['prints = "True\\nwork"', 'prints = "False\\nwork"', 'prints = "work\\nTrue"']
    path = asked(tmp_path, *lines, source=TOO_LATE, more="ordered = true")
    assert [whether for whether, _ in answers(path)] == [
        "Possible, free-threaded only, and only if a thread is held up.",
        "Possible, but only if a thread is held up.",
        "Possible.",
    ]


@green
def test_what_was_not_seen_is_not_impossible_where_there_is_no_proof(tmp_path, monkeypatch):
    monkeypatch.setattr(schedules, "SOME", 2)
    path = asked(tmp_path, 'prints = "counter: 2"', 'prints = "counter: 7"')
    (tmp_path / "not_proved.toml").write_text('[program]\nfree-threaded = "too much"\n', "utf-8")
    (_, seen), (whether, unseen) = answers(path)
    assert seen == "It was seen, though not all classes of schedules could be run."
    assert whether == "Not seen."
    assert unseen.endswith("There are more, so this is no proof.")


@green
def test_a_question_without_anything_to_learn_is_refused(tmp_path):
    with pytest.raises(PageError, match=r"question 1: no option is possible"):
        answers(asked(tmp_path, 'prints = "counter: 7"', 'ends = "never"'))
    with pytest.raises(PageError, match=r"question 1: every option is possible"):
        answers(asked(tmp_path, 'prints = "counter: 2"', 'lacks = "counter: 7"'))


@green
def test_a_witness_that_shows_something_else_is_refused(tmp_path):
    path = asked(tmp_path, 'prints = "counter: 2"', 'prints = "counter: 1"')
    answers(path)
    file = path.with_suffix(ENDING)
    one, other = re.findall(r'data-witness="([^"]+)"', read(file))
    file.write_text(read(file).replace(f'"{other}"', f'"{one}"'), "utf-8")
    (told_wrong,) = objections(path)
    assert told_wrong.startswith("counter: 1: not ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[question]\n", r"program\.predict\.toml: .*line 1"),
        ("[[questions]]\n", r"program\.predict\.toml: holds \[\[question\]\] and nothing else"),
        ("[[question]]\n", "question 1: needs two"),
        ('[[question]]\nask = "?"\n', "question 1: ask is none of asks"),
    ],
)
def test_a_mistake_is_named_with_its_place(text, says, tmp_path):
    (tmp_path / f"program{ASKED}").write_text(text, "utf-8")
    with pytest.raises(PageError, match=says):
        questions_of(tmp_path / "program.py")


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ('print = "x"', "question 1, option 2: print is none of prints"),
        ("", "option 2: needs one of prints"),
        ('ends = "soon"', 'option 2: ends is "never"'),
        ("prints = 3", "option 2: prints is 3"),
        ('prints = "‹1"', "option 2, prints, line 2"),
    ],
)
def test_a_mistake_in_an_option_is_named(option, says, tmp_path):
    with pytest.raises(PageError, match=says):
        questions_of(asked(tmp_path, 'prints = "x"', option))


def test_an_option_without_a_why_is_refused(tmp_path):
    path = asked(tmp_path, 'prints = "x"', 'prints = "y"')
    file = path.with_suffix(ASKED)
    file.write_text(read(file).replace('"because"', '" "', 1), "utf-8")
    with pytest.raises(PageError, match="option 1: says no why"):
        questions_of(path)


def test_an_option_can_say_more_than_what_is_printed(tmp_path):
    options = ['ends = "never"', "takes = 0.5", 'raises = "ValueError: …"', 'lacks = "b"']
    (question,) = questions_of(asked(tmp_path, *options))
    never, takes, raises, lacks = (option.holds for option in question.options)
    run = Run("finished", "a\nb\n", "", 0.5)
    assert [one(run) for one in (never, takes, raises, lacks)] == [False, True, False, False]
    other = Run("deadlock", "a\n", "Traceback\nValueError: no\n", 0.6)
    assert [one(other) for one in (never, takes, raises, lacks)] == [True, False, True, True]


def _pair(classes: int, *counts: int) -> tuple[tuple[Found, Answer], ...]:
    levels = zip(TOP, counts, strict=True)
    return tuple((Found(level, True, classes, (), []), Answer(count)) for level, count in levels)


def test_one_class_is_told_as_one():
    assert told(_pair(1, 1, 1)) == "There is only one class of schedules, and it happens there."
    assert told(_pair(1, 0, 0)).endswith("schedules, and it does not happen there.")
    assert told(_pair(3, 1, 1)) == "It happens in 1 of 3 classes of schedules."
    assert told(_pair(2000, 0, 0)) == (
        "All 2,000 classes of schedules were run; it happens in none."
    )
    ordered = told(_pair(3, 1, 1), ordered=True)
    assert ordered == "With the order of lines counted, it happens in 1 of 3 classes of schedules."
    assert head(_pair(3, 0, 1)) == "Possible, with the GIL only"
