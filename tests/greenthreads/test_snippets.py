"""Every program of the site runs on the green threads, fits its guarantee, and is drawn anew."""

import pytest

from examples.pages import SNIPPETS, all_pages, shown_on
from examples.running import expected, needs
from examples.timelines import WITHOUT_RUN, draw_program, green_run, without_run
from guarantee import misfit

SHOWN = {shown.name: shown for page in all_pages() for shown in shown_on(page)}
LISTED = without_run()
NO_TRY = {"processes", "interpreters"}  # they would start real ones


def complaint(name: str, **options) -> str | None:
    """What is wrong with a run of a program on the green threads, or None."""
    result = green_run(SHOWN[name].path, **options)
    if result.outcome != "finished":
        return f"{result.outcome}: {result.report}{result.stderr}"
    promise = expected(SHOWN[name])
    wrong = misfit(promise.out, result.stdout, result.elapsed, result.status)
    return wrong or misfit(promise.err, result.stderr)


def skip_if_newer(name: str) -> None:
    import sys

    needed = needs(SHOWN[name].path)
    if needed > sys.version_info[:2]:
        pytest.skip(f"{name}: needs Python {needed[0]}.{needed[1]}")


@pytest.mark.parametrize("name", sorted(set(SHOWN) - set(LISTED)))
def test_a_program_fits_its_guarantee_on_green_threads(name):
    skip_if_newer(name)
    assert complaint(name) is None


@pytest.mark.parametrize("name", sorted(set(SHOWN) - set(LISTED)))
def test_a_timeline_is_drawn_as_recorded(name):
    skip_if_newer(name)
    drawn, recorded = draw_program(SHOWN[name].path), SHOWN[name].path.with_suffix(".svg")
    if not drawn:
        assert not recorded.exists(), f"{recorded.name}: this program starts no thread"
        return
    assert recorded.exists(), f"{recorded.name} is missing: make record NAMES={name}"
    assert drawn == recorded.read_text("utf-8"), f"{recorded.name}: make record NAMES={name}"


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_program_on_the_list_cannot_run(name):
    """The day it can, it leaves the list."""
    assert name in SHOWN, f"{WITHOUT_RUN.name} lists {name}, which is no program of a page"
    page = SHOWN[name].program.page.read_text("utf-8")
    place = page.index(f'"{name}.py"')
    example = page.rindex('<div class="example', 0, place)
    assert "no-run" in page[example : page.index("\n", example)], f"{name} offers a Run button"
    if name.split("/")[1] not in NO_TRY:
        assert complaint(name), f"{name} runs: take it off {WITHOUT_RUN.name}"


def test_no_other_program_is_without_a_run_button():
    pages = "\n".join(page.read_text("utf-8") for page in all_pages())
    assert pages.count("no-run") == len(LISTED)
    assert {path.name for path in SNIPPETS.rglob("*.svg")}
