"""Step and Break in a real Chromium: by the keyboard, on a phone, and from a link."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from visiting import PHONE, Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 90_000  # ms
LEVELS = "you-are-the-scheduler/"
LEVEL = "#lost_update"
THUMB = 44  # pixels


@pytest.fixture(scope="module")
def reader(context: BrowserContext, site: Site, seen) -> Iterator[Page]:
    """One tab on the page of the levels: Python is loaded once."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url + LEVELS)
    seen.take()
    yield page
    page.close()


@pytest.fixture
def level(reader: Page) -> Locator:
    """The first level, run once, by the keyboard."""
    root = reader.locator(LEVEL)
    root.locator("[data-action=run]").focus()
    reader.keyboard.press("Control+Enter")
    expect(root.locator(".run-panel[data-state=done]")).to_be_visible(timeout=PATIENCE)
    return root


def objections(page: Page) -> list[str]:
    """What axe has against the panel of the level."""
    page.evaluate(AXE)
    found = page.evaluate(
        "options => axe.run('.run-panel', options)", {"runOnly": {"type": "tag", "values": TAGS}}
    )
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def test_a_run_is_gone_through_by_the_keyboard_only(reader: Page, level: Locator, seen):
    step = level.locator("button[data-act=step]")
    step.focus()
    reader.keyboard.press("Enter")
    slider = level.locator(".step-slider")
    expect(slider).to_be_focused(timeout=PATIENCE)
    now, live = level.locator(".step-now"), level.locator(".step-live")
    expect(now).to_contain_text("before the first of")
    count = int(slider.get_attribute("max") or 0)
    told = []
    for number in range(1, count + 1):
        reader.keyboard.press("ArrowRight")
        expect(now).to_contain_text(f"step {number} of {count}")
        told.append(live.inner_text())
    assert sum("writes counter" in one for one in told) == 3
    assert any("counter 0 → 1" in one for one in told)
    expect(level.locator(".step-card").first).to_contain_text("counter = 2")
    expect(level.locator(".step-output")).to_contain_text("counter: 2")
    back = []
    for _ in range(count):
        back.append(live.inner_text())
        reader.keyboard.press("ArrowLeft")
    assert back == told[::-1]
    reader.keyboard.press("End")
    expect(now).to_contain_text(f"step {count} of {count}")
    reader.keyboard.press("Home")
    expect(level.locator(".step-button").first).to_be_disabled()
    assert seen.take()[0] == []


def test_marks_and_cursor_stand_where_the_threads_are(reader: Page, level: Locator):
    level.locator("button[data-act=step]").click()
    slider = level.locator(".step-slider")
    expect(slider).to_be_visible(timeout=PATIENCE)
    cursor = level.locator(".step-cursor")
    places = []
    for _ in range(3):
        slider.press("ArrowRight")
        places.append(float(cursor.get_attribute("x1") or 0))
    assert places == sorted(places)
    assert places[0] < places[-1]
    names = level.locator(".run-marks .step-tag").all_inner_texts()
    assert "Main" in names
    assert set(names) & {"A", "B"}
    tops = level.evaluate(
        """root => [...root.querySelectorAll(".run-marks")].map(one => {
          const code = root.querySelector("pre > code").getBoundingClientRect()
          const box = one.getBoundingClientRect()
          return box.top >= code.top && box.bottom <= code.bottom + 4 && box.right <= code.right
        })"""
    )
    assert all(tops)
    assert objections(reader) == []
    level.get_by_role("button", name="Close Step").click()
    assert not level.locator(".run-marks").count()


def test_a_step_takes_less_than_a_twentieth_of_a_second(reader: Page, level: Locator):
    """Without the machine's noise: the median of going through all steps and back."""
    level.locator("button[data-act=step]").click()
    expect(level.locator(".step-slider")).to_be_visible(timeout=PATIENCE)
    took = level.evaluate(
        """root => {
          const slider = root.querySelector(".step-slider"), took = []
          for (let turn = 0; turn < 2; turn++) for (let n = 0; n <= slider.max; n++) {
            const before = performance.now()
            slider.value = n
            slider.dispatchEvent(new Event("input"))
            root.getBoundingClientRect()
            took.push(performance.now() - before)
          }
          return took.sort((a, b) => a - b)
        }"""
    )
    assert took[len(took) // 2] < 50


def _open(level: Locator) -> Locator:
    """Step, not the game's."""
    return level.locator("section[data-act=step]")


def _replayed(level: Locator) -> Locator:
    """The plainest schedule that loses an update, replayed, and Step opened on it."""
    level.locator("[data-action=break]").click()
    level.locator(".run-break").get_by_role("button", name="Show me").click()
    expect(level.locator(".run-panel pre code").first).to_contain_text("counter: 1")
    expect(level.locator(".run-timeline .tl-forced")).to_have_count(1)
    level.locator("button[data-act=step]").click()
    slider = _open(level).locator(".step-slider")
    expect(slider).to_be_focused(timeout=PATIENCE)
    return slider


def _step(level: Locator) -> int:
    return int(_open(level).locator(".step-slider").input_value())


def test_the_timeline_moves_the_cursor_there_and_back(reader: Page, level: Locator):
    slider = _replayed(level)
    picture = level.locator(".run-timeline svg")
    picture.scroll_into_view_if_needed()
    bar = level.locator('rect[data-thread="B"][data-state="run"]').last.bounding_box()
    first = level.locator('rect[data-thread="MainThread"]').first.bounding_box()
    assert bar is not None
    assert first is not None
    reader.mouse.move(bar["x"] + bar["width"], bar["y"] + 4)
    reader.mouse.down()
    late = _step(level)
    assert late > 0
    reader.mouse.move(first["x"] + 1, first["y"] + 4, steps=5)
    early = _step(level)
    assert early < late
    expect(_open(level).locator(".step-now")).to_contain_text(f"step {early} of")
    reader.mouse.move(bar["x"] + bar["width"], bar["y"] + 4, steps=5)
    assert _step(level) == late
    reader.mouse.up()
    expect(slider).to_be_focused()  # the keys step on from there
    reader.keyboard.press("ArrowLeft")
    assert _step(level) == late - 1
    level.locator('rect[data-thread="B"][data-state="run"]').first.focus()
    reader.keyboard.press("Enter")
    words = _open(level).locator(".step-words").inner_text()
    assert "B" in words, words
    level.get_by_role("button", name="Close Step").click()
    expect(level.locator("button[data-act=step]")).to_be_focused()
    assert not level.locator(".step-knob").count()


def test_who_overwrites_whom_is_drawn_and_told(reader: Page, level: Locator):
    slider = _replayed(level)
    told = level.locator(".step-lost title").text_content()
    assert told in ("A overwrites what B wrote", "B overwrites what A wrote")
    words, live = _open(level).locator(".step-words"), _open(level).locator(".step-live")
    while "overwrites" not in words.inner_text():
        number = _step(level)
        reader.keyboard.press("ArrowRight")
        assert _step(level) == number + 1
    expect(live).to_contain_text(f"This overwrites what {told[-7]} wrote in step")
    expect(level.locator(".step-lost [data-ahead]")).to_have_count(0)
    slider.press("Home")
    expect(level.locator(".step-lost [data-ahead]")).to_have_count(1)
    assert objections(reader) == []


def test_a_forced_switch_is_marked_in_the_timeline(reader: Page, level: Locator):
    _replayed(level)
    mark = level.locator(".tl-forced title").text_content() or ""
    assert mark.startswith("forced switch: ")
    assert "loses its turn to" in mark
    assert mark.removeprefix("forced switch: ") in (
        level.locator(".run-timeline svg").get_attribute("aria-label") or ""
    )
    expect(level.locator(".run-timeline svg > text", has_text="forced switch")).to_be_visible()
    words = _open(level).locator(".step-words")
    while "Forced switch" not in words.inner_text():
        number = _step(level)
        reader.keyboard.press("ArrowRight")
        assert _step(level) == number + 1


def _choose(root: Locator, text: str) -> None:
    root.locator(".step-choice", has_text=text).click()
    expect(root.locator(".break-choices:not([aria-busy])")).to_be_attached(timeout=PATIENCE)


def test_a_level_is_made_to_fail_and_its_link_replays_it(
    context: BrowserContext, reader: Page, site: Site
):
    root = reader.locator(LEVEL)
    root.locator("[data-action=break]").click()
    expect(root.locator(".break-asked")).to_contain_text("Par: 1 forced switch", timeout=PATIENCE)
    expect(root.locator(".step-choice")).to_have_count(2, timeout=PATIENCE)
    _choose(root, "A reads counter")
    expect(root.locator(".step-choice", has_text="A writes counter")).to_be_visible()
    assert objections(reader) == []
    _choose(root, "B reads counter (forced switch)")
    expect(root.locator(".break-count")).to_contain_text("1 forced switch so far")
    _choose(root, "B writes counter")
    while root.locator(".step-choice").count():
        root.locator(".step-choice:not(:has(.step-forces))").first.click()
        expect(root.locator(".break-choices:not([aria-busy])")).to_be_attached(timeout=PATIENCE)
    expect(root.locator(".break-count")).to_contain_text("that is par")
    expect(root.locator(".run-break .step-output")).to_contain_text("counter: 1")
    root.get_by_role("button", name="Copy link").click()
    expect(root.locator(".run-copied")).not_to_be_empty()
    # Not the address: the theme puts the heading that is in view there.
    link = reader.evaluate("navigator.clipboard.readText()")
    assert "witness=" in link
    other = context.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(link)
    panel = other.locator(f"{LEVEL} .run-panel")
    expect(panel).to_contain_text("From a link", timeout=PATIENCE)
    other.locator(f"{LEVEL} [data-action=run]").click()
    expect(panel.locator("pre code").first).to_contain_text("counter: 1", timeout=PATIENCE)
    other.locator(f"{LEVEL} button[data-act=step]").click()
    slider = other.locator(f"{LEVEL} .step-slider")
    expect(slider).to_be_visible(timeout=PATIENCE)
    slider.press("End")
    expect(other.locator(f"{LEVEL} .step-output")).to_contain_text("counter: 1")
    other.close()


def test_choices_are_taken_back(reader: Page):
    root = reader.locator(LEVEL)
    root.locator("[data-action=break]").click()
    expect(root.locator(".step-choice")).to_have_count(2, timeout=PATIENCE)
    before = root.locator(".step-choice").all_inner_texts()
    _choose(root, "B reads")
    root.get_by_role("button", name="Take back").click()
    expect(root.locator(".break-count")).to_contain_text("no forced switch so far")
    expect(root.locator(".step-choice").first).to_have_text(before[0])


def test_a_thumb_finds_its_targets(browser: Browser, site: Site):
    made = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, base_url=site.url)
    page = made.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url + LEVELS)
    root = page.locator(LEVEL)
    root.locator("[data-action=break]").click()
    expect(root.locator(".step-choice")).to_have_count(2, timeout=PATIENCE)
    for selector in (".step-choice", ".step-button", ".step-slider", ".break-row button"):
        box = root.locator(f".run-break {selector}").first.bounding_box()
        assert box is not None
        assert box["height"] >= THUMB, selector
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    made.close()


def test_without_stack_switching_a_recorded_run_can_be_gone_through(browser: Browser, site: Site):
    made = browser.new_context(base_url=site.url)
    made.add_init_script("delete WebAssembly.Suspending")
    page = made.new_page()
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url + LEVELS)
    root = page.locator(LEVEL)
    step = root.locator("button[data-act=step]")
    expect(step).to_be_visible()
    assert not any("/steps/" in url for url in asked)
    step.click()
    slider = root.locator(".step-slider")
    expect(slider).to_be_focused()
    slider.press("End")
    expect(root.locator(".step-output")).to_contain_text("counter: 1")
    assert not any("/pyodide/" in url for url in asked)
    made.close()
