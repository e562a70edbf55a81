"""What a reader does: searches, copies, goes on, reads in the dark."""

import gzip
import json
import re
import statistics
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import DESKTOP, PHONE, Seen, Site

from publish.policy import ROOT

FIRST_VISIT = 85_000, 9  # bytes compressed, requests
SECOND_PAGE = 12_800  # bytes compressed, on average, exercises and questions included
LONGEST_PAGE = 22_100  # where its programs were checked included, and two more pages to go to
MARK = re.compile(r"[ \t]*# [①-⑳]+[ \t]*$", re.MULTILINE)


def _bytes(site: Site, urls: list[str]) -> int:
    """The size of what was asked for, compressed as a server sends it."""
    paths = [site.folder / urlsplit(url).path.lstrip("/") for url in urls]
    files = [path / "index.html" if path.is_dir() else path for path in paths]
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def _awake(tab: Page, url: str) -> None:
    """Go to a page and move: then Material asks for the sitemap, and follows links by itself."""
    tab.goto(url)
    with tab.expect_event("requestfinished", lambda asked: asked.url.endswith("/sitemap.xml")):
        tab.mouse.move(10, 10)
        tab.mouse.move(20, 20)


def _longest(site: Site) -> str:
    return max(site.pages, key=lambda page: _bytes(site, [page]))


def test_a_first_visit_is_light(browser: Browser, site: Site) -> None:
    context, seen = browser.new_context(), Seen()
    seen.watch(context)
    tab = context.new_page()
    tab.goto(site.url + _longest(site))
    expect(tab.locator(".md-code__nav, .run-bar").first).to_be_visible()
    requests = seen.take()[1]
    weight, number = FIRST_VISIT
    assert len(requests) <= number, requests
    assert _bytes(site, requests) <= weight, requests
    context.close()


def test_a_second_page_is_light(site: Site) -> None:
    sizes = {page: _bytes(site, [page]) for page in site.pages if page != "404.html"}
    assert max(sizes.values()) <= LONGEST_PAGE, sizes
    assert statistics.mean(sizes.values()) <= SECOND_PAGE, sizes


def test_search_loads_its_index_when_it_is_touched(tab: Page, site: Site, seen: Seen) -> None:
    _awake(tab, site.url)
    assert not [url for url in seen.take()[1] if "search" in url]
    tab.keyboard.press("/")
    tab.keyboard.type("guarantee")
    first = tab.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    errors, requests = seen.take()
    assert not errors
    assert [url for url in requests if url.endswith("search_index.json")]
    first.click()
    expect(tab.locator("main article")).to_contain_text("guarantee")


def test_search_by_address(tab: Page, site: Site) -> None:
    tab.goto(site.url + "?q=guarantee")
    expect(tab.locator(".md-search-result__link").first).to_be_visible()


def test_copy_copies_the_program_without_the_marks(tab: Page, site: Site) -> None:
    tab.goto(site.url)
    _copies_the_program(tab)


def _copies_the_program(tab: Page) -> None:
    """Press the first program's button; what then is in the clipboard is the program."""
    block = tab.locator(".highlight:has(> .filename)").first
    # Beside the name stand the buttons of Run.
    name = block.locator(".filename").evaluate("title => title.firstChild.textContent.trim()")
    source = (ROOT / "snippets" / name).read_text("utf-8")
    assert MARK.search(source), f"{name} has no marks to leave out"
    tab.evaluate("navigator.clipboard.writeText('')")
    block.locator("[data-clipboard-target]").click()
    expect(tab.locator(".md-dialog")).to_contain_text("Copied")
    assert tab.evaluate("navigator.clipboard.readText()") == MARK.sub("", source).rstrip()


def test_copy_of_an_output_copies_the_output(tab: Page, site: Site) -> None:
    tab.goto(site.url)
    output = tab.locator(".example .run .highlight").first
    output.locator("[data-clipboard-target]").click()
    expect(tab.locator(".md-dialog")).to_contain_text("Copied")
    shown = output.locator("code").text_content() or ""
    assert tab.evaluate("navigator.clipboard.readText()") == shown.rstrip()


def test_only_the_marks_are_left_out(tab: Page, site: Site) -> None:
    tab.goto(site.url)
    code, button = tab.locator("pre > code").first, tab.locator("[data-clipboard-target]").first
    for shown, copied in {
        "go()  # ①": "go()",
        "go()  # ①②": "go()",
        "go()  # ① work": "go()  # work",
        "go()  # work ①": "go()  # work",
        "# ①\ngo()": "\ngo()",
        "# work: 1\ngo('①')": "# work: 1\ngo('①')",
        "go(  # ① first\n)  # ②\n": "go(  # first\n)",
    }.items():
        code.evaluate("(code, text) => { code.textContent = text }", shown)
        button.click()
        assert button.get_attribute("data-clipboard-text") == copied


def test_instant_navigation_keeps_the_page_alive(tab: Page, site: Site, seen: Seen) -> None:
    _awake(tab, site.url + site.pages[-1])
    tab.evaluate("window.alive = true")
    tab.locator("header .md-logo").click()
    expect(tab).to_have_url(site.url)
    expect(tab.locator("main article h1")).to_contain_text("Threading Deep Dive")
    assert tab.evaluate("window.alive"), "the page was loaded anew"
    _copies_the_program(tab)
    nameless = "document.querySelectorAll('.md-code__nav:not([role])').length"
    assert tab.evaluate(nameless) == 0
    assert not seen.take()[0]


# What scroll bars follow.
ROOT_SCHEME = "getComputedStyle(document.documentElement).colorScheme"


def test_the_theme_does_not_style_the_whole_page_again(browser: Browser, site: Site) -> None:
    """At its start it did so three times, half of the longest task on a phone (before.js)."""
    context = browser.new_context(viewport=PHONE)
    tab = context.new_page()
    browser.start_tracing(page=tab, categories=["devtools.timeline"])
    tab.goto(site.url, wait_until="load")
    elements = tab.evaluate("document.querySelectorAll('*').length")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    context.close()
    (bundle,) = (event for event in events if "/bundle." in _script(event))
    within = [
        event["args"]["elementCount"]
        for event in events
        if event["name"] == "UpdateLayoutTree" and event["pid"] == bundle["pid"]
        if 0 <= event["ts"] - bundle["ts"] <= bundle["dur"]
    ]
    assert within, "the theme's script styles nothing: does the trace hold it?"
    assert max(within) < elements / 2, within


def _script(event: dict) -> str:
    """The address of the script that an event of a trace evaluates."""
    runs = event["name"] == "EvaluateScript"
    return event.get("args", {}).get("data", {}).get("url", "") if runs else ""


def test_the_scheme_follows_the_system_and_the_switch(browser: Browser, site: Site) -> None:
    context = browser.new_context(color_scheme="dark", reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(site.url)
    body = tab.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    assert tab.evaluate(ROOT_SCHEME) == "dark"
    tab.get_by_title("Switch to light mode").click()
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    assert tab.evaluate(ROOT_SCHEME) != "dark"
    tab.goto(site.url + site.pages[-1])
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    context.close()


# How far, in pixels, each anchor lands from where its scroll margin wants it; a page cannot be
# scrolled beyond its end.
OFF = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const root = document.scrollingElement, off = {}
  for (const { id } of document.querySelectorAll('article :is(h2, h3, .example)[id]')) {
    const target = document.getElementById(id)
    if (target.closest('details:not([open])')) continue
    location.hash = id
    for (let n = 0; n < 3; n++) await frame()
    const wanted = parseFloat(getComputedStyle(target).scrollMarginTop)
    const end = root.scrollHeight - root.clientHeight - root.scrollTop < 1
    const wrong = target.getBoundingClientRect().top - wanted
    if (Math.abs(wrong) > 2 && !(end && wrong > 0)) off[id] = wrong
  }
  return off
}"""


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_links_to_sections_land_right(screen: dict, tab: Page, site: Site) -> None:
    tab.set_viewport_size(screen)
    tab.goto(site.url + _longest(site))
    before = tab.evaluate("document.scrollingElement.scrollHeight")
    assert tab.evaluate(OFF) == {}
    assert tab.evaluate("document.scrollingElement.scrollHeight") == before, "the page grew"


def test_a_section_opened_by_its_address_lands_right(tab: Page, site: Site) -> None:
    page = _longest(site)
    anchor = re.findall(r'<h2 id="([^"]+)"', site.html(page))[-2]
    tab.goto(f"{site.url}{page}#{anchor}")
    tab.locator(".run-bar").first.wait_for()
    place = "id => { const one = document.getElementById(id); return "
    place += "one.getBoundingClientRect().top - parseFloat(getComputedStyle(one).scrollMarginTop) }"
    assert abs(tab.evaluate(place, anchor)) <= 2


def test_program_left_and_output_right_or_below(tab: Page, site: Site) -> None:
    tab.goto(site.url)
    program, run = tab.locator(".example > .highlight").first, tab.locator(".example > .run").first
    left, right = program.bounding_box(), run.bounding_box()
    assert left["x"] + left["width"] < right["x"]
    assert left["y"] == right["y"]
    tab.set_viewport_size({"width": 390, "height": 844})
    above, below = program.bounding_box(), run.bounding_box()
    assert above["y"] + above["height"] <= below["y"]
