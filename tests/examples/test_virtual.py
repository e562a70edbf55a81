"""Every program of the site in virtual time: it fits its guarantee to the second, in 17 schedules.

Its timeline is drawn anew, and outputs that no schedule prints are refused. The programs that
cannot run on green threads say so themselves; the day they can, they lose that line.
"""

import re
from pathlib import Path

import pytest

from examples import near_misses, schedules
from examples.files import DOCS, read, without_run
from examples.promises import expected
from examples.sessions import not_virtual, programs
from examples.virtual import MANY_SEEDS, complaint, run_here
from greenthreads.backend_greenlet import GreenletBackend
from guarantee import misfit

MANY_IN_ORDER = 300  # classes, where the order of all lines counts
NO_TRY = {"processes", "interpreters"}  # they would start real ones
HOW_RUN_WORKS = DOCS / "playground" / "how-run-works.md"
WITHOUT_RUN = {one.path: one for one in programs() if without_run(one.path)}


def pytest_generate_tests(metafunc):
    if "shown" in metafunc.fixturenames:
        chosen = [one for one in programs() if one.path not in WITHOUT_RUN]
        metafunc.parametrize("shown", chosen, ids=[one.name for one in chosen])


@pytest.fixture(autouse=True)
def _can_run(request):
    shown = request.node.callspec.params.get("shown") if hasattr(request.node, "callspec") else None
    if shown and (reason := not_virtual(shown.path)):
        pytest.skip(reason)


@pytest.mark.drawn(10)
def test_a_program_fits_its_guarantee_in_every_schedule(shown, virtual):
    seen = virtual.looked(shown).result().runs
    assert len(seen) in (2, 5, 17)
    wrong = [text for one in seen if (text := complaint(expected(shown), one))]
    assert not wrong, f"{len(wrong)} of {len(seen)} schedules, the first: {wrong[0]}"


@pytest.mark.slow
@pytest.mark.weekly
def test_a_program_fits_its_guarantee_in_forty_schedules(shown, virtual):
    seen = virtual.looked(shown, MANY_SEEDS).result().runs
    wrong = [text for one in seen if (text := complaint(expected(shown), one))]
    assert not wrong, f"{len(wrong)} of {len(seen)} schedules, the first: {wrong[0]}"


@pytest.mark.drawn(10)
def test_a_timeline_is_drawn_as_recorded(shown, virtual):
    _, made, no_picture = virtual.looked(shown).result()
    assert no_picture is None, no_picture
    recorded = shown.path.with_suffix(".svg")
    if not made:
        assert not recorded.exists(), f"{recorded.name}: this program starts no thread"
        return
    again = f"make record NAMES={shown.name}"
    assert recorded.exists(), f"{recorded.name} is missing: {again}"
    assert made == recorded.read_text("utf-8"), f"{recorded.name}: {again}"


@pytest.mark.drawn(10)
def test_what_no_schedule_prints_is_refused(shown, virtual):
    """Or listed, with a reason, in the chapter's breaks.toml (examples/near_misses.py)."""
    wrong = near_misses.looked_for(shown, virtual)
    assert wrong is None, wrong


@pytest.mark.slow
@pytest.mark.weekly
def test_what_no_class_prints_is_refused(shown, virtual):
    classes = MANY_IN_ORDER if schedules.has_schedules(shown.path) else 0
    wrong = near_misses.looked_for(shown, virtual, classes)
    assert wrong is None, wrong


class Blind(GreenletBackend):
    """Looks into no suspended stack, as the browser's back-end."""

    sees_frames = False


@pytest.mark.parametrize("path", sorted(WITHOUT_RUN), ids=lambda path: path.stem)
def test_a_program_without_run_cannot_run(path: Path):
    if path.stem in NO_TRY:
        assert re.search("Pool", read(path)), f"{path.stem} starts nothing: it may be tried"
        return
    if reason := not_virtual(path):
        pytest.skip(reason) if "needs Python" in reason else None
    result = run_here(read(path), path.name, backend=Blind())
    promise = expected(WITHOUT_RUN[path])
    fits = result.outcome == "finished" and not misfit(
        promise.out, result.stdout, result.elapsed, result.status, exact=True
    )
    assert not fits, f"{path.stem} runs: it can lose its comment 'Not in the browser'"


def test_the_page_names_each_program_without_run_and_why():
    page = read(HOW_RUN_WORKS)
    named = dict(re.findall(r"^- `([^`]+\.py)` (.+)$", page, re.MULTILINE))
    assert set(named) == {f"{one.name}.py" for one in WITHOUT_RUN.values()}
    for path, one in WITHOUT_RUN.items():
        reason = without_run(path)
        assert reason in named[f"{one.name}.py"], f"{HOW_RUN_WORKS.name} gives another reason"
