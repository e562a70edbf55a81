"""What the reader types into a program is there again after leaving, Back and reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from test_run import MANY, PAGES, WITH_SCHEDULES, address, awake, runs, visit
from visiting import DESKTOP, Site

MINE = "print('mine')"
KEPT = """async wanted => {
  const kept = () => Object.keys(localStorage).some(key => key.startsWith("tdd:draft:"))
  while (kept() !== wanted) await new Promise(resolve => setTimeout(resolve, 20))
}"""


@pytest.fixture
def fresh(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that keeps nothing yet."""
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    yield made
    made.close()


def first(page: Page) -> Locator:
    return page.locator(".example.runs").first


def typed(page: Page) -> Locator:
    """The first program with the reader's own text, which is kept a moment later."""
    one = first(page)
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill(MINE)
    page.evaluate(KEPT, True)
    return one


def is_back(page: Page) -> None:
    one = first(page)
    expect(one.locator("textarea")).to_have_value(MINE)
    expect(one.locator(".run-draft")).to_contain_text("Your draft of a moment ago is here.")
    expect(one.locator("[data-action=edit]")).to_have_text("Reset")
    assert page.evaluate("document.activeElement.tagName") != "TEXTAREA", "it took the focus"


def test_a_draft_is_back_after_reload_navigation_and_back(fresh: BrowserContext, site: Site):
    page = fresh.new_page()
    page.goto(address(MANY))
    typed(page)
    page.reload()
    is_back(page)
    awake(page)
    visit(page, site, address(WITH_SCHEDULES))
    expect(page.locator(".run-draft")).to_have_count(0)
    page.go_back()
    page.wait_for_url(f"**/{address(MANY)}")
    is_back(page)
    page.goto("about:blank")
    page.goto(address(MANY))
    is_back(page)


def test_the_last_word_before_leaving_is_kept(fresh: BrowserContext):
    page = fresh.new_page()
    page.goto(address(MANY))
    one = first(page)
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill(MINE)
    page.reload()  # before the pause after which a draft is written
    is_back(page)


def test_the_page_s_program_is_one_press_away_and_reset_throws_the_draft_away(fresh, site):
    page = fresh.new_page()
    page.goto(address(MANY))
    original = first(page).locator("pre > code").first.inner_text().rstrip()
    typed(page)
    page.reload()
    one = first(page)
    line = one.locator(".run-draft")
    line.get_by_role("button", name="The page’s program").click()
    expect(one.locator("textarea")).to_have_value(original)
    line.get_by_role("button", name="Show it").press("Enter")
    is_back(page)
    one.locator("[data-action=edit]").click()
    expect(one.locator("textarea")).to_have_value(original)
    expect(line).to_have_count(0)
    page.evaluate(KEPT, False)
    page.reload()
    expect(one.locator("[data-action=run]")).to_be_visible()
    expect(one.locator("textarea")).to_have_count(0)


def test_a_link_s_program_does_not_cost_the_draft(fresh: BrowserContext):
    page = fresh.new_page()
    page.goto(address(MANY))
    typed(page)
    shown = next(one for one in PAGES[MANY] if runs(one))
    code = page.evaluate(
        """async ([name]) => {
          const { encode } = await import("/playground/ui/link.mjs")
          return encode({name, code: "print('theirs')", seed: 0, threads: "gil", speed: 0,
                         witness: null, ordered: false})
        }""",
        [f"{shown.name}.py"],
    )
    page.goto("about:blank")
    page.goto(address(MANY) + code)
    one = first(page)
    expect(one.locator("textarea")).to_have_value("print('theirs')")
    expect(one.locator(".run-draft")).to_contain_text("is kept until you type")
    one.locator(".run-draft").get_by_role("button", name="Show it").click()
    expect(one.locator("textarea")).to_have_value(MINE)


def test_storage_that_throws_costs_the_draft_only(fresh: BrowserContext, site: Site):
    fresh.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    page = fresh.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address(MANY))
    one = first(page)
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill(MINE)
    one.locator("[data-action=run]").click()
    expect(one.locator(".run-panel pre").first).to_have_text("mine\n", timeout=60_000)
    # Material's own script keeps things, too, and says so.
    assert not [error for error in errors if error != "no"]
