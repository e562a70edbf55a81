"""All schedules of every program that has threads: what stands beside it is what is found again.

No guarantee refuses what can happen while nobody is held up; what badges say does happen; cures
cure. What cannot be proved stands in the chapter's `not_proved.toml`, and nothing else does.
"""

import re
import sys
from pathlib import Path

import pytest

from examples import schedules
from examples.files import DOCS, SNIPPETS, read, without_run
from examples.pages import Shown
from examples.schedules import BADGES, ENDING, LIMIT, NOT_PROVED, TOP, Found
from examples.sessions import not_virtual, programs
from examples.virtual import GREEN_SINCE
from greenthreads import Options
from greenthreads.exploration import explore
from guarantee import Badge

SHARE = 0.85  # of the programs are proved, free-threaded
# Cures that are the source's, or use the network: their not_proved.toml says why.
NOT_PROVED_CURES = {"thread_communication/thread_safe_counter", "web_scraper/two_per_host"}
MOST_IN_PAGE = 150  # classes of a program that carries the button Every schedule
# These take more than two seconds there all the same: their runs are long, or their classes more on
# the page's Python 3.14, whose pools count what waits.
SLOW_IN_PAGE = {"stop_marks", "unbounded_queue", "backpressure"}
TITLES = {True: "All schedules", False: "Not all schedules"}  # on the page: proved or not
_TITLE = re.compile(
    r'^( *)\?\?\? schedules "([^"]+)"\n\n\1    ```text\n\1    --8<-- "([^"]+)"$', re.M
)

green = pytest.mark.skipif(sys.version_info < GREEN_SINCE, reason="green threads need Python 3.13")

WITH_THREADS = [one for one in programs() if schedules.has_schedules(one.path)]
CHAPTERS = sorted(path for path in SNIPPETS.iterdir() if path.is_dir())
BADGED = [one for one in WITH_THREADS if schedules.badge_of(one.path)]
UNPROVED = [
    (one, level) for one in WITH_THREADS for level in TOP if level in schedules.not_proved(one.path)
]


def _told(path: Path) -> str:
    file = path.with_suffix(ENDING)
    return read(file) if file.exists() else ""


def _marks(one: Shown) -> list[pytest.MarkDecorator]:
    """Of programs with many classes, or too many, each commit takes a few, and what it changed."""
    quick = schedules.are_quick(one.path)
    return [] if quick else [pytest.mark.slow, pytest.mark.weekly(4)]


def pytest_generate_tests(metafunc):
    if "shown" in metafunc.fixturenames:
        params = [pytest.param(one, id=one.name, marks=_marks(one)) for one in WITH_THREADS]
        metafunc.parametrize("shown", params)


def _explored(virtual, one: Shown) -> list[Found]:
    if reason := not_virtual(one.path):
        pytest.skip(reason)
    jobs = [virtual.explored(one.path, level) for level in TOP]
    return [job.result() for job in jobs]


@pytest.mark.drawn(10)
def test_schedules_are_as_recorded(shown, virtual):
    again = f"make record NAMES={shown.name}"
    assert schedules.text_of(shown.path, _explored(virtual, shown)) == _told(shown.path), again


@pytest.mark.drawn(10)
def test_no_guarantee_refuses_what_can_happen(shown, virtual):
    """What takes a thread that is held up, a guarantee may refuse: the text says so."""
    wrong = [
        f"{found.level}: {came.refused}"
        for found in _explored(virtual, shown)
        for came in found.came
        if came.refused and not came.late
    ]
    assert not wrong, f"{len(wrong)} outcomes, the first: {wrong[0]}"


@pytest.mark.drawn(10)
def test_a_badge_is_confirmed_by_a_class(shown, virtual):
    badge = schedules.badge_of(shown.path)
    if badge is None:
        return
    explored = _explored(virtual, shown)
    if all(schedules.is_sound(found.reasons) for found in explored):
        came = [came for found in explored for came in found.came]
        assert any(one.fails for one in came), f"no class {badge.badge}"
    else:  # it asks for what is not modelled, an alarm: a real run confirms it
        assert badge.shown_by(read(shown.path.with_suffix(".out")))


@pytest.mark.drawn(10)
def test_a_cure_is_proved_and_never_shows_the_failure(shown, virtual):
    for badge in _cured_by(shown):
        proved = not schedules.not_proved(shown.path)
        assert proved or shown.name in NOT_PROVED_CURES, f"{shown.name} cures what {badge.badge}"
        for found in _explored(virtual, shown):
            if not schedules.is_sound(found.reasons):
                continue
            kinds = {came.kind for came in found.came if not came.late}
            assert kinds <= ({"finished"} if proved else {"finished", "step limit"})
            showing = [text for text in found.printed if badge.shown_by(text)]
            assert not showing, f"{badge.badge}: {showing[0]}"


@green
def test_a_task_that_waits_for_a_worker_is_not_held_up():
    """Whatever it meets when it starts: here pages that come, on which everything depends."""
    found = schedules.explored(SNIPPETS / "web_scraper" / "web_scraper.py", "gil", 4)
    assert {one.late for one in found.came if "Speedup: 2.50x" in one.text} == {False}


def _cured_by(shown: Shown) -> list[Badge]:
    listed = schedules.badges(shown.path.parent).values()
    return [badge for badge in listed if shown.path.stem in badge.cures]


@green
def test_a_page_says_what_every_schedule_comes_to_after_an_edit():
    path = SNIPPETS / "thread_synchronization" / "bank_transfer.py"
    page = " ".join(read(DOCS / "thread-synchronization.md").split())
    old, new = "first, second = sorted(", "first, second = source, target"
    assert f"write `{new}` in place of ①" in page
    source = re.sub(rf"{re.escape(old)}.*?\n    \)", new, read(path), flags=re.DOTALL)
    assert new in source
    *_, found = explore(source, path.name, Options(level="free-threaded"))
    assert found.complete
    stuck = sum(one.classes for one in found.outcomes if one.kind == "deadlock")
    assert f"{stuck} of {found.classes} classes end in a deadlock" in page
    proved = schedules.counts(_told(path))[0]
    assert f"each of the {proved} classes comes to its end" in page


def test_each_badge_on_a_page_says_how_it_shows():
    words = {one.name: _badge_on_page(one) for one in WITH_THREADS}
    listed = {
        f"{chapter.name}/{name}": badge.badge
        for chapter in CHAPTERS
        for name, badge in schedules.badges(chapter).items()
    }
    assert listed == {name: badge for name, badge in words.items() if badge}
    unknown = [
        f"{chapter.name}/{cure}"
        for chapter in CHAPTERS
        for badge in schedules.badges(chapter).values()
        for cure in badge.cures
        if f"{chapter.name}/{cure}" not in words
    ]
    assert not unknown, f"{BADGES}: cures that are no programs with threads: {unknown}"


def _badge_on_page(one: Shown) -> str:
    """The words of the badge above a program."""
    above = read(one.program.page).splitlines()[: one.program.line - 1]
    text = next((line.strip() for line in reversed(above) if line.strip()), "")
    found = re.fullmatch(r"\*\*(.+)\*\*\{ \.badge(?: \.unrecorded)? \}", text)
    return found[1] if found else ""


def test_each_program_with_threads_shows_its_schedules():
    missing = [one.name for one in WITH_THREADS if ENDING not in one.texts]
    assert not missing, f"not on their pages: {', '.join(missing)}"
    threadless = {one.path for one in programs()} - {one.path for one in WITH_THREADS}
    idle = [path.stem for path in threadless if path.with_suffix(ENDING).exists()]
    assert not idle, f"these start no thread: {', '.join(idle)}"


def test_the_title_on_the_page_says_whether_all_were_run():
    titles = {}
    for page in {one.program.page for one in WITH_THREADS}:
        titles.update({path: title for _, title, path in _TITLE.findall(read(page))})
    due = {
        f"{one.name}{ENDING}": TITLES[bool(schedules.counts(_told(one.path)))]
        for one in WITH_THREADS
    }
    assert titles == due


def test_the_button_stands_where_a_proof_in_the_page_is_quick():
    buttons = {}
    for page in {one.program.page for one in WITH_THREADS}:
        buttons.update({name: bool(with_it) for with_it, name in _EXAMPLE.findall(read(page))})
    due = {
        one.path.stem: _is_quick_in_page(one)
        for one in WITH_THREADS
        if one.path.stem in buttons  # solutions that unfold have no buttons
    }
    assert {name: buttons[name] for name in due} == due
    assert sum(due.values()) > 0.7 * len(due)


def _is_quick_in_page(one: Shown) -> bool:
    proved = schedules.counts(_told(one.path))
    can = without_run(one.path) is None and one.path.stem not in SLOW_IN_PAGE
    return can and bool(proved) and max(proved) <= MOST_IN_PAGE


_EXAMPLE = re.compile(r'<div class="example( schedules)?" id="(\w+)" markdown>')


def test_what_is_not_proved_is_listed_and_says_so_first():
    names = {one.name for one in WITH_THREADS}
    listed = {
        f"{chapter.name}/{name}": reasons
        for chapter in CHAPTERS
        for name, reasons in schedules.all_not_proved(chapter).items()
    }
    assert set(listed) <= names, f"{NOT_PROVED}: {set(listed) - names} have no threads"
    for one in WITH_THREADS:
        reasons = listed.get(one.name, {})
        told = re.findall(r"^(\S+): not proved: (.+)$", _told(one.path), re.M)
        assert told == [
            (schedules.NAMES[level], reasons[level]) for level in TOP if level in reasons
        ]
        assert all(reason.strip() for reason in reasons.values()), f"{one.name}: no reason"


def test_most_programs_are_proved():
    proved = [one for one in WITH_THREADS if "free-threaded" not in schedules.not_proved(one.path)]
    assert len(proved) >= SHARE * len(WITH_THREADS), f"{len(proved)} of {len(WITH_THREADS)}"


@pytest.mark.slow
@pytest.mark.weekly
@pytest.mark.parametrize(
    ("one", "level"), UNPROVED, ids=[f"{one.name}-{level}" for one, level in UNPROVED]
)
def test_the_list_of_what_is_not_proved_cannot_be_shorter(one, level, virtual):
    if reason := not_virtual(one.path):
        pytest.skip(reason)
    found = virtual.explored(one.path, level, LIMIT).result()
    assert not found.complete, f"{found.classes} classes: take it out of {NOT_PROVED}"


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
print(f"Final counter: {counter}")
"""
TOO_LATE = """\
import threading, time
done = False
def work():
    global done
    time.sleep(0.1)
    done = True
thread = threading.Thread(target=work)
thread.start()
time.sleep(0.2)
print(done)
thread.join()
"""
CIRCLE = """\
import threading
a, b = threading.Lock(), threading.Lock()
def take(first, second):
    with first, second:
        pass
threads = [threading.Thread(target=take, args=locks) for locks in ((a, b), (b, a))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""


def told(folder: Path, source: str, **files: str) -> str:
    """The text of a program of this test, and of the files beside it."""
    path = folder / "program.py"
    path.write_text(source, "utf-8")
    for name, text in files.items():
        ending = {"out": "program.out", "expect": "program.expect"}.get(name, f"{name}.toml")
        (folder / ending).write_text(text, "utf-8")
    found = [schedules.explored(path, level, schedules.limit_of(path, level)) for level in TOP]
    return schedules.text_of(path, found)


BADGE = '[program]\nbadge = "loses updates"\nshows = "Final counter: 1"\ncures = []\n'


@green
def test_the_text_tells_outcomes_and_which_show_the_failure(tmp_path):
    promised = "Final counter: ‹1–2›\n"
    assert told(tmp_path, COUNTER, expect=promised, badges=BADGE) == (
        "free-threaded: proved, all 4 classes of schedules\n"
        "2×  Final counter: 2\n"
        "2×  Final counter: 1   ✗ loses updates\n"
        "GIL: proved, all 2 classes of schedules\n"
        "2×  Final counter: 2\n"
    )


@green
def test_an_outcome_that_the_guarantee_refuses_is_marked(tmp_path):
    text = told(tmp_path, COUNTER, out="Final counter: 2\n")
    assert "\n2×  Final counter: 1   ✗ breaks the guarantee\n" in text
    assert text.endswith("schedules\n2×  as in the recorded run\n")


@green
def test_who_must_be_held_up_is_marked(tmp_path):
    text = told(tmp_path, TOO_LATE, expect="True\ntakes 0.2+ s\n")
    assert text.startswith("free-threaded: proved, all 2 classes of schedules\n1×  True\n")
    assert "1×  False   ✗ breaks the guarantee, only if a thread is held up\n" in text


@green
def test_a_deadlock_is_an_outcome(tmp_path):
    text = told(tmp_path, CIRCLE, out="done\n")
    assert text.startswith(
        "free-threaded: proved, all 3 classes of schedules\n2×  done\n1×  (deadlock)"
    )
    assert text.endswith("GIL: proved, all 3 classes of schedules, with the same outcomes\n")


@green
def test_what_is_not_proved_stands_first_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(schedules, "SOME", 2)
    reasons = '[program]\nfree-threaded = "too much"\n'
    text = told(tmp_path, COUNTER, expect="Final counter: ‹1–2›\n", not_proved=reasons)
    assert text.startswith("free-threaded: not proved: too much\nAfter 1 class of schedules:\n")
    assert schedules.counts(text) == []
    assert "\nGIL: proved, all 2 classes of schedules, with the same outcomes\n" in text


def test_a_list_that_makes_no_sense_is_an_error(tmp_path):
    (tmp_path / "not_proved.toml").write_text('[x]\nfast = "why"\n', "utf-8")
    with pytest.raises(schedules.SchedulesError, match="no level is fast"):
        schedules.all_not_proved(tmp_path)
    (tmp_path / "badges.toml").write_text('[x]\nbadge = "fails"\n', "utf-8")
    with pytest.raises(schedules.SchedulesError, match=r"badges\.toml"):
        schedules.badges(tmp_path)


def test_a_failure_shows_by_what_is_there_or_by_what_is_not():
    shows = Badge("fails", [], shows="lost: ‹1–9›")
    assert shows.shown_by("a\nlost: 3\nb\n")
    assert not shows.shown_by("a\nlost: 0\nb\n")
    lacks = Badge("fails", [], lacks="closed")
    assert lacks.shown_by("a\n")
    assert not lacks.shown_by("a\nclosed\n")
