"""What a reader, a link or a browser does to the pages that nobody had in mind."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_playground import blog as blog
from test_run import PATIENCE, ended
from visiting import DESKTOP, Seen, Site

pytestmark = [pytest.mark.slow, pytest.mark.weekly(3)]  # minutes; what they guard seldom changes

MEND = "thread-communication/"
FORGET = "Object.keys(localStorage).forEach(key => localStorage.removeItem(key))"
FULL = "() => { Storage.prototype.setItem = () => { throw new Error('full') } }"
LINK = """async ([name, code]) => (await import("/playground/ui/link.mjs")).encode({
    name, code, seed: 0, threads: "gil", speed: 0, witness: null, ordered: false})"""
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def fresh(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture(scope="module")
def met(fresh: BrowserContext) -> Seen:
    seen = Seen()
    seen.watch(fresh)
    return seen


@pytest.fixture
def page(fresh: BrowserContext, met: Seen) -> Iterator[Page]:
    """A tab that may meet no error of the page's own."""
    page = fresh.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("404.html")
    page.evaluate(FORGET)
    met.take()
    yield page
    page.close()
    errors, _ = met.take()
    # What a missing network says in the console is the browser's.
    assert [one for one in errors if "ERR_" not in one and " 503 " not in one] == []


def test_a_link_to_progress_that_was_cut_or_names_anything_is_no_error(page: Page):
    page.goto("your-progress/#mended=%E2%82")
    status = page.locator(".mend-count")
    expect(status).to_contain_text("0 of ")
    page.goto("about:blank")
    known = "thread_communication/one_counter"
    page.goto(f"your-progress/#mended={','.join(f'a/b{n}' for n in range(20_000))},{known}")
    expect(status).to_contain_text("1 of ")
    assert page.evaluate("JSON.parse(localStorage['tdd:mended'])") == [known]
    page.evaluate("location.hash = '#mended=%'")
    expect(page).to_have_url("your-progress/")
    expect(status).to_contain_text("1 of ")


@pytest.mark.parametrize(
    "kept",
    ['[{"name": "a", "text": "x"}]', '[null, 5, {"name": 1}]', '"drafts"', "{cut", '{"length": 2}'],
)
def test_drafts_that_were_corrupted_by_hand_are_none(page: Page, kept: str):
    page.evaluate("kept => localStorage.setItem('tdd:drafts', kept)", kept)
    page.evaluate("localStorage.setItem('tdd:draft-chosen', '\"a\"')")
    page.goto("playground/")
    page.locator(".run-menu select:enabled").wait_for()
    expect(page.locator("optgroup[label='Your drafts']")).to_have_count(0)
    page.locator("[data-action=run]").click()
    ended(page)
    expect(page.locator(".run-panel pre").first).to_contain_text("total: ")


def test_a_draft_keeps_its_name_where_storage_is_full_and_says_so(page: Page):
    page.goto("playground/")
    page.get_by_role("button", name="New draft").click()
    expect(page.locator(".run-shelf [role=status]")).to_have_text("A new draft, program.py.")
    page.evaluate(FULL)
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("New name").fill("mine")
    page.keyboard.press("Enter")
    told = "This browser keeps no drafts: copy the link before you leave."
    expect(page.locator(".run-shelf [role=status]")).to_have_text(told)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New draft").click()
    expect(page.locator(".run-shelf [role=status]")).to_have_text(told)


def test_a_chapter_says_where_no_draft_can_be_kept(page: Page):
    page.goto("thread-pool/")
    page.evaluate(FULL)
    one = page.locator(".example.runs").first
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill("print('mine')")
    expect(one.locator(".run-draft")).to_contain_text("This browser keeps no drafts")


def test_what_could_not_be_loaded_is_told_and_all_else_goes_on(page: Page):
    page.goto(MEND)
    one = page.locator(".example.mend").first
    run = one.locator(":scope > .highlight [data-action=run]")
    run.click()
    ended(page)
    for part in ("step", "break", "embed"):
        page.route(f"**/ui/{part}.mjs", lambda route: route.abort())
    status = one.locator(".run-status").first
    for button in ("Step through this run", "Be the scheduler", "Make it fail"):
        found = one.get_by_role("button", name=button)
        if found.count():
            run.click()
            expect(status).to_contain_text("Finished")
            found.click()
            expect(status).to_contain_text("could not be loaded")
    one.get_by_role("button", name="Copy embed code").click()
    expect(one.locator(".run-copied")).to_contain_text("could not be loaded")
    page.route("**/exercises.json", lambda route: route.fulfill(status=503))
    one.locator("[data-action=judge]").click()
    expect(one.locator(".mend-verdict")).to_contain_text("could not be loaded")
    page.unroute("**/exercises.json")
    one.locator("[data-action=judge]").click()
    expect(one.locator(".mend-verdict")).to_contain_text("Broken in")


def test_run_runs_while_the_steps_of_a_run_are_written_down(page: Page):
    page.goto("playground/")
    page.locator("textarea").focus()
    page.locator(".prism-code-editor").wait_for()
    page.locator(".run-editor textarea").fill("for n in range(300_000): n\nprint('end')")
    page.locator("[data-action=run]").click()
    ended(page)
    page.get_by_role("button", name="Step through this run").click()
    expect(page.locator(".run-step")).to_contain_text("Writing down")
    page.locator("[data-action=run]").click()
    expect(page.locator(".run-status").first).to_contain_text("Finished", timeout=PATIENCE)
    expect(page.locator("[data-action=run]")).to_contain_text("Run")


def test_each_page_that_is_visited_has_the_style_of_step_and_editor(page: Page, site: Site):
    for visited in ("you-are-the-scheduler/", "thread-pool/"):
        if page.url.endswith("404.html"):
            page.goto(visited)
        else:
            page.mouse.move(300, 300)
            page.wait_for_timeout(1000)  # the sitemap comes: navigation is instant from now on
            page.evaluate("window.stays = true")
            page.locator(f"a[href$='{visited}']").first.click()
            page.wait_for_url(f"**/{visited}")
            assert page.evaluate("window.stays") is True
        one = page.locator(".example.runs").first
        one.locator("[data-action=run]").click()
        ended(page)
        one.get_by_role("button", name="Step through this run").click()
        one.locator(".step-slider").wait_for()
        one.locator("[data-action=edit]").click()
        one.locator(".prism-code-editor").wait_for()
        for sheet in ("step.css", "layout.css"):
            expect(page.locator(f"link[href$='{sheet}']")).to_have_count(1)


def test_another_link_in_the_address_bar_is_followed(page: Page):
    page.goto("playground/")
    page.get_by_role("button", name="New draft").click()
    expect(page.locator(".run-shelf [role=status]")).to_have_text("A new draft, program.py.")
    page.locator(".run-editor textarea").fill("print('mine')")
    link = page.evaluate(LINK, ["program.py", "print('theirs')"])
    page.evaluate("link => { location.hash = link }", link)
    expect(page.locator(".run-editor textarea")).to_have_value("print('theirs')")
    expect(page.locator(".run-status").first).to_have_text("From a link: press Run.")
    drafts = page.evaluate("JSON.parse(localStorage['tdd:drafts'])")
    assert [(one["name"], one["text"]) for one in drafts] == [("program.py", "print('mine')")]
    page.goto("thread-pool/")
    one = page.locator(".example.runs").first
    name = one.locator(".run-name").text_content()
    link = page.evaluate(LINK, [name, "print('theirs')"])
    page.evaluate("link => { location.hash = link }", link)
    expect(one.locator("textarea")).to_have_value("print('theirs')")


def test_nothing_that_a_link_a_program_or_a_contract_says_is_markup(page: Page):
    page.goto("playground/")
    program = f"""# Contract:
#   prints: {MARKUP}
#   at the end: '{MARKUP}' == 1
import threading
t = threading.Thread(target=print, name='{MARKUP}', args=('{MARKUP}',))
t.start()
t.join()
raise ValueError('{MARKUP}')
"""
    link = page.evaluate(LINK, [f"{MARKUP}.py", program])
    page.goto("about:blank")
    page.goto(f"playground/{link}")
    expect(page.locator(".run-editor textarea")).to_have_value(program.rstrip())
    for act in ("schedules", "run"):
        page.locator(f"[data-action={act}]").click()
        ended(page)
    page.get_by_role("button", name="Judge by its contract").click()
    expect(page.locator(".mend-verdict")).to_contain_text("Broken")
    page.locator("[data-action=run]").click()
    ended(page)
    page.get_by_role("button", name="Step through this run").click()
    page.locator(".step-slider").wait_for()
    page.locator(".step-slider").press("End")
    expect(page.locator(".run-step")).to_contain_text(MARKUP)
    assert page.locator("[onerror], img[src=x]").count() == 0
    page.goto("about:blank")
    page.goto(f"thread-pool/#run={MARKUP}.py")
    expect(page.locator(".run-status").first).to_contain_text(f"no program {MARKUP}.py")
    assert page.locator("[onerror], img[src=x]").count() == 0


def test_a_page_that_embeds_a_program_cannot_speak_to_its_python(page: Page, site: Site, blog):
    url, shown = blog
    frame = f"<iframe src='{site.url}playground/embed.htm#run=playground/lost_update.py'></iframe>"
    shown["code"] = frame * 2
    page.goto(url)
    for number in range(2):
        embedded = page.frame_locator("iframe").nth(number)
        embedded.locator("[data-action=run]").click()
        output = embedded.locator(".run-panel pre").first
        expect(output).to_contain_text("total: ", timeout=PATIENCE)
    answers = page.evaluate("""async () => {
        const heard = []
        addEventListener("message", ({ data }) => heard.push(data))
        for (const embed of [frames[0], frames[1]]) {
            for (const target of [embed, embed.frames[0]]) {
                const { port1, port2 } = new MessageChannel()
                port1.onmessage = ({ data }) => heard.push(data)
                target.postMessage("threading-deep-dive", "*", [port2])
                target.postMessage({ type: "run", id: 1, source: "print(1)" }, "*")
            }
        }
        await new Promise(resolve => setTimeout(resolve, 1000))
        return heard
    }""")
    assert answers == []


def test_wrong_parameters_of_the_embed_are_told(page: Page):
    for fragment, told in [
        ("#run=no/such.py", "There is no program no/such.py here."),
        ("#run=program.py&code=%%%", "cannot be read"),
        ("#run=program.py&code=AAAA", "cannot be read"),
        ("#run=playground/lost_update.py&witness=<b>", "cannot be read"),
    ]:
        page.goto("about:blank")
        page.goto(f"playground/embed.htm{fragment}")
        expect(page.locator(".run-status")).to_contain_text(told)


def test_python_is_there_again_after_pages_and_clicks_in_any_order(page: Page, site: Site):
    """Run twice, Every schedule, Stop, Run, two programs at once, Step, edit, Reset, Run."""
    page.goto(MEND)
    one, other = (page.locator(".example.runs:not(.mend)").nth(n) for n in range(2))
    run = one.locator("[data-action=run]")
    run.click()
    run.click()
    other.locator("[data-action=run]").click()
    run.click()
    ended(one)
    expect(one.locator(".run-status").first).to_contain_text("Finished")
    one.locator("[data-action=edit]").click()
    one.locator("textarea").fill("while True:\n    pass\n")
    run.click()
    page.wait_for_timeout(400)
    one.locator("textarea").fill("print('typed meanwhile')\n")
    run.click()
    expect(one.locator(".run-status").first).to_have_text("Stopped")
    run.click()
    expect(one.locator(".run-panel pre").first).to_have_text("typed meanwhile\n")
    ended(one)
    one.get_by_role("button", name="Step through this run").click()
    run.click()
    ended(one)
    expect(one.locator(".run-panel pre").first).to_have_text("typed meanwhile\n")
    one.locator("[data-action=edit]").click()  # Reset
    run.click()
    ended(one)
    expect(one.locator(".run-status").first).to_contain_text("Finished")
