"""What comes from outside a page while it runs programs: the browser, the network, other tabs."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_run import awake, ended
from visiting import DESKTOP, Seen, Site

pytestmark = [pytest.mark.slow, pytest.mark.weekly(4)]  # minutes; what they guard seldom changes

PATIENCE = 30_000
LEVELS = "you-are-the-scheduler/"
POOL = "thread-pool/"
ENDLESS = "while True:\n    pass\n"
# 128 kB a second: what a train has.
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 131_072, "uploadThroughput": 65_536}
NOTHING_KEPT = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, {
    get() { throw new DOMException("kept out", "SecurityError") },
  })
Object.defineProperty(navigator, "storage", { value: undefined })"""
# A browser that needs memory ends a worker without a word.
WORKERS = """{
  const Real = Worker
  globalThis.workers = []
  globalThis.Worker = class extends Real {
    constructor(...given) { super(...given); workers.push(this) }
  }
}"""


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that was never here; its pages may meet no error of their own."""
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    seen = Seen()
    seen.watch(made)
    yield made
    made.close()
    errors, _ = seen.take()
    # The theme keeps things, too, and does not ask whether it may: test below.
    assert [one for one in errors if "ERR_" not in one and "kept out" not in one] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def program(page: Page, number: int = 0):
    """A program of a page that has its buttons."""
    one = page.locator(".example.runs").nth(number)
    one.locator("[data-action=run]").wait_for()
    return one


def run(one) -> None:
    one.locator("[data-action=run]").click()
    ended(one)
    expect(one.locator(".run-status").first).to_contain_text("Finished")


def typed(page: Page, text: str) -> None:
    page.goto("playground/")
    page.locator("textarea").focus()
    page.locator(".prism-code-editor").wait_for()
    page.locator(".run-editor textarea").fill(text)


@pytest.mark.parametrize("act", ["run", "schedules"])
def test_a_tab_that_is_frozen_goes_on_where_it_was(page: Page, context: BrowserContext, act: str):
    page.goto(LEVELS)
    level = page.locator("#lost_twice" if act == "schedules" else "#lost_update")
    devtools = context.new_cdp_session(page)
    level.locator(f"[data-action={act}]").click()
    hidden = """now => {
      Object.defineProperty(document, "visibilityState", { value: now, configurable: true })
      Object.defineProperty(document, "hidden", { value: now === "hidden", configurable: true })
      document.dispatchEvent(new Event("visibilitychange"))
    }"""
    page.evaluate(hidden, "hidden")
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.wait_for_timeout(3000)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    page.evaluate(hidden, "visible")
    ended(level)
    shown = level.locator(".run-count" if act == "schedules" else ".run-panel pre code").first
    expect(shown).to_contain_text("Proved: all" if act == "schedules" else "counter: ")


def test_back_to_a_page_that_the_browser_kept(playwright_kept: BrowserContext, site: Site):
    page = playwright_kept.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(
        "addEventListener('pageshow', ({persisted}) => { window.persisted = persisted })"
    )
    page.goto(site.url + POOL)
    one = program(page)
    run(one)
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill(ENDLESS)
    one.locator("[data-action=run]").click()
    expect(one.locator("[data-action=run]")).to_contain_text("Stop")
    page.goto(site.url + "404.html")
    page.go_back()
    one = program(page)
    expect(one.locator("textarea")).to_have_value(ENDLESS.rstrip("\n"))
    if one.locator("[data-action=run]").inner_text() == "Stop":  # it was kept as it ran
        assert page.evaluate("window.persisted")
        page.wait_for_timeout(500)
        one.locator("[data-action=run]").click()
        expect(one.locator(".run-status").first).to_have_text("Stopped")
    one.locator("textarea").fill("print('again')")
    one.locator("[data-action=run]").click()
    expect(one.locator(".run-panel pre").first).to_have_text("again\n", timeout=PATIENCE)


@pytest.fixture
def playwright_kept(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that keeps pages for the way back, as those of readers do."""
    from browser.chromium import ARGUMENTS, find

    found = find()
    made = browser.browser_type.launch(
        executable_path=found.path,
        args=ARGUMENTS,
        env=found.variables or None,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield made.new_context(viewport=DESKTOP)
    made.close()


def test_two_tabs_keep_what_is_done_in_either(context: BrowserContext):
    pages = [context.new_page() for _ in range(2)]
    for page in pages:
        page.set_default_timeout(PATIENCE)
        page.goto("playground/")
        page.locator(".run-menu select:enabled").wait_for()
    for page in pages:
        page.get_by_role("button", name="New draft").click()
        expect(page.locator(".run-shelf [role=status]")).to_contain_text("A new draft, ")
    for number, page in enumerate(pages):
        page.locator(".run-editor textarea").fill(f"print({number})")
    page.wait_for_timeout(1000)
    kept = page.evaluate("JSON.parse(localStorage['tdd:drafts']).map(({text}) => text)")
    assert sorted(kept) == ["print(0)", "print(1)"]
    for page in pages:
        run(page.locator("main"))
    one, other = "thread_communication/one_counter", "thread_communication/own_totals"
    keep = """async name => (await import("/playground/ui/mended.mjs")).keepMended(name)"""
    pages[0].evaluate(keep, one)
    pages[1].evaluate(keep, other)
    pages[0].goto("your-progress/")
    expect(pages[0].locator(".mend-count")).to_contain_text("2 of ")
    pages[1].goto("your-progress/")
    pages[0].get_by_role("button", name="Clear your progress").click()
    expect(pages[1].locator(".mend-count")).to_contain_text("0 of ")


def test_where_nothing_may_be_kept_everything_runs(page: Page):
    page.add_init_script(NOTHING_KEPT)
    stacks: list[str] = []
    page.on("pageerror", lambda error: stacks.append(error.stack or ""))
    page.goto(LEVELS)
    level = page.locator("#lost_update")
    run(level)
    level.locator("button[data-act=step]").click()
    level.locator(".step-slider").wait_for()
    level.locator("[data-action=schedules]").click()
    expect(level.locator(".run-count")).to_contain_text("Proved: all 4")
    page.goto("your-progress/")
    expect(page.locator(".mend-count")).to_contain_text("0 of ")
    typed(page, "print('mine')")
    run(page.locator("main"))
    assert [one for one in stacks if "/playground/" in one.replace(page.url, "")] == []


def test_without_a_network_it_says_so_and_then_runs(page: Page, context: BrowserContext):
    page.goto(POOL)
    one = program(page)
    context.set_offline(True)
    one.locator("[data-action=run]").click()
    status = one.locator(".run-status").first
    told = one.locator(".run-bar, .run-status").filter(has_text="network")
    expect(told.first).to_contain_text("is there a network?", timeout=PATIENCE)
    context.set_offline(False)
    page.reload()
    run(one)
    context.set_offline(True)
    run(one)  # Python is here: nothing is asked for
    expect(status).to_contain_text("Finished")
    context.set_offline(False)


@pytest.mark.parametrize("when", ["before a run", "during a run"])
def test_a_worker_that_the_browser_ended_costs_a_stop_at_most(page: Page, when: str):
    page.add_init_script(WORKERS)
    typed(page, "print('here')")
    run(page.locator("main"))
    frame = next(one for one in page.frames if "/pyodide/frame-" in one.url)
    end = "workers.forEach(one => one.terminate())"
    button = page.locator("[data-action=run]")
    status = page.locator(".run-status").first
    if when == "before a run":
        frame.evaluate(end)
        button.click()
    else:
        page.locator(".run-editor textarea").fill(ENDLESS)
        button.click()
        expect(button).to_contain_text("Stop")
        page.wait_for_timeout(500)
        frame.evaluate(end)
        button.click()
        expect(status).to_have_text("Stopped", timeout=PATIENCE)
        page.locator(".run-editor textarea").fill("print('here')")
        button.click()
    expect(page.locator(".run-panel pre").first).to_have_text("here\n", timeout=PATIENCE)
    expect(status).to_contain_text("Finished")


def test_a_very_slow_network_is_told_of_and_nothing_is_lost(page: Page, context: BrowserContext):
    page.goto(POOL)
    one, other = program(page), program(page, 1)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    one.locator("[data-action=run]").click()
    expect(one.locator(".run-status").first).to_contain_text("Loading Python, once: ")
    other.locator("[data-action=run]").click()
    expect(other.locator(".run-status").first).to_contain_text("Finished", timeout=2 * PATIENCE)
    expect(one.locator(".run-status").first).to_have_text("Stopped")


def test_double_clicks_are_one_click(page: Page):
    page.goto(LEVELS)
    level = page.locator("#lost_update")
    level.locator("[data-action=run]").dblclick()
    ended(level)
    expect(level.locator(".run-status").first).to_contain_text("Finished")
    level.locator("[data-action=schedules]").dblclick()
    expect(level.locator(".run-count")).to_contain_text("Proved: all 4")
    level.locator(".run-broken").get_by_role("button", name="Show me").dblclick()
    expect(level.locator(".run-panel pre code").first).to_contain_text("counter: 1")
    level.locator("button[data-act=step]").dblclick()
    level.locator(".step-slider").wait_for()
    level.locator("[data-action=break]").dblclick()
    expect(level.locator(".step-choice")).to_have_count(2)
    level.locator(".step-choice").first.dblclick()
    page.wait_for_timeout(1000)
    expect(level.locator(".break-choices:not([aria-busy])")).to_be_attached()
    expect(level.locator(".step-choice").first).to_be_visible()
    page.goto("thread-communication/#mend_one_counter")
    mend = page.locator("#mend_one_counter")
    mend.locator("[data-action=judge]").dblclick()
    expect(mend.locator(".mend-verdict")).to_contain_text("Broken in")


def test_a_page_that_is_left_during_a_run_leaves_python_to_the_next(page: Page):
    page.goto(POOL)
    one = program(page)
    run(one)
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill(ENDLESS)
    one.locator("[data-action=run]").click()
    expect(one.locator("[data-action=run]")).to_contain_text("Stop")
    awake(page)
    page.evaluate("window.stays = true")
    page.locator("a[href$='you-are-the-scheduler/']").first.click()
    page.wait_for_url(f"**/{LEVELS}")
    assert page.evaluate("window.stays")
    run(page.locator("#lost_update"))
    page.locator("#lost_update [data-action=schedules]").click()
    page.go_back()
    page.wait_for_url(f"**/{POOL}*")
    one = program(page)
    expect(one.locator("textarea")).to_have_value(ENDLESS.rstrip("\n"))
    run(program(page, 1))
