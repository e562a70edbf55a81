"""Questions before the outputs, as a reader answers them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from visiting import DESKTOP, PHONE, Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000  # ms; on a busy machine Python takes a while to start
TOUCH = 44  # pixels that a target needs under a thumb
QUESTION = re.compile(r'<form [^>]*class="predict".*?</form>', re.DOTALL)
SHIFTS = """() => new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput)
    window.shifted = (window.shifted ?? 0) + entry.value
}).observe({type: 'layout-shift', buffered: true})"""


def asking(site: Site) -> list[str]:
    return [page for page in site.pages if QUESTION.search(site.html(page))]


def one_of_each(site: Site) -> str:
    """A page that has a question with an option that can happen and one that cannot."""
    return next(
        page
        for page in asking(site)
        if {"yes", "no"} <= set(re.findall('data-can="(\\w+)"', _first(site, page)))
    )


def _first(site: Site, page: str) -> str:
    found = QUESTION.search(site.html(page))
    assert found
    return found[0]


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    """A page with questions, of which nothing is known yet."""
    opened = context.new_page()
    opened.goto(site.url + one_of_each(site))
    opened.evaluate("localStorage.clear()")
    opened.reload()
    yield opened
    opened.evaluate("localStorage.clear()")
    opened.close()


def first(page: Page) -> tuple[Locator, Locator]:
    """The first question with all that belongs to its program, and the output it is about."""
    all_of_it = page.locator(".predictions").first
    return all_of_it, page.locator(".predictions + *").first


def verdicts(form: Locator) -> list[str]:
    return form.locator(".predict-verdict").all_inner_texts()


def test_a_question_by_the_keyboard_alone(page: Page):
    asked, output = first(page)
    form = asked.locator("form").first
    expect(output).to_be_hidden()
    form.locator("input").first.focus()
    count = form.locator("input").count()
    for _ in range(count):
        page.keyboard.press("Space")  # all ticked: what cannot happen, too
        page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Enter")
    again = form.get_by_role("button", name="Again")
    expect(again).to_be_focused()
    can = [answer.get_attribute("data-can") for answer in form.locator(".predict-answers li").all()]
    for verdict, possible in zip(verdicts(form), can, strict=True):
        assert ("right: possible" in verdict) == (possible == "yes")
        assert ("wrong: not possible" in verdict) == (possible == "no")
    right = sum(one == "yes" for one in can)
    expect(form.get_by_role("status")).to_have_text(f"{right} of {count} right.")
    expect(output).to_be_visible()
    page.keyboard.press("Enter")
    expect(form.locator(".predict-told")).to_have_count(0)
    assert form.locator("input:checked").count() == 0
    expect(form.get_by_role("button", name="Check")).to_be_focused()


def test_other_ticks_take_the_verdicts_away(page: Page):
    form = first(page)[0].locator("form").first
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".predict-verdict").first).to_be_visible()
    form.locator("label").first.click()
    assert verdicts(form) == []
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".predict-told")).to_have_count(form.locator("label").count())


def test_the_output_is_there_for_who_asks(page: Page):
    asked, output = first(page)
    expect(output).to_be_hidden()
    asked.get_by_label("Show the output").press("Space")
    expect(output).to_be_visible()
    assert page.locator(".predict-told").count() == 0


def test_the_output_is_there_without_javascript_and_on_paper(browser: Browser, page: Page, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.url)
    plain = context.new_page()
    plain.goto(one_of_each(site))
    asked, output = first(plain)
    expect(output).to_be_visible()
    assert plain.locator(".predict :is(button, input)").all()
    for control in plain.locator(".predictions :is(button, input)").all():
        expect(control).to_be_hidden()
    answers = asked.locator("details").first
    expect(answers.locator("li").first).to_be_hidden()
    answers.locator("summary").click()
    expect(answers.locator("li").first).to_contain_text(re.compile(r"^(Possible|Not possible)"))
    context.close()
    page.emulate_media(media="print")
    expect(first(page)[1]).to_be_visible()
    expect(page.get_by_role("button", name="Check").first).to_be_hidden()


def test_an_answer_is_there_on_the_next_visit_and_nothing_moves(page: Page, site):
    page.context.add_init_script(f"({SHIFTS})()")
    asked, output = first(page)
    for form in asked.locator("form").all():
        form.locator("label").nth(1).click()
        form.get_by_role("button", name="Check").click()
        expect(form.get_by_role("button", name="Again")).to_be_visible()
    page.reload()
    page.locator(".run-bar").first.wait_for()
    asked, output = first(page)
    expect(output).to_be_visible()
    ticked = asked.locator("form").first.locator("input")
    assert [box.is_checked() for box in ticked.all()][:2] == [False, True]
    others = page.locator(".predict-show input:not(:checked)").count()
    assert others == page.locator(".predictions").count() - 1
    asked.scroll_into_view_if_needed()
    assert page.evaluate("window.shifted ?? 0") == 0


def test_the_next_page_remembers_too(page: Page, site):
    """Reached by instant navigation, which runs before.js no second time."""
    path, key = site.url + one_of_each(site).removesuffix("index.html"), "form"
    key = page.locator(".predict").first.get_attribute("data-key")
    page.evaluate("key => localStorage.setItem(`tdd:predict:${key}`, '[0]')", key)
    page.goto(site.url)
    with page.expect_response("**/sitemap.xml"):
        page.mouse.move(9, 9)
    page.wait_for_timeout(300)  # the theme reads it
    page.evaluate(
        """address => {
          window.alive = true
          for (const one of document.querySelectorAll(".md-nav--primary a.md-nav__link"))
            if (one.href === address) return one.click()
        }""",
        path,
    )
    expect(page.locator(".predict input").first).to_be_checked()
    assert page.evaluate("window.alive")


def test_run_shows_the_output(page: Page):
    asked, output = first(page)
    page.locator(".example.runs:has(.predictions)").first.locator("[data-action=run]").click()
    expect(output).to_be_visible()


def test_show_me_replays_what_the_option_says(page: Page):
    example = page.locator(".example.runs:has(.predictions)").first
    form = example.locator("form").first
    form.get_by_role("button", name="Check").click()
    told = form.locator("li:has(.predict-told button)").first
    said = told.locator("label").inner_text().strip()
    told.get_by_role("button").click()
    example.locator(".run-panel[data-state=done]").wait_for(timeout=PATIENCE)
    printed = example.locator(".run-panel [role=tabpanel]:not([hidden]) pre").inner_text()
    assert set(said.replace("  ×3", "").splitlines()) <= set(printed.splitlines()), printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after(scheme: str, page: Page):
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE)
    run = f"axe.run('.predictions', {json.dumps({'runOnly': TAGS})})"
    found = f"""async () => (await {run}).violations.flatMap(rule => rule.nodes.map(
      node => `${{rule.id}}: ${{node.target}} ${{node.failureSummary}}`))"""
    assert page.evaluate(found) == []
    form = first(page)[0].locator("form").first
    for label in form.locator("label").all()[:2]:
        label.click()
    form.get_by_role("button", name="Check").click()
    expect(form.get_by_role("button", name="Again")).to_be_visible()
    assert page.evaluate(found) == []


def test_under_a_thumb_everything_is_large_and_nothing_is_wide(browser: Browser, site):
    context = browser.new_context(
        base_url=site.url, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(one_of_each(site))
    form = page.locator(".predict").first
    form.get_by_role("button", name="Check").tap()
    expect(form.locator(".predict-told").first).to_be_visible()
    targets = page.locator(".predictions").first.locator("label, button")
    small = [
        one.inner_text() for one in targets.all() if (one.bounding_box() or {})["height"] < TOUCH
    ]
    assert small == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
    context.close()


# Checks each question of the page and presses each Show me; what the run came to, by the option.
PRESS_ALL = """async patience => {
  const frame = () => new Promise(requestAnimationFrame)
  const seen = []
  for (const form of document.querySelectorAll(".example.runs form.predict")) {
    form.requestSubmit()
    while (!("checked" in form.dataset)) await frame()
    const root = form.closest(".example")
    for (const button of form.querySelectorAll(".predict-told button")) {
      const panel = () => root.querySelector(".run-panel")
      if (panel()) panel().dataset.state = "asked"
      button.click()
      const last = performance.now() + patience
      while (panel()?.dataset.state !== "done" && performance.now() < last) await frame()
      const option = button.closest("li").querySelector("label")
      const texts = [...option.querySelectorAll("code")].map(one => one.textContent)
      seen.push({option: option.innerText, texts: option.querySelector("span > code") ? texts : [],
                 said: panel().querySelector(".run-status").textContent,
                 printed: panel().querySelector("pre").textContent})
    }
  }
  return seen
}"""


@pytest.mark.slow
@pytest.mark.weekly
def test_every_show_me_shows_it_in_the_browsers_python(context: BrowserContext, site: Site):
    """The browser's Python is another one than that which found the schedules."""
    page = context.new_page()
    page.set_viewport_size(DESKTOP)
    wrong, pressed = [], 0
    for path in asking(site):
        page.goto(site.url + path)
        page.locator(".example.runs").first.wait_for()
        for one in page.evaluate(PRESS_ALL, PATIENCE):
            pressed += 1
            lines = [line.rstrip() for line in one["printed"].splitlines()]
            texts = [re.sub(r"  ×\d+$", "", text).rstrip() for text in one["texts"]]
            plain = [text for text in texts if not set(text) & set("‹›…")]
            if not one["said"].startswith("Finished") or set(plain) - set(lines):
                wrong.append(f"{path}: {one}")
    page.close()
    assert not wrong, "\n".join(wrong)
    assert pressed == sum(site.html(path).count("data-witness=") for path in asking(site))
