"""The playground: what it opens with, drafts of the reader's own, and the same in an <iframe>."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect
from test_run import AXE, PATIENCE, TAGS, ended
from visiting import DESKTOP, Server, Site

from examples.files import SNIPPETS

RACE = (SNIPPETS / "playground" / "lost_update.py").read_text("utf-8").rstrip()


@pytest.fixture
def fresh(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A browser that keeps nothing yet."""
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(fresh: BrowserContext) -> Page:
    """The playground, on a first visit."""
    page = fresh.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("playground/")
    page.locator(".run-menu select:enabled").wait_for()
    return page


def menu(page: Page) -> list[str]:
    names = "group => [...group.children].map(one => one.label)"
    group = page.locator("optgroup[label='Your drafts']")
    return group.evaluate(names) if group.count() else []


def write(page: Page, text: str) -> None:
    page.locator("textarea").focus()
    page.locator(".prism-code-editor").wait_for()
    page.locator(".run-editor textarea").fill(text)


def told(page: Page, text: str) -> None:
    expect(page.locator(".run-shelf [role=status]")).to_have_text(text)


def test_it_opens_with_a_race_that_every_schedule_explains(page: Page):
    expect(page.locator("textarea")).to_have_value(RACE)
    expect(page.locator(".run-menu select")).to_have_value("playground/lost_update.py")
    page.locator("[data-action=run]").click()
    ended(page)
    expect(page.locator(".run-panel pre").first).to_contain_text("total: 2")
    page.locator("[data-action=schedules]").click()
    rows = page.locator(".run-outcomes tbody tr")
    expect(rows.filter(has_text="total: 2").first).to_be_visible(timeout=PATIENCE)
    expect(rows.filter(has_text="total: 1").first).to_be_visible()
    expect(page.locator(".run-count").first).to_contain_text("Proved: all 4 classes")


def test_the_race_stands_there_without_javascript(browser: Browser, site: Site):
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("playground/")
    expect(page.locator(".playground pre").first).to_contain_text("total = seen + 1")
    context.close()


def test_what_is_typed_becomes_a_draft_that_is_back_on_return(page: Page):
    write(page, "print('mine')")
    told(page, "Kept in this browser as lost_update.py.")
    assert menu(page) == ["lost_update.py"]
    page.reload()
    expect(page.locator(".run-editor textarea")).to_have_value("print('mine')")
    told(page, "Your draft of a moment ago is here.")
    expect(page.locator(".run-menu select:enabled")).to_have_value("draft:lost_update.py")
    page.locator(".run-menu select").select_option("playground/lost_update.py")
    expect(page.locator(".run-editor textarea")).to_have_value(RACE)
    assert menu(page) == ["lost_update.py"]
    write(page, "print('another')")
    told(page, "Kept in this browser as lost_update 2.py.")
    page.locator(".run-menu select").select_option("draft:lost_update.py")
    expect(page.locator(".run-editor textarea")).to_have_value("print('mine')")
    assert sorted(menu(page)) == ["lost_update 2.py", "lost_update.py"]


def test_a_draft_is_begun_renamed_deleted_and_brought_back_by_the_keyboard(page: Page):
    page.get_by_role("button", name="New draft").press("Enter")
    told(page, "A new draft, program.py.")
    expect(page.locator(".run-editor textarea")).to_be_focused()
    page.keyboard.type("x = 1")
    page.get_by_role("button", name="Rename").press("Enter")
    expect(page.get_by_label("New name")).to_be_focused()
    page.keyboard.type("mine")
    page.keyboard.press("Enter")
    told(page, "It is called mine now.")
    assert menu(page) == ["mine"]
    page.get_by_role("button", name="New draft").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("mine")
    page.keyboard.press("Enter")
    told(page, "There is a draft mine already.")
    page.keyboard.press("Escape")
    page.locator(".run-menu select").select_option("draft:mine")
    expect(page.locator(".run-editor textarea")).to_have_value("x = 1")
    page.get_by_role("button", name="Delete").press("Enter")
    told(page, "mine is deleted.")
    assert menu(page) == ["program.py"]
    page.keyboard.press("Enter")  # the focus is on the button that undoes it
    expect(page.locator(".run-editor textarea")).to_have_value("x = 1")
    assert sorted(menu(page)) == ["mine", "program.py"]
    expect(page.get_by_role("button", name="Delete")).to_be_focused()


def test_an_exercise_of_your_own_carries_its_contract_by_a_link(page: Page, fresh, site):
    page.locator(".run-menu select").select_option("An exercise of your own")
    field = page.locator(".run-editor textarea")
    expect(field).to_have_value(re.compile("# Contract:\n#   prints: total: 2"))
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("navigator.clipboard.readText()")
    other = fresh.new_page()
    other.goto(link)
    expect(other.locator(".run-editor textarea")).to_have_value(field.input_value())
    assert menu(other) == [], "what came by a link is no draft"


def judged(page: Page) -> Locator:
    """Has the program judged by the contract in its comment; where the verdict stands."""
    page.get_by_role("button", name="Judge by its contract").click()
    return page.locator(".mend-verdict")


def test_a_program_is_judged_by_the_contract_in_its_comment(page: Page, fresh: BrowserContext):
    page.locator(".run-menu select").select_option("An exercise of your own")
    field = page.locator(".run-editor textarea")
    expect(field).to_have_value(re.compile("# Contract:"))
    racy = field.input_value()
    verdict = judged(page)
    expect(verdict).to_contain_text("It prints total: 1, not total: 2", timeout=PATIENCE)
    broken = page.locator(".mend-contract li[data-state=fails]")
    expect(broken).to_contain_text("prints total: 2")
    assert broken.count() == 1

    page.get_by_role("button", name="Show me: prints").click()
    ended(page)
    expect(page.locator(".run-panel pre").first).to_contain_text("total: 1")

    locked = racy.replace("import Thread", "import Lock, Thread").replace(
        "    seen = total\n    total = seen + 1", "    with lock:\n        total += 1"
    )
    write(page, locked.replace("total = 0\n", "total = 0\nlock = Lock()\n"))
    expect(verdict).to_be_hidden()  # what was said of another program is said no more
    judged(page)
    expect(verdict).to_have_attribute("data-state", "holds", timeout=PATIENCE)
    expect(verdict).to_contain_text("in both classes")
    expect(page.locator(".mend-contract li[data-state=holds]")).to_have_count(4)

    write(page, racy.replace("#   no exception", "#   no exceptions"))
    judged(page)
    expect(verdict).to_have_attribute("data-state", "fails", timeout=PATIENCE)
    expect(verdict).to_contain_text("line 7: no clause is 'no exceptions'; known are: ")

    page.get_by_role("button", name="Copy link").click()
    other = fresh.new_page()
    other.set_default_timeout(PATIENCE)
    other.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(judged(other)).to_contain_text("line 7: no clause is", timeout=PATIENCE)


def test_without_a_contract_there_is_nothing_to_judge_by(page: Page):
    judge = page.get_by_role("button", name="Judge by its contract")
    write(page, "# Contract:\n#   prints: 1\nprint(1)")
    expect(judge).to_be_visible()
    write(page, "# No Contract:\nprint(1)")
    expect(judge).to_be_hidden()


def test_a_link_to_an_unknown_program_says_so(page: Page, site: Site):
    page.goto("about:blank")
    page.goto(f"{site.url}playground/#run=no/such.py")
    status = page.locator(".run-status").first
    expect(status).to_have_text("There is no program no/such.py here.")


def test_axe_finds_nothing_with_drafts(page: Page):
    write(page, "print('mine')")
    told(page, "Kept in this browser as lost_update.py.")
    page.get_by_role("button", name="Rename").click()
    page.evaluate(AXE)
    for scheme in ("slate", "default"):
        page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
        found = page.evaluate(
            "tags => axe.run('article', {runOnly: tags}).then(result => "
            "result.violations.map(one => one.id + one.nodes[0].target))",
            TAGS,
        )
        assert found == []


# ---------------------------------------------------------------- on someone else's page


class _Blog(BaseHTTPRequestHandler):
    """Answers each request with a page that holds what it is given."""

    def __init__(self, blog: dict[str, str], *args: object) -> None:
        self._blog = blog
        super().__init__(*args)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        text = f"<!doctype html><html lang=en><title>Blog</title>{self._blog['code']}"
        self.wfile.write(text.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def blog() -> Iterator[tuple[str, dict[str, str]]]:
    """A page of another origin: its address, and what stands on it."""
    shown = {"code": ""}
    server = Server(("127.0.0.1", 0), partial(_Blog, shown))
    thread = threading.Thread(target=server.serve_forever, name="blog")
    thread.start()
    yield f"http://localhost:{server.server_port}/", shown
    server.shutdown()
    server.server_close()
    thread.join()


def embedded(page: Page, code: str, blog: tuple[str, dict[str, str]]) -> FrameLocator:
    url, shown = blog
    shown["code"] = code
    page.goto(url)
    return page.frame_locator("iframe")


def test_the_embed_code_runs_on_a_page_of_another_origin(page: Page, blog, fresh, seen):
    write(page, "import threading\nprint('in a blog \"&<')\nprint(threading.active_count())")
    page.get_by_role("button", name="Copy embed code").click()
    expect(page.locator(".run-copied")).to_have_text("Copied.")
    code = page.evaluate("navigator.clipboard.readText()")
    errors: list[str] = []
    other = fresh.new_page()
    other.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
    other.on("pageerror", lambda error: errors.append(str(error)))
    frame = embedded(other, code, blog)
    expect(frame.locator(".run-status")).to_have_text("From a link: press Run.")
    expect(frame.locator(".run-editor textarea")).to_have_value(
        "import threading\nprint('in a blog \"&<')\nprint(threading.active_count())"
    )
    assert not frame.locator(".run-panel pre").first.is_visible(), "it ran by itself"
    frame.locator("[data-action=run]").click()
    expect(frame.locator(".run-panel pre").first).to_have_text(
        'in a blog "&<\n1\n', timeout=PATIENCE
    )
    assert [error for error in errors if "favicon" not in error] == []


def test_an_embedded_program_reaches_neither_its_frame_nor_the_blog(page: Page, blog, fresh, site):
    program = """
import js
for way in ("js.window.parent", "js.document", "js.parent.document", "js.localStorage"):
    try:
        print("GOT", way, eval(way))
    except BaseException as error:
        print("refused", way)
"""
    write(page, program)
    page.get_by_role("button", name="Copy embed code").click()
    frame = embedded(fresh.new_page(), page.evaluate("navigator.clipboard.readText()"), blog)
    frame.locator("[data-action=run]").click()
    output = frame.locator(".run-panel pre").first
    expect(output).to_contain_text("refused js.localStorage", timeout=PATIENCE)
    expect(output).not_to_contain_text("GOT")
    policy = (site.folder / "playground" / "embed.htm").read_text("utf-8")
    for allowed in ("default-src 'none'", "script-src 'self';", "frame-src 'self'"):
        assert allowed in policy
    assert "unsafe" not in policy


def test_axe_finds_nothing_in_the_embed_and_it_fits_a_phone(fresh: BrowserContext, site: Site):
    page = fresh.new_page()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto("playground/embed.htm#run=playground/lost_update.py")
    page.locator("[data-action=run]").click(timeout=PATIENCE)
    ended(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    page.evaluate(AXE)
    for scheme in ("slate", "default"):
        page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
        found = page.evaluate(
            "tags => axe.run({runOnly: tags}).then(result => "
            "result.violations.map(one => one.id + one.nodes[0].target))",
            TAGS,
        )
        assert found == []
