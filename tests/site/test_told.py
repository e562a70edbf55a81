"""What a reader is told after an act, and finds again: sentences, names, anchors, hints."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from test_output import LONGEST, longest_task
from test_run import AXE, PAGES, PATIENCE, SLOW, TAGS, address, ended
from visiting import DESKTOP, PHONE, Site

LEVELS = "you-are-the-scheduler/"
SENTENCE = "A read counter (0) in line 8; before it wrote 1 in line 9, B wrote 1 in line 9"
# Red, then green, then no colour, on each of many lines; and one long line of changing colours.
FLOOD = """for n in range(8_000):
    print(f"\\x1b[3{n % 8}m{n}\\x1b[1m bold \\x1b[0m {'x' * 40}")
print("".join(f"\\x1b[3{n % 8}m{n}" for n in range(5_000)))
print("end")"""


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    page = made.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    made.close()


def typed(page: Page, program: str) -> Locator:
    """The playground after a run of a program."""
    if not page.url.endswith("/playground/"):
        page.goto("playground/")
        page.locator("textarea").focus()
        page.locator(".prism-code-editor").wait_for()
    page.locator(".run-editor textarea").fill(program)
    page.evaluate("document.querySelector('.run-panel')?.removeAttribute('data-state')")
    page.locator("[data-action=run]").click()
    return ended(page)


def test_a_replayed_schedule_is_told_in_the_reader_s_run(page: Page):
    page.goto(LEVELS)
    level = page.locator("#lost_update")
    level.locator("[data-action=schedules]").click()
    told = level.locator(".run-how")
    level.locator(".run-broken").get_by_role("button", name="Show me").click()
    expect(told).to_contain_text(SENTENCE, timeout=PATIENCE)
    level.get_by_role("button", name="Another schedule").click()
    expect(told).to_be_hidden(timeout=PATIENCE)


def test_the_game_has_one_button_to_begin(page: Page):
    page.goto(LEVELS)
    level = page.locator("#lost_update")
    level.locator("[data-action=break]").click()
    expect(level.locator(".step-choice")).to_have_count(2, timeout=PATIENCE)
    begin = level.get_by_role("button", name="Make it fail")
    expect(begin).to_be_hidden()
    level.get_by_role("button", name="Close the game").click()
    expect(begin).to_be_visible()


def test_where_no_button_tries_every_schedule_none_is_named(page: Page):
    page.goto(LEVELS)
    level = page.locator("#circle_of_three")
    assert level.locator("[data-action=schedules]").count() == 0
    level.locator("[data-action=run]").click()
    ended(level)
    expect(level.locator(".run-verdict")).to_contain_text("Try to make it fail")


def test_bytes_are_written_and_other_hosts_are_not_reached(page: Page):
    panel = typed(page, "import sys\nsys.stdout.buffer.write('é\\n'.encode())\nprint('end')")
    expect(panel.locator("pre code").first).to_have_text("é\nend\n")
    program = "import requests\nprint(requests.get('https://example.org/').status_code)"
    panel = typed(page, program)
    expect(panel.locator("[data-stream=note]")).to_contain_text(
        "requests gets pages of this site, 0.3 s after it asks; no other server is reached."
    )


def test_a_flood_of_colours_does_not_block_the_page(page: Page, browser: Browser):
    typed(page, "print('warm')")
    page.wait_for_timeout(1500)
    browser.start_tracing(page=page, categories=["toplevel"])
    panel = typed(page, FLOOD)
    page.wait_for_timeout(1500)  # to look at the text would be a task of the page, too
    longest = longest_task(browser.stop_tracing())
    expect(panel.locator("pre code").first).to_contain_text("\nend\n", timeout=PATIENCE)
    assert longest <= LONGEST


def test_each_exercise_and_chapter_of_the_progress_has_an_address(page: Page):
    page.goto("your-progress/#mend_one_counter")
    link = page.locator("a#mend_one_counter")
    expect(link).to_be_in_viewport()
    assert link.get_attribute("data-exercise") == "thread_communication/one_counter"
    names = page.locator(".mend-progress li a").evaluate_all("all => all.map(one => one.id)")
    assert len(names) == len(set(names)) > 40
    assert all(names)
    assert page.locator(".mend-progress h2[id]").count() > 10


@pytest.fixture(scope="module")
def phone(browser: Browser, site: Site) -> Iterator[Page]:
    made = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, base_url=site.url)
    page = made.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    made.close()


CUT = """all => all.filter(one => {
  const box = one.parentElement
  return one.scrollWidth > one.clientWidth || box.scrollHeight > box.clientHeight + 1
}).map(one => one.textContent)"""


@pytest.mark.parametrize(
    "path",
    [pytest.param(address(page), marks=SLOW) for page in sorted(PAGES)],
)
def test_the_names_of_programs_are_whole_on_a_phone(phone: Page, path: str):
    phone.goto(path)
    phone.locator(".run-bar").first.wait_for(state="attached")  # it may be in a fold
    assert phone.locator(".run-name > :last-child").evaluate_all(CUT) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_thumb_is_told_of_no_keys(phone: Page):
    phone.goto("playground/")
    phone.locator("textarea").focus()
    phone.locator(".prism-code-editor").wait_for()
    expect(phone.locator(".run-hint")).to_be_hidden()


def test_on_paper_folds_are_open_and_nothing_can_be_pressed(page: Page, site: Site):
    page.goto("thread-communication/")
    folded = "all => all.filter(one => !one.checkVisibility({contentVisibilityAuto: true})).length"
    inside = page.locator("main details:not(.predict-answers) > :not(summary)")
    assert inside.count() > 5
    assert inside.evaluate_all(folded) == inside.count()
    one = page.locator("#plus_equals")
    one.locator("[data-action=run]").click()
    ended(one)
    page.emulate_media(media="print")
    assert inside.evaluate_all(folded) == 0
    pressed = page.locator("main button:not(.tabbed-button, [role=tab], .run-line-button)")
    assert pressed.evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0
    page.emulate_media(media="screen")


@pytest.mark.slow
@pytest.mark.weekly(3)
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("colours", ["dark", "forced"])
def test_axe_finds_nothing_in_any_state(browser: Browser, site: Site, screen: dict, colours: str):
    """What was done before is seen in the light: see the tests of Run, Step, Mend and Predict."""
    forced = "active" if colours == "forced" else "none"
    made = browser.new_context(
        viewport=screen, color_scheme="dark", forced_colors=forced, base_url=site.url
    )
    page = made.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(LEVELS)
    level = page.locator("#lost_update")
    found = {}
    for state, act, there in [
        ("run", "[data-action=run]", ".run-panel[data-state=done]"),
        ("step", "button[data-act=step]", ".step-slider"),
        ("every schedule", "[data-action=schedules]", ".run-broken"),
        ("break", "[data-action=break]", ".step-choice"),
        ("shown", ".run-break >> text=Show me", ".run-how:visible"),
    ]:
        level.locator(act).first.click()
        level.locator(there).first.wait_for()
        found[state] = objections(page)
    page.goto("thread-communication/#mend_one_counter")
    mend = page.locator("#mend_one_counter")
    mend.locator("[data-action=judge]").click()
    expect(mend.locator(".mend-verdict")).to_contain_text("Broken in", timeout=PATIENCE)
    found["refused"] = objections(page)
    page.goto("your-progress/")
    page.locator(".mend-count").wait_for()
    found["progress"] = objections(page)
    made.close()
    if forced == "active":  # the colours are the reader's own, and axe reads those of the page
        found = {k: [one for one in v if "color-contrast" not in one] for k, v in found.items()}
    assert found == dict.fromkeys(found, [])


def objections(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("tags => axe.run('main', {runOnly: tags})", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html'][:100]}" for one in found["violations"]]
