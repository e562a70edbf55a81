"""Run, as a reader uses it: every program by its button, then each control by itself.

One tab, one Python for all programs: pages are changed as a reader changes them, by the
navigation, which keeps what was loaded.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from examples.pages import DOCS, Shown, all_pages, needs, shown_on, without_run

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
PYTHON = (3, 14)  # of the browser
PATIENCE = 60_000  # ms; on a busy machine Python takes a while to start
SMALL = 3_000  # bytes that a page may load for Run before the first click, compressed

CHAPTERS = [page for page in all_pages() if page.parent == DOCS]
PAGES = {page: shown for page in CHAPTERS if (shown := shown_on(page))}
HIDE_JSPI = "delete WebAssembly.Suspending"


def address(page: Path) -> str:
    """Where a Markdown page is on the site."""
    path = page.relative_to(DOCS).with_suffix("").as_posix()
    return "" if path == "index" else path.removesuffix("/index") + "/"


def has_button(shown: Shown) -> bool:
    return without_run(shown.path) is None


def example(page: Page, name: str) -> Locator:
    """The example that shows a program (path below snippets/, no ending)."""
    return page.locator(f'.runs:has(> .highlight > .filename:text("{name}.py"))').first


def run(one: Locator) -> None:
    """Press Run and wait until the run is over and drawn."""
    one.locator("[data-action=run]").click()
    one.locator(".run-panel[data-state=done]").wait_for(timeout=PATIENCE)


def type_program(page: Page, text: str) -> Locator:
    """Put a program into the playground's editor; returns its text field."""
    field = page.locator(".run-editor textarea")
    field.fill(text)
    return field


def ended(page: Page) -> Locator:
    done = page.locator(".run-panel[data-state=done]")
    done.wait_for(timeout=PATIENCE)
    return done


@pytest.fixture(scope="module")
def reader(context: BrowserContext, site, seen) -> Iterator[Page]:
    """One tab that stays open: Python is loaded once."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url)
    seen.take()
    yield page
    page.close()


@pytest.fixture
def playground(reader: Page, site) -> Page:
    """The playground with an empty editor."""
    visit(reader, site, "playground/")
    reader.locator(".run-menu select:enabled").select_option("")
    return reader


def visit(page: Page, site, path: str) -> None:
    """Go to a page by the site's own navigation, so that nothing is loaded anew."""
    if page.url.split("#")[0] == site.url + path:
        return
    page.evaluate(
        """address => {
          document.querySelector("article").dataset.left = ""
          for (const one of document.querySelectorAll(".md-nav--primary a.md-nav__link"))
            if (one.href === address) return one.click()
        }""",
        site.url + path,
    )
    page.locator("article:not([data-left]) .run-bar").first.wait_for()


# ---------------------------------------------------------------- every program


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_program_by_its_button(page: Path, reader: Page, site, seen):
    visit(reader, site, address(page))
    reader.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    wrong = []
    for shown in PAGES[page]:
        one = example(reader, shown.name)
        if not has_button(shown):
            if one.locator("[data-action=run]").count():
                wrong.append(f"{shown.name} cannot run here and has a button")
            continue
        if not one.locator("[data-action=run]").count():
            wrong.append(f"{shown.name} has no button")
            continue
        run(one)
        said = one.locator(".run-status").inner_text()
        if needs(shown.path) > PYTHON:
            if "needs Python" not in said:
                wrong.append(f"{shown.name}: {said}")
            continue
        verdict = one.locator(".run-verdict").inner_text()
        bars = one.locator(".run-timeline rect[data-t0]").count()
        if "This run fits" not in verdict or not bars:
            wrong.append(f"{shown.name}: {said}; {verdict}; {bars} bars in its timeline")
    assert not wrong, "\n".join(wrong)
    assert seen.take()[0] == []


# ---------------------------------------------------------------- before and without


def test_nothing_but_the_buttons_is_loaded_before_the_click(context, site, seen):
    page = context.new_page()
    seen.take()
    page.goto(f"{site.url}thread-pool/", wait_until="networkidle")
    expect(page.locator("[data-action=run]").first).to_be_visible()
    loaded = [url.removeprefix(site.url) for url in seen.take()[1] if "/playground/" in url]
    assert loaded == ["playground/ui/buttons.mjs"]
    assert len(gzip.compress((site.folder / loaded[0]).read_bytes())) <= SMALL
    page.close()


def test_no_button_without_stack_switching(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.add_init_script(HIDE_JSPI)
    page = context.new_page()
    page.goto("thread-pool/", wait_until="networkidle")
    assert page.locator(".run-bar, .run-button").count() == 0
    page.goto("playground/", wait_until="networkidle")
    assert "needs JavaScript and a browser" in page.locator(".playground").inner_text()
    context.close()


def test_no_button_without_javascript(browser: Browser, site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("thread-pool/")
    assert page.locator(".run-button").count() == 0
    page.goto("playground/")
    assert "needs JavaScript and a browser" in page.locator(".playground").inner_text()
    context.close()


def test_a_site_without_its_runtime_says_why(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.route("**/manifest.json", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto("thread-pool/")
    page.locator("[data-action=run]").first.click()
    expect(page.locator(".run-status").first).to_contain_text("without its Python runtime")
    expect(page.locator("[data-action=run]").first).to_be_disabled()
    expect(page.locator("[data-action=edit]").first).to_be_enabled()
    context.close()


def test_edit_without_its_library_is_a_text_field(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.route("**/playground/editor/**", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto("thread-pool/")
    shown = page.locator(".example pre > code").first.inner_text().rstrip()
    page.locator("[data-action=edit]").first.click()
    assert page.locator(".run-textarea").input_value() == shown
    context.close()


# ---------------------------------------------------------------- the playground


def test_the_menu_holds_every_program(playground: Page):
    names = playground.locator(".run-menu option").evaluate_all("all => all.map(one => one.value)")
    expected = {f"{s.name}.py" for shown in PAGES.values() for s in shown if has_button(s)}
    assert set(names) - {""} == expected


def test_a_program_of_the_menu_is_judged(playground: Page):
    playground.locator(".run-menu select").select_option("index/six_cakes.py")
    field = playground.locator(".run-editor textarea")
    expect(field).to_have_value(re.compile("def bake"))
    field.press("Control+Enter")
    ended(playground)
    expect(playground.locator(".run-verdict")).to_have_text("This run fits what every run shows.")
    field.fill(field.input_value().replace("is ready", "is black"))
    field.press("Control+Enter")
    expect(playground.locator(".run-verdict")).to_contain_text("does not fit what the original")
    expect(playground.locator(".run-verdict")).to_contain_text("is black")


def test_stop_ends_an_endless_loop(playground: Page):
    type_program(playground, "print('on')\nwhile True:\n    pass").press("Control+Enter")
    button = playground.locator("[data-action=run]")
    expect(button).to_have_text("Stop")
    button.click()
    expect(playground.locator(".run-status")).to_have_text("Stopped")
    expect(button).to_have_text("Run")
    type_program(playground, "print('again')").press("Control+Enter")
    expect(playground.locator(".run-panel pre")).to_have_text("again", timeout=PATIENCE)


def test_a_syntax_error_names_its_line(playground: Page):
    type_program(playground, "x = 1\nif x\n    print(x)\n").press("Control+Enter")
    failure = playground.locator(".run-failure")
    expect(failure).to_contain_text("SyntaxError")
    expect(failure.locator("button")).to_have_text("line 2")
    expect(playground.locator(".pce-line.run-band--bad")).to_have_text("if x\n")
    assert "runner.py" not in playground.locator(".run-panel").inner_text()


DEADLOCK = """
import threading

first, second = threading.Lock(), threading.Lock()
both = threading.Barrier(2)


def take(one, other):
    with one:
        both.wait()
        with other:
            print("never")


pair = [(first, second), (second, first)]
threads = [threading.Thread(target=take, args=locks) for locks in pair]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_a_deadlock_is_told(playground: Page):
    type_program(playground, DEADLOCK.lstrip()).press("Control+Enter")
    expect(playground.locator(".run-status")).to_contain_text("Deadlock", timeout=PATIENCE)
    told = playground.locator(".run-failure li")
    expect(told).to_have_count(3)
    expect(told.nth(1)).to_contain_text("line 10: Lock.acquire(second), held by Thread-2")
    told.nth(1).locator("button").click()
    expect(playground.locator(".pce-line.run-band")).to_contain_text("with other:")


SLEEPERS = """
import threading, time
def nap(seconds):
    time.sleep(seconds)
    print(seconds)
threads = [threading.Thread(target=nap, args=(n / 2,)) for n in (1, 2, 3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_at_real_speed_the_timeline_grows(playground: Page):
    type_program(playground, SLEEPERS)
    playground.get_by_label("Speed").select_option("real time")
    playground.locator("[data-action=run]").click()
    growing = playground.locator("figure[aria-hidden] rect[data-state=sleep]")
    expect(growing).to_have_count(3, timeout=PATIENCE)
    expect(playground.locator(".run-panel pre")).to_have_text("0.5\n")  # the others still sleep
    ended(playground)
    expect(playground.locator(".run-status")).to_have_text("Finished after 1.50 s")
    expect(playground.locator(".run-moment")).to_be_visible()
    playground.get_by_label("Speed").select_option("instant")
    ended(playground)


def test_the_keyboard_reaches_everything(playground: Page):
    field = type_program(playground, "")
    field.press_sequentially("def f():")
    field.press("Enter")
    field.press_sequentially("print(1)")
    field.press("Enter")
    field.press("Tab")
    assert field.input_value() == "def f():\n    print(1)\n        "
    playground.keyboard.press("Escape")
    playground.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    type_program(playground, SLEEPERS).press("Control+Enter")
    ended(playground)
    bars = playground.locator(".run-timeline rect[tabindex='0']")
    expect(bars).to_have_count(1)
    bars.focus()
    moment = playground.locator(".run-moment")
    expect(moment).to_contain_text("MainThread runs")
    playground.keyboard.press("ArrowDown")
    expect(moment).to_contain_text("Thread-1 (nap)")
    playground.keyboard.press("End")
    playground.keyboard.press("ArrowLeft")
    expect(moment).to_contain_text("sleeps")
    expect(moment).to_contain_text("line 4: time.sleep(seconds)")
    expect(playground.locator(".pce-line.run-band")).to_contain_text("time.sleep")


# ---------------------------------------------------------------- links


def test_a_link_carries_program_and_settings(playground: Page, context: BrowserContext, site):
    text = "print('é', 1 + 1)\n# ✓ a comment\n"
    type_program(playground, text)
    playground.get_by_label("Schedule").fill("7")
    playground.locator(".run-panel").get_by_label("Threads").select_option("free-threaded")
    playground.get_by_role("button", name="Copy link").click()
    expect(playground.locator(".run-copied")).to_have_text("Copied.")
    link = playground.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{site.url}playground/#run=program.py&seed=7&threads=free-threaded")
    other = context.new_page()
    other.goto(link)
    field = other.locator(".run-editor textarea")
    expect(field).to_have_value(text.rstrip(), timeout=PATIENCE)
    expect(other.get_by_label("Schedule")).to_have_value("7")
    expect(other.locator(".run-panel").get_by_label("Threads")).to_have_value("free-threaded")
    assert other.locator(".run-panel pre").is_hidden()  # nothing ran by itself
    other.goto("about:blank")
    other.goto(link[:-9])
    expect(other.locator(".run-status")).to_contain_text("the link may have been cut")
    other.close()


def test_a_link_opens_on_its_own_page(context: BrowserContext, site):
    page = context.new_page()
    page.goto(f"{site.url}thread-pool/#run=thread_pool/thread_pool.py&seed=3&speed=1")
    one = example(page, "thread_pool/thread_pool")
    expect(one.get_by_label("Schedule")).to_have_value("3", timeout=PATIENCE)
    expect(one.get_by_label("Speed")).to_have_value("1")
    expect(one.locator(".run-status")).to_have_text("From a link: press Run.")
    page.close()


# ---------------------------------------------------------------- every schedule

COUNTER = """
import threading
counter = 0
def work():
    global counter
    counter += 1
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(counter)
"""


def test_every_schedule_is_counted_and_shown(reader: Page, site):
    visit(reader, site, "thread-safety-best-practices/")
    one = example(reader, "thread_safety_best_practices/check_then_act")
    one.locator("[data-action=edit]").click()
    one.locator(".run-editor textarea").fill(COUNTER)
    one.locator("[data-action=schedules]").click()
    rows = one.locator(".run-outcomes tbody tr")
    expect(rows).to_have_count(2, timeout=PATIENCE)
    counted = {row.split()[0]: int(row.split()[1]) for row in rows.all_inner_texts()}
    assert set(counted) == {"1", "2"}
    assert min(counted.values()) > 20
    assert f"All {sum(counted.values())} schedules" in one.locator(".run-count").inner_text()
    lost = rows.filter(has=reader.locator("td:first-child", has_text=re.compile("^1$")))
    lost.get_by_role("button").click()
    one.locator(".run-panel[data-state=done]").wait_for(timeout=PATIENCE)
    expect(one.locator(".run-panel > .highlight pre")).to_have_text("1\n")
    expect(one.locator(".run-replayed")).to_be_visible()
    assert one.locator(".run-timeline rect[data-t0]").count()
    one.locator(".run-schedules select").select_option("gil")
    expect(rows).to_have_count(1, timeout=PATIENCE)
    assert rows.inner_text().split()[0] == "2"  # with the GIL, += alone loses nothing


# ---------------------------------------------------------------- accessible


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_after_a_run(scheme: str, reader: Page, site):
    reader.emulate_media(color_scheme=scheme)
    reader.goto(f"{site.url}thread-safety-best-practices/")
    one = example(reader, "thread_safety_best_practices/check_then_act")
    run(one)
    one.locator("[data-action=edit]").click()
    one.locator("[data-action=schedules]").click()
    expect(one.locator(".run-outcomes")).to_be_visible(timeout=PATIENCE)
    one.locator(".run-outcomes button").first.click()
    one.locator(".run-panel[data-state=done]").wait_for(timeout=PATIENCE)
    reader.evaluate(AXE)
    options = {
        "resultTypes": ["violations"],
        "runOnly": {
            "type": "tag",
            "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
    }
    found = reader.evaluate(
        f"async () => (await axe.run('.example:has(.run-panel)', {json.dumps(options)}))"
        ".violations.flatMap(rule => rule.nodes.map("
        "node => `${rule.id}: ${node.target} ${node.failureSummary}`))"
    )
    reader.emulate_media(color_scheme="light")
    assert found == []
