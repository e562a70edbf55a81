"""Run, as a reader uses it: every program by its button, then each control by itself.

One tab, one Python for all programs: pages are changed as a reader changes them, by the
navigation, which keeps what was loaded. No test names a chapter or a program: each takes the
first that has what it needs.
"""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from visiting import DESKTOP, PHONE, Site

from browser.build.files import python_version
from browser.fake_web import uses_requests
from examples.files import DOCS, needs, read, without_run
from examples.pages import Shown, all_pages, shown_on

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 60_000  # ms; on a busy machine Python takes a while to start
SMALL = 3_500  # bytes that a page may load for Run before the first click, compressed
FIRST_VISIT = (9, 110_000)  # of the playground: requests, and bytes, compressed
LINE = 44  # pixels that a program's title and its buttons may be high
PAGES = {page: shown for page in all_pages() if page.parent == DOCS if (shown := shown_on(page))}
HIDE_JSPI = "delete WebAssembly.Suspending"
SHIFTS = """() => new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
    window.shifted = (window.shifted ?? 0) + entry.value
  }
}).observe({type: 'layout-shift', buffered: true})"""


def runs(shown: Shown) -> bool:
    return without_run(shown.path) is None


# Small pages: with three programs that run, with one that cannot, with a third button.
MANY = min(
    (page for page, shown in PAGES.items() if sum(map(runs, shown)) > 2),
    key=lambda page: len(PAGES[page]),
)
SOME_WITHOUT = next(page for page, shown in PAGES.items() if not all(map(runs, shown)))
WITH_SCHEDULES = min(
    (page for page in PAGES if 'class="example schedules"' in read(page)),
    key=lambda page: len(PAGES[page]),
)

# Whose buttons are pressed each time: of all pages, the slow tests do it. That each program keeps
# its promise on the green threads is tested without a browser, each time.
ASKING = next(
    page for page, shown in PAGES.items() if any(uses_requests(read(one.path)) for one in shown)
)
SLOW = [pytest.mark.slow, pytest.mark.weekly(3)]
QUICK = {MANY, ASKING}


def address(page: Path) -> str:
    """Where a Markdown page is on the site."""
    path = page.relative_to(DOCS).with_suffix("").as_posix()
    return "" if path == "index" else path.removesuffix("/index") + "/"


def run(one: Locator) -> None:
    """Press Run and wait until the run is over and drawn."""
    one.locator("[data-action=run]").click()
    ended(one)


def ended(one: Locator | Page) -> Locator:
    done = one.locator(".run-panel[data-state=done]")
    done.wait_for(timeout=PATIENCE)
    return done


def settings(one: Locator | Page) -> Locator:
    """The settings of a run, unfolded."""
    unfold = one.get_by_role("button", name="Settings")
    if unfold.get_attribute("aria-expanded") == "false":
        unfold.click()
    return one.locator(".run-next .run-settings")


def awake(page: Page) -> None:
    """Move the mouse: then the site's own navigation is ready, which keeps what was loaded."""
    if not page.evaluate(
        "performance.getEntriesByType('resource').some(one => one.name.endsWith('/sitemap.xml'))"
    ):
        with page.expect_response("**/sitemap.xml"):
            page.mouse.move(9, 9)


def type_program(page: Page, text: str) -> Locator:
    """Put a program into the playground's editor; returns its text field."""
    field = page.locator(".run-editor textarea")
    field.fill(text)
    return field


@pytest.fixture(scope="module")
def reader(context: BrowserContext, site: Site, seen) -> Iterator[Page]:
    """One tab that stays open: Python is loaded once."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(site.url)
    seen.take()
    yield page
    page.close()


@pytest.fixture
def playground(reader: Page, site: Site) -> Page:
    """The playground with an empty editor."""
    visit(reader, site, "playground/")
    reader.locator(".run-menu select:enabled").select_option("")
    reader.locator(".run-editor textarea").focus()
    reader.locator(".prism-code-editor").wait_for()
    reader.locator(".run-next").wait_for()
    return reader


def visit(page: Page, site: Site, path: str) -> None:
    """Go to a page by the site's own navigation, so that nothing is loaded anew."""
    if page.url.split("#")[0] == site.url + path:
        return
    awake(page)
    page.evaluate(
        """address => {
          document.querySelector("article").dataset.left = ""
          for (const one of document.querySelectorAll(".md-nav--primary a.md-nav__link"))
            if (one.href === address) return one.click()
        }""",
        site.url + path,
    )
    page.locator("article:not([data-left]) .run-bar").first.wait_for(
        state="attached"
    )  # the first may be in a fold


# ---------------------------------------------------------------- every program

# Presses each Run button of the page and waits for the end of the run: name -> what is to be
# seen, or null for a program without the button. In the page, for each question from outside
# takes longer than most runs.
PRESS_ALL = """async patience => {
  const seen = {}
  for (const title of document.querySelectorAll(".filename > .run-name")) {
    const root = title.closest(".highlight").parentNode
    const button = root.querySelector(":scope > .highlight [data-action=run]")
    seen[title.textContent] = button && await press(root, button)
  }
  return seen

  async function press(root, button) {
    button.click()
    const last = performance.now() + patience
    while (!root.querySelector(".run-panel[data-state=done]") && performance.now() < last)
      await new Promise(requestAnimationFrame)
    const text = part => root.querySelector(`.run-panel ${part}`)?.textContent ?? ""
    return {
      said: text(".run-status"),
      verdict: root.querySelector(".run-panel .run-verdict").className.split("--").at(-1),
      bars: root.querySelectorAll(".run-timeline rect[data-lane]").length,
    }
  }
}"""


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=[] if page in QUICK else SLOW) for page in PAGES],
    ids=lambda page: page.stem,
)
def test_every_program_by_its_button(page: Path, reader: Page, site: Site, seen):
    visit(reader, site, address(page))
    found = reader.evaluate(PRESS_ALL, PATIENCE)
    wrong = [
        problem for shown in PAGES[page] if (problem := objection(shown, found[f"{shown.name}.py"]))
    ]
    assert not wrong, "\n".join(wrong)
    assert seen.take()[0] == []


def objection(shown: Shown, found: dict | None) -> str:
    """What is wrong with what a program's button did, "" for nothing."""
    if not runs(shown):
        return f"{shown.name} cannot run here and has a button" if found else ""
    if found is None:
        return f"{shown.name} has no button"
    if needs(shown.path) > python_version():
        return "" if "needs Python" in found["said"] else f"{shown.name}: {found}"
    fits = found["verdict"] in ("fits", "expected", "lucky") and found["bars"]
    return "" if fits else f"{shown.name}: {found}"


# ---------------------------------------------------------------- before and without


def test_nothing_but_the_buttons_is_loaded_before_the_click(context, site, seen):
    page = context.new_page()
    seen.take()
    page.goto(site.url + address(MANY))
    expect(page.locator("[data-action=run]").first).to_be_visible()
    loaded = [url.removeprefix(site.url) for url in seen.take()[1] if "/playground/" in url]
    assert loaded == ["playground/ui/buttons.mjs"]
    assert len(gzip.compress((site.folder / loaded[0]).read_bytes())) <= SMALL
    page.close()


def test_what_a_click_needs_is_on_its_way_before_it(browser: Browser, site, seen):
    """The page's part while the pointer comes, Python when it is pressed; not by Tab."""
    fresh = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    seen.watch(fresh)  # nothing is kept there of a visit before
    page = fresh.new_page()
    page.goto(site.url + address(MANY))
    run = page.locator("[data-action=run]").first
    seen.take()
    run.focus()
    page.wait_for_timeout(100)
    assert not [url for url in seen.take()[1] if "/playground/" in url]
    with page.expect_request("**/ui/session.mjs"):
        run.hover()
    page.wait_for_timeout(300)
    assert not [url for url in seen.take()[1] if "/pyodide/" in url]
    with page.expect_request("**/pyodide/python-*"):
        page.mouse.down()
    fresh.close()


# Where each program begins before its buttons come, and after.
PLACES = """async () => {
  const places = () => [...document.querySelectorAll(".example pre")].map(
    one => one.getBoundingClientRect().top)
  const before = places()
  await import("/playground/ui/buttons.mjs?late")
  return [before, places()]
}"""


def test_the_title_of_a_program_is_one_line_and_moves_nothing(browser: Browser, site):
    context = browser.new_context(base_url=site.url, viewport=PHONE)
    context.route("**/buttons.mjs", lambda route: route.abort())
    page = context.new_page()
    for path in (WITH_SCHEDULES, MANY):
        page.goto(address(path))
        before, after = page.evaluate(PLACES)
        assert page.locator(".run-bar").count() >= len(PAGES[path]) / 2
        assert before == after
        title = page.locator(":is(.example, details[open]) > .highlight > .filename")
        assert max(title.evaluate_all("all => all.map(one => one.offsetHeight)")) <= LINE
        cut = page.locator(".run-name").evaluate_all(
            "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
        )
        assert cut == [], "names that are not whole"
    context.close()


def test_a_program_that_cannot_run_here_has_a_link_and_a_download_only(reader: Page, site):
    visit(reader, site, address(SOME_WITHOUT))
    shown = next(one for one in PAGES[SOME_WITHOUT] if not runs(one))
    one = reader.locator(f"#{shown.path.stem}")
    expect(one.locator(".run-link")).to_have_attribute("href", f"#{shown.path.stem}")
    expect(one.locator("[data-action=download]")).to_be_visible()
    expect(one.locator(".run-bar")).to_have_count(0)


def test_no_button_without_stack_switching(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.add_init_script(HIDE_JSPI)
    page = context.new_page()
    page.goto(address(MANY))
    page.locator(".run-link").first.wait_for()
    assert page.locator(".run-bar").count() == 0
    with page.expect_download() as download:
        page.locator("[data-action=download]").first.click()
    shown = PAGES[MANY][0]
    assert download.value.suggested_filename == shown.path.name
    assert Path(download.value.path()).read_text("utf-8") == shown.path.read_text("utf-8")
    page.goto("playground/")
    page.locator(".playground--off").wait_for()
    assert "needs JavaScript and a browser" in page.locator(".playground").inner_text()
    context.close()


def test_no_button_without_javascript(browser: Browser, site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(MANY))
    assert page.locator(".run-button").count() == 0
    page.goto("playground/")
    assert "needs JavaScript and a browser" in page.locator(".playground").inner_text()
    context.close()


def test_a_site_without_its_runtime_says_why(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.route("**/manifest.json", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto(address(MANY))
    page.locator("[data-action=run]").first.click()
    expect(page.locator(".run-status").first).to_contain_text("without its Python runtime")
    expect(page.locator("[data-action=run]").first).to_be_disabled()
    expect(page.locator("[data-action=edit]").first).to_be_enabled()
    context.close()


def test_edit_without_its_library_is_a_text_field(browser: Browser, site):
    context = browser.new_context(base_url=site.url)
    context.route("**/playground/editor/**", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto(address(MANY))
    shown = page.locator(".example pre > code").first.inner_text().rstrip()
    page.locator("[data-action=edit]").first.click()
    field = page.locator(".run-textarea")
    expect(field).to_be_focused()
    assert field.input_value() == shown
    field.fill("print('mine')\n")
    with page.expect_download() as download:
        page.locator("[data-action=download]").first.click()
    assert Path(download.value.path()).read_text("utf-8") == "print('mine')\n"
    context.close()


# ---------------------------------------------------------------- links to examples


def test_each_example_has_a_link_that_leads_to_it(context: BrowserContext, site):
    page = context.new_page()
    page.goto(site.url + address(MANY))
    last = page.locator("article > .example:not(.mend) .run-link").last
    last.wait_for()
    link = last.evaluate("link => link.href")
    assert last.get_attribute("aria-label") == f"Link to {link.partition('#')[2]}.py"
    page.goto("about:blank")
    page.goto(link)
    example = page.locator(f"#{link.partition('#')[2]}")
    expect(example).to_be_in_viewport()
    below = "one => one.getBoundingClientRect().top - document.querySelector('header').offsetHeight"
    page.locator(".run-bar").first.wait_for()
    assert -1 <= example.evaluate(below) < PHONE["height"] / 2  # below the header, not behind it
    page.close()


# ---------------------------------------------------------------- whose turn it is


def test_of_three_quick_runs_the_last_one_has_python(reader: Page, site, seen):
    visit(reader, site, address(MANY))
    statuses = reader.evaluate(
        """async () => {
          const examples = [...document.querySelectorAll(".example.runs")].slice(0, 3)
          for (const one of examples) one.querySelector("[data-action=run]").click()
          const done = one => one.querySelector(".run-panel[data-state=done]")
          while (!examples.every(done)) await new Promise(requestAnimationFrame)
          return examples.map(one => one.querySelector(".run-status").textContent)
        }"""
    )
    # Where Python is there already, the first may be over before the next begins.
    assert all(one.startswith(("Stopped", "Finished")) for one in statuses[:2]), statuses
    assert statuses[2].startswith("Finished")
    assert seen.take()[0] == []


def test_a_run_without_its_promise_is_not_judged(context: BrowserContext, site, seen):
    page = context.new_page()
    page.route("**/promises/*.json", lambda route: route.abort())
    page.goto(site.url + address(MANY))
    one = page.locator(".example.runs").first
    run(one)
    expect(one.locator(".run-verdict")).to_contain_text("could not be loaded")
    expect(one.locator(".run-status")).to_contain_text("Finished")
    page.close()
    seen.take()  # the browser tells of the request that failed


# ---------------------------------------------------------------- the playground


def test_a_first_visit_of_the_playground_is_small_and_moves_nothing(browser: Browser, site):
    for viewport in (PHONE, {"width": 1440, "height": 900}):
        context = browser.new_context(base_url=site.url, viewport=viewport)
        context.add_init_script(f"({SHIFTS})()")
        page = context.new_page()
        loaded = []
        page.on("requestfinished", lambda request, to=loaded: to.append(request))
        page.goto("playground/")
        page.locator(".run-menu select:enabled").wait_for()
        page.wait_for_load_state("networkidle")
        # The tab's icon is the browser's own wish.
        loaded = [request for request in loaded if not request.url.endswith("/icon.svg")]
        assert len(loaded) <= FIRST_VISIT[0], [request.url for request in loaded]
        bodies = [request.response().body() for request in loaded]
        assert sum(len(gzip.compress(body)) for body in bodies) <= FIRST_VISIT[1]
        assert page.evaluate("window.shifted ?? 0") == 0
        context.close()


def test_the_menu_holds_every_program(playground: Page):
    names = playground.locator(".run-menu option").evaluate_all("all => all.map(one => one.value)")
    expected = {f"{s.name}.py" for page in all_pages() for s in shown_on(page) if runs(s)}
    assert set(names) - {"", "exercise.py"} == expected
    labels = playground.locator(".run-menu optgroup").evaluate_all("all => all.map(g => g.label)")
    pages = [shown_on(page) for page in all_pages()]
    assert len(labels) == len(set(labels)) == sum(any(map(runs, shown)) for shown in pages)


def test_a_program_of_the_menu_is_judged(playground: Page):
    exact = next(
        shown
        for all_shown in PAGES.values()
        for shown in all_shown
        if set(shown.texts) - {".schedules"} == {".out"} and runs(shown)
    )
    playground.locator(".run-menu select").select_option(f"{exact.name}.py")
    field = playground.locator(".run-editor textarea")
    expect(field).to_have_value(exact.program.text.rstrip())
    field.press("Control+Enter")
    ended(playground)
    expect(playground.locator(".run-verdict")).to_have_text("This run fits what every run shows.")
    field.fill(field.input_value() + "\nprint('one line more')\n")
    field.press("Control+Enter")
    expect(playground.locator(".run-verdict")).to_contain_text("does not print what the original")
    expect(playground.locator(".run-verdict")).to_contain_text("one line more")


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
    expect(told.nth(1)).to_contain_text("waits in line 10 for second, held by Thread-2")
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


# Runs, and writes down what stands there while the picture grows: output, texts, bars of a sleep.
WATCH = """async () => {
  const panel = document.querySelector(".run-panel"), seen = []
  const look = () => {
    const picture = panel.querySelector("figure[aria-hidden] svg")
    if (picture) seen.push([panel.querySelector("pre").textContent,
                            picture.textContent,
                            picture.querySelectorAll(".tl-sleep").length])
  }
  new MutationObserver(look).observe(panel, {childList: true, subtree: true})
  document.querySelector("[data-action=run]").click()
  while (panel.dataset.state !== "running") await new Promise(requestAnimationFrame)
  while (panel.dataset.state !== "done") await new Promise(requestAnimationFrame)
  return seen
}"""


def test_at_real_speed_the_timeline_grows(playground: Page):
    type_program(playground, SLEEPERS)
    settings(playground).get_by_label("Speed").select_option("real time")
    playground.emulate_media(reduced_motion="no-preference")
    seen = playground.evaluate(WATCH)
    playground.emulate_media(reduced_motion="reduce")
    outputs = list(dict.fromkeys(output for output, _, _ in seen))
    assert outputs[:2] == ["", "0.5\n"]  # the others still sleep
    assert len({texts for _, texts, _ in seen}) > 3, "a picture that stands still"
    assert seen[-1][2] == 1
    expect(playground.locator(".run-status")).to_have_text("Finished after 1.5 s")
    expect(playground.locator(".run-moment")).to_be_visible()
    expect(playground.locator("figure[aria-hidden]")).to_have_count(0)
    settings(playground).get_by_label("Speed").select_option("instant")
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


# ---------------------------------------------------------------- links to runs


def test_a_link_carries_program_and_settings(playground: Page, context: BrowserContext, site):
    text = "print('é', 1 + 1)\n# ✓ a comment\n"
    type_program(playground, text)
    settings(playground).get_by_label("Schedule number").fill("7")
    settings(playground).get_by_label("Build").select_option("free-threaded")
    playground.get_by_role("button", name="Copy link").click()
    expect(playground.locator(".run-copied")).to_have_text("Copied.")
    link = playground.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{site.url}playground/#run=program.py&seed=7&threads=free-threaded")
    other = context.new_page()
    other.goto(link)
    field = other.locator(".run-editor textarea")
    expect(field).to_have_value(text.rstrip(), timeout=PATIENCE)
    expect(settings(other).get_by_label("Schedule number")).to_have_value("7")
    expect(settings(other).get_by_label("Build")).to_have_value("free-threaded")
    assert other.locator(".run-panel pre").is_hidden()  # nothing ran by itself
    other.goto("about:blank")
    other.goto(link[:-9])
    expect(other.locator(".run-status")).to_contain_text("the link may have been cut")
    other.close()


def test_a_link_opens_on_its_own_page(context: BrowserContext, site):
    page = context.new_page()
    shown = next(one for one in PAGES[MANY] if runs(one))
    path = site.url + address(MANY)
    page.goto(f"{path}#run={shown.name}.py&seed=3&speed=1")
    one = page.locator(f"#{shown.path.stem}")
    one.locator(".run-panel").wait_for(timeout=PATIENCE)
    expect(settings(one).get_by_label("Schedule number")).to_have_value("3")
    expect(settings(one).get_by_label("Speed")).to_have_value("1")
    expect(one.locator(".run-status")).to_have_text("From a link: press Run.")
    page.goto("about:blank")
    page.goto(f"{path}#run=no/such.py")
    expect(page.locator(".run-status").first).to_have_text("This page has no program no/such.py.")
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


@pytest.fixture(scope="module")
def explored(reader: Page, site: Site) -> Locator:
    """An example with all that Run can show: its editor, every schedule, and one replayed."""
    visit(reader, site, address(WITH_SCHEDULES))
    one = reader.locator(".example.schedules.runs").first
    one.locator("[data-action=edit]").click()
    one.locator(".run-editor textarea").fill(COUNTER)
    one.locator("[data-action=schedules]").click()
    rows = one.locator(".run-outcomes tbody tr")
    expect(rows).to_have_count(2, timeout=PATIENCE)
    lost = rows.filter(has=reader.locator("td:nth-child(2) pre", has_text=re.compile(r"^1\s*$")))
    lost.get_by_role("button").click()
    ended(one)
    return one


def test_axe_finds_nothing_after_a_run(explored: Locator, reader: Page):
    """In both schemes; the rest of the page has its own test."""
    # Axe looks at the whole page, also where it is asked for a part of it.
    explored.evaluate("one => document.querySelector('article').replaceChildren(one)")
    reader.evaluate(AXE)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
    found = []
    for scheme in ("slate", "default"):
        reader.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
        found += reader.evaluate(
            f"async () => (await axe.run('.example', {json.dumps(options)}))"
            ".violations.flatMap(rule => rule.nodes.map("
            "node => `${rule.id}: ${node.target} ${node.failureSummary}`))"
        )
    assert found == []


def test_every_schedule_is_counted_and_shown(explored: Locator):
    rows = explored.locator(".run-outcomes tbody tr")
    told = explored.locator(".run-count").first
    explored.get_by_role("tab", name="All schedules").click()
    assert told.inner_text() == "Proved: all 4 classes of schedules, 2 outcomes."
    cells = [row.split("\t")[:3] for row in rows.all_inner_texts()]
    counted = {(kind.strip(), text.split()[0], classes.strip()) for kind, text, classes in cells}
    assert counted == {("finished", "1", "2"), ("finished", "2", "2")}
    explored.get_by_role("tab", name="Your run").click()
    expect(explored.get_by_role("tabpanel", name="Your run").locator("pre")).to_have_text("1\n")
    expect(explored.locator(".run-replayed")).to_be_visible()
    assert explored.locator(".run-timeline rect[data-lane]").count()
    explored.get_by_role("tab", name="All schedules").click()
    explored.locator(".run-schedules select").select_option("gil")
    expect(rows).to_have_count(1, timeout=PATIENCE)
    expect(told).to_have_text("Proved: all 2 classes of schedules, 1 outcome.")  # += alone is safe
    explored.locator(".run-schedules input").check()
    expect(told).to_have_text("Proved: all 2 classes of schedules, 1 outcome.", timeout=PATIENCE)


def test_each_page_that_is_visited_has_the_style(reader: Page, site: Site):
    for page in (MANY, WITH_SCHEDULES):
        visit(reader, site, address(page))
        one = reader.locator(".example.runs").first
        run(one)
        row = one.locator(".run-line").first
        assert row.evaluate("row => getComputedStyle(row).display") == "flex", page


def test_what_is_stopped_is_not_proved(reader: Page, site: Site):
    """By the button that started it; what was found by then is shown, in the playground too."""
    visit(reader, site, "playground/")
    one = reader.locator(".playground .example")
    one.locator("textarea").fill(COUNTER.replace("range(2)", "range(6)"))
    one.locator("[data-action=schedules]").click()
    told = one.locator(".run-count").first
    expect(told).to_have_text(re.compile(r"^[\d,]{2,} classes so far$"), timeout=PATIENCE)
    one.locator("[data-action=run]").click()
    expect(told).to_have_text(re.compile("^Not proved: it was stopped\\. "), timeout=PATIENCE)
    assert one.locator(".run-outcomes tbody tr").count()
