"""What do you know about threads?, as a reader answers it: two rounds, by keyboard, and a link."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from visiting import DESKTOP, PHONE, Site

from examples.knowledge import items

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = """tags => axe.run('article', {runOnly: tags, resultTypes: ['violations']})
  .then(result => result.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`)))"""
ADDRESS = "what-do-you-know/"
ITEMS = items()
TOUCH = 44  # pixels that a target needs under a thumb


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """The page, of which nothing is answered yet."""
    opened = context.new_page()
    _open(opened, site)
    opened.evaluate("localStorage.clear()")
    _open(opened, site)
    yield opened
    opened.evaluate("localStorage.clear()")
    opened.close()


def _open(page: Page, site: Site, fragment: str = "") -> None:
    page.goto("about:blank")
    page.goto(site.url + ADDRESS + fragment)
    expect(page.locator(".know-board [role=status]")).not_to_be_empty()


def answer(page: Page, number: int, right: bool) -> Locator:
    """Answer an item by keyboard alone; returns it."""
    one = ITEMS[number]
    option = one.right - 1 if right else one.right % len(one.options)
    item = page.locator(f"#know_{one.key}")
    item.locator("input").nth(option).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    return item


def told(page: Page) -> Locator:
    return page.locator(".know-board [role=status]")


def test_an_answer_is_checked_and_a_wrong_one_leads_on(page: Page, site: Site) -> None:
    item = page.locator(f"#know_{ITEMS[0].key}")
    expect(item.locator("details")).to_be_hidden()
    item.get_by_role("button", name="Check").click()
    expect(item.locator("[role=status]")).to_have_text("Choose an answer first.")
    answer(page, 0, right=True)
    expect(item.locator("[role=status]")).to_have_text("Right.")
    expect(item.locator("details summary")).to_be_focused()
    expect(item.locator("details")).to_contain_text(ITEMS[0].evidence)
    expect(told(page)).to_contain_text("1 right (1 of 20 answered)")
    wrong = answer(page, 1, right=False)
    expect(wrong.locator("[role=status]")).to_contain_text("Not right.")
    link = wrong.locator("[role=status] a")
    target, _, anchor = ITEMS[1].section.partition("#")
    address = f"{site.url}{target.removesuffix('.md')}/#{anchor}"
    assert link.evaluate("link => link.href") == address
    page.reload()
    expect(told(page)).to_contain_text("1 right (2 of 20 answered)")
    expect(wrong.locator("input").first).to_be_disabled()


def test_two_rounds_are_compared_and_carried_by_a_link(
    page: Page, site: Site, browser: Browser
) -> None:
    for number, right in enumerate([True, False, True]):
        answer(page, number, right)
    page.get_by_role("button", name="Go to the round after reading").click()
    expect(page.get_by_role("button", name="Go to the round before reading")).to_be_focused()
    expect(page.locator(f"#know_{ITEMS[0].key} details")).to_be_hidden()
    for number, right in enumerate([True, True, False]):
        answer(page, number, right)
    words = (
        "Before reading: 2 right (3 of 20 answered). "
        "After reading: 2 right (3 of 20 answered). 1 learned, 1 forgotten."
    )
    expect(told(page)).to_contain_text(words)
    rows = page.locator(".know-table tbody tr")
    assert rows.count() == len(ITEMS)
    shown = [rows.nth(place).locator("td").all_text_contents() for place in range(4)]
    assert [row[:2] for row in shown] == [
        ["✓ right", "✓ right"],
        ["✗ wrong", "✓ right"],
        ["✓ right", "✗ wrong"],
        ["–", "–"],
    ]
    assert [bool(row[2]) for row in shown] == [False, False, True, False]
    link = page.get_by_label("Link that carries your result").input_value()
    other = browser.new_context()
    guest = other.new_page()
    guest.goto(link)
    expect(told(guest)).to_contain_text(words + " That is what the link carries.")
    assert guest.evaluate("localStorage.getItem('tdd:know')") is None, "a link is no own answer"
    guest.get_by_role("button", name="Keep it as your own").click()
    expect(told(guest)).to_contain_text(words + " Kept in this browser.")
    assert guest.url == site.url + ADDRESS
    other.close()
    page.get_by_role("button", name="Clear both rounds").click()
    expect(told(page)).to_contain_text("Before reading: 0 right (0 of 20 answered)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_when_it_is_answered(
    screen: dict, scheme: str, page: Page, site: Site
) -> None:
    page.set_viewport_size(screen)
    page.emulate_media(color_scheme=scheme)
    answer(page, 0, right=True)
    answer(page, 2, right=False)
    page.locator(".know-fold > summary").click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= screen["width"]
    page.evaluate(AXE)
    assert page.evaluate(AXE_RUN, TAGS) == []


def test_targets_are_large_enough_for_a_thumb(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    _open(page, site)
    answer(page, 0, right=False)
    small = page.locator(
        ".know-board :is(button, input), .know-item label, .know-item button:visible"
    ).evaluate_all(
        "(all, least) => all.map(one => [one.textContent, one.getBoundingClientRect().height])"
        ".filter(([, height]) => height && height < least)",
        TOUCH,
    )
    assert small == []
    context.close()


def test_where_nothing_can_be_kept_the_page_still_answers(page: Page) -> None:
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('no') } }")
    answer(page, 0, right=True)
    answer(page, 1, right=True)
    expect(told(page)).to_contain_text("2 right (2 of 20 answered). This browser keeps nothing.")
