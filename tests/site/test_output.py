"""What a program prints, in the page: as in a terminal, and never so much that the page stands."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from test_run import PATIENCE, ended
from visiting import DESKTOP, Site

LONGEST = 50  # milliseconds of computing that a task of the page may take


def longest_task(trace: bytes) -> float:
    """Milliseconds that the longest task of a page's main thread computed, by Chromium's trace.

    Not how long it took: other tests keep the machine busy.
    """
    events = json.loads(trace)["traceEvents"]
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = [
        one.get("tdur", 0) / 1000
        for one in events
        if one["name"].endswith("RunTask") and (one["pid"], one["tid"]) in mains
    ]
    assert len(tasks) > 100
    return max(tasks)


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """The playground with Python started."""
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("playground/")
    page.locator("textarea").focus()
    page.locator(".prism-code-editor").wait_for()
    shown(page, "print('warm')")
    page.wait_for_timeout(1500)  # the files are kept
    yield page
    context.close()


def shown(page: Page, program: str) -> str:
    """What stands in the output after a run."""
    page.locator(".run-editor textarea").fill(program)
    # What stands there stays until the new run has something to show.
    page.evaluate("document.querySelector('.run-panel')?.removeAttribute('data-state')")
    page.locator("[data-action=run]").click()
    ended_panel(page).wait_for()
    ended(page)
    return page.locator(".run-panel pre > code").first.inner_text()


def ended_panel(page: Page):
    return page.locator(".run-panel[data-state=done]")


def test_a_carriage_return_overwrites(page: Page):
    program = "for n in range(0, 101, 20): print(f'\\r{n} %', end='')\nprint()\nprint('end')"
    assert shown(page, program) == "100 %\nend\n"


def test_ansi_codes_are_style_and_no_text(page: Page):
    program = "print('\\x1b[1;31mred\\x1b[0m plain \\x1b[2J\\x1b]0;title\\x07end')"
    assert shown(page, program) == "red plain end\n"
    red = page.locator(".run-ansi-c1.run-ansi-bold")
    expect(red).to_have_text("red")
    plain = page.locator(".run-panel [data-stream=out]", has_text="plain").first
    colour = "one => getComputedStyle(one).color"
    assert red.evaluate(colour) != plain.evaluate(colour)


def test_of_many_lines_the_first_and_last_are_shown_then_all(page: Page):
    text = shown(page, "for n in range(2000): print(n)")
    assert text.startswith("0\n1\n2\n")
    assert text.endswith("1998\n1999\n")
    assert "\n1000\n" not in text
    more = page.get_by_role("button", name="Show all: 1,400 more lines")
    more.press("Enter")
    code = page.locator(".run-panel pre > code").first
    expect(code).to_have_text("".join(f"{n}\n" for n in range(2000)))
    expect(more).to_be_hidden()
    expect(code).to_be_focused()


def test_a_line_without_end_is_cut(page: Page):
    text = shown(page, "print('x' * 500_000)")
    assert len(text) < 11_000
    assert "and 490,000 more characters" in text


def test_a_hundred_thousand_lines_do_not_block_the_page(page: Page, browser: Browser):
    """Neither while they are printed, nor when all are asked for."""
    browser.start_tracing(page=page, categories=["toplevel"])
    shown(page, "for n in range(100_000): print(n)")
    page.get_by_role("button", name="Show all").click()
    page.locator(".run-portion").nth(400).wait_for(state="attached")
    assert longest_task(browser.stop_tracing()) <= LONGEST
