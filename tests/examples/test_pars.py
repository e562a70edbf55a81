"""The par that the page tells of each program is the fewest forced switches, found anew."""

import json
import re
import sys

import pytest

from examples import SNIPPETS, pars
from examples.files import read
from examples.pages import all_pages, all_shown
from examples.schedules import badges
from greenthreads.exploration import replay
from greenthreads.options import Options

pytestmark = pytest.mark.skipif(sys.version_info < (3, 13), reason="the green threads need 3.13")
CHAPTERS = sorted(path.parent for path in SNIPPETS.glob("*/badges.toml"))
LEVELS = SNIPPETS / "you_are_the_scheduler"
LISTED = [
    pytest.param(chapter, name, id=f"{chapter.name}/{name}")
    for chapter in CHAPTERS
    for name in pars.listed(chapter)
]


@pytest.mark.drawn(10)
@pytest.mark.parametrize(("chapter", "name"), LISTED)
def test_a_par_is_the_fewest(chapter, name):
    listed = pars.listed(chapter)[name]
    best = pars.found(chapter / f"{name}.py")
    assert best is not None
    assert (best.forced, best.witness) == listed, f"make record NAMES={name}"


@pytest.mark.parametrize("name", pars.listed(LEVELS))
def test_the_witness_of_a_level_fails_as_its_badge_says(name):
    path = LEVELS / f"{name}.py"
    witness = pars.listed(LEVELS)[name].witness
    found = replay(read(path), path.name, Options(level="free-threaded"), witness=witness)
    assert badges(LEVELS)[name].shown_by(found.stdout)


def test_each_badge_that_a_schedule_decides_has_a_par():
    without = [
        f"{chapter.name}/{name}"
        for chapter in CHAPTERS
        for name in badges(chapter)
        if name not in pars.listed(chapter)
    ]
    # An alarm of the system decides that one, and this asks servers.
    assert without == ["debugging_threading_issues/hang_report"]


_BADGE = re.compile(
    r'id="\w+" markdown>\n\n *\*\*.+\*\*\{ (\.badge[^}]*) \}\n\n *```python title="([^"]+)"'
)


def test_only_a_badge_with_recorded_steps_offers_them():
    shown = [found for page in all_pages() for found in _BADGE.findall(read(page))]
    assert len(shown) == sum(read(page).count("{ .badge") for page in all_pages()) > 40
    for classes, program in shown:
        recorded = (SNIPPETS / program).with_suffix(pars.STEPS).exists()
        assert (classes == ".badge") == recorded, f"{program}: {classes}"


def test_there_are_ten_levels_from_easy_to_hard():
    levels = pars.listed(LEVELS)
    assert len(levels) == len(badges(LEVELS)) == 10
    assert {one.forced for one in levels.values()} == {1, 2}


def test_a_cure_is_told_with_its_classes():
    games = pars.games(shown.name for shown in all_shown())
    cures = {name: one for name, one in games.items() if "par" not in one}
    assert cures["debugging_threading_issues/sold_once"]["classes"] > 1
    assert all(one["badge"] for one in games.values())


@pytest.mark.drawn(10)
@pytest.mark.parametrize(("chapter", "name"), LISTED)
def test_recorded_steps_are_those_of_the_failing_schedule(chapter, name):
    """Where no threads can run, they are all that the reader has."""
    path = chapter / f"{name}.py"
    file = path.with_suffix(pars.STEPS)
    told = pars.steps(path, pars.listed(chapter)[name].witness)
    assert (read(file) if file.exists() else "") == told, f"make record NAMES={name}"
    if told:
        steps = json.loads(told)["steps"]
        written = ("".join(one.get("text", "") for one in steps if one.get("stream") == stream)
                   for stream in ("out", "err"))  # fmt: skip
        assert any(badges(chapter)[name].shown_by(text) for text in written if text)
