"""What holds on every page of the built site: each is opened once, all facts are taken.

Axe reads the article of every third page, at a width and in a scheme that change from page to
page, and what stands around it on one page; the slow test reads each whole page in all of them.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import parse_qs, unquote, urldefrag, urljoin

import axe_playwright_python
import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.commands import serve
from playwright.sync_api import Browser, BrowserContext, Page
from visiting import DESKTOP, PHONE, WIDTHS, Seen, Site

from publish.policy import ROOT, allowed, read_page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = list(product(WIDTHS, ["light", "dark"]))
EACH_TIME = {(390, "dark")}  # of these looks, beside the visits' own; the others as drawn
EVERY = 3  # the pages that axe reads outside of the slow test
NAMED = 'role="dialog" aria-label="Search"'
PROSE = 80  # characters in a line of text

AXE_RUN = """([where, tags]) => axe.run(where, {runOnly: tags, resultTypes: ['violations']})
  .then(result => result.violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`)))"""

# Opens what is folded. Of the thousands of coloured words in programs, one of each kind
# is left: axe takes five times as long for all of them.
PREPARE = """() => {
  for (const part of document.querySelectorAll('details')) part.open = true
  const kinds = new Set()
  for (const word of document.querySelectorAll('pre span')) {
    if (kinds.has(word.className)) word.replaceWith(...word.childNodes)
    kinds.add(word.className)
  }
  for (const code of document.querySelectorAll('pre')) code.normalize()
}"""

HIGH = 16_000  # pixels
ALL_SET_UP = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  for (let last = -1, calm = 0; calm < 4; calm++) {
    await frame()
    const now = document.querySelectorAll('article pre nav, article pre [tabindex]').length
    if (now !== last) calm = 0
    last = now
  }
}"""

# Characters per line, on average, of the article's widest long paragraph.
CHARACTERS = """() => Math.max(0, ...[...document.querySelectorAll('article p, article li')]
  .filter(p => !p.querySelector('p, ul, ol, pre'))
  .map(p => [p.textContent.trim().length, p.getBoundingClientRect().height,
             parseFloat(getComputedStyle(p).lineHeight)])
  .map(([length, height, line]) => [length, Math.round(height / line)])
  .filter(([, lines]) => lines >= 2)
  .map(([length, lines]) => length / lines))"""

# What must be scrolled sideways to be read: code, outputs, tables.
SIDEWAYS = """() => [...document.querySelectorAll('pre, pre > code, .md-typeset__scrollwrap')]
  .filter(part => part.scrollWidth > part.clientWidth + 1)
  .map(part => part.textContent.trim().split('\\n')[0])"""

HIDDEN = """() => [...document.querySelectorAll('article :is(p, pre, li, td, text)')]
  .filter(node => !node.closest('details') && !node.getClientRects().length)
  .map(node => node.textContent.trim().slice(0, 60))"""

DOUBLE = """() => [...document.querySelectorAll('[id]')].map(node => node.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""

NAMELESS = """() => [...document.querySelectorAll('article .example:not([id], .playground *)')]
  .map(one => one.textContent.trim().slice(0, 60))"""


@dataclass
class Visit:
    """What was seen on one page."""

    errors: list[str]
    third_parties: list[str]
    axe: list[str]
    doubled: list[str]
    nameless: list[str]
    characters: float
    width_on_phone: int
    sideways_on_phone: list[str]


@pytest.fixture(scope="session")
def visits(site: Site, context: BrowserContext, seen: Seen) -> dict[str, Visit]:
    """One visit to each page, by the page's path."""
    tab = context.new_page()
    seen.take()
    found = {}
    for number, page in enumerate(site.pages):
        look = LOOKS[number // EVERY % len(LOOKS)] if number % EVERY == 0 else None
        found[page] = _visit(tab, site, page, seen, look)
    tab.close()
    return found


def _visit(tab: Page, site: Site, page: str, seen: Seen, look: tuple[int, str] | None) -> Visit:
    """Open a page and take all facts; axe reads it where it is given a look."""
    axe = []
    if look:
        _open(tab, site, page, *look)
        part = "html" if page == "index.html" else "article"
        axe = [f"{look}: {found}" for found in tab.evaluate(AXE_RUN, [part, TAGS])]
    else:
        tab.goto(site.url + page)
    doubled, nameless = tab.evaluate(DOUBLE), tab.evaluate(NAMELESS)
    tab.set_viewport_size(DESKTOP)
    characters = tab.evaluate(CHARACTERS)
    tab.set_viewport_size(PHONE)
    width_on_phone = tab.evaluate("document.scrollingElement.scrollWidth")
    sideways = tab.evaluate(SIDEWAYS)
    errors, requests = seen.take()
    away = [url for url in requests if not url.startswith((site.url, "data:"))]
    return Visit(errors, away, axe, doubled, nameless, characters, width_on_phone, sideways)


def _open(tab: Page, site: Site, page: str, width: int, scheme: str) -> None:
    """Open a page for axe: all of it in sight, since what is far below is not set up yet."""
    tab.set_viewport_size({"width": width, "height": HIGH})
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(site.url + page)
    tab.evaluate(ALL_SET_UP)
    tab.evaluate(PREPARE)
    tab.evaluate(AXE)


def _none(found: dict[str, Iterable[str]]) -> None:
    """Fail with every page that has something, and what."""
    lines = [f"{page}: {item}" for page, items in found.items() for item in items]
    assert not lines, "\n" + "\n".join(lines)


def test_the_site_builds_strictly(site: Site) -> None:
    assert not site.objections, site.objections


def test_no_error_in_the_console(visits: dict[str, Visit]) -> None:
    _none({page: visit.errors for page, visit in visits.items()})


def test_no_request_to_a_third_party(visits: dict[str, Visit]) -> None:
    _none({page: visit.third_parties for page, visit in visits.items()})


def test_axe_finds_nothing(visits: dict[str, Visit]) -> None:
    _none({page: visit.axe for page, visit in visits.items()})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "scheme"),
    [pytest.param(*look, marks=[] if look in EACH_TIME else pytest.mark.weekly) for look in LOOKS],
)
def test_axe_finds_nothing_at_any_width(
    width: int, scheme: str, site: Site, context: BrowserContext
) -> None:
    tab, found = context.new_page(), {}
    for page in site.pages:
        _open(tab, site, page, width, scheme)
        found[page] = tab.evaluate(AXE_RUN, ["html", TAGS])
        found[page] += [f"scrolls sideways: {line}" for line in tab.evaluate(SIDEWAYS)]
    tab.close()
    _none(found)


def test_ids_are_unique_and_each_example_has_one(visits: dict[str, Visit]) -> None:
    _none({page: visit.doubled for page, visit in visits.items()})
    _none({page: visit.nameless for page, visit in visits.items()})


def test_the_page_does_not_scroll_sideways_on_a_phone(visits: dict[str, Visit]) -> None:
    wide = {page: visit.width_on_phone for page, visit in visits.items()}
    _none({page: [f"{width} px wide"] for page, width in wide.items() if width > PHONE["width"]})


def test_no_code_or_table_scrolls_sideways_on_a_phone(visits: dict[str, Visit]) -> None:
    _none({page: visit.sideways_on_phone for page, visit in visits.items()})


def test_lines_of_prose_are_short(visits: dict[str, Visit]) -> None:
    long = {page: visit.characters for page, visit in visits.items() if visit.characters > PROSE}
    _none({page: [f"{number:.0f} characters in a line"] for page, number in long.items()})


def test_everything_is_readable_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESKTOP)
    tab, hidden = context.new_page(), {}
    for page in site.pages:
        tab.goto(site.url + page)
        hidden[page] = tab.evaluate(HIDDEN)
    context.close()
    _none(hidden)


def test_no_page_has_an_inline_script_nor_a_policy_that_allows_one(site: Site) -> None:
    """Publishing moves the theme's into files, and fails where the policy did not allow them."""
    wrong = {}
    for page in site.pages:
        scripts, policy = read_page(site.html(page))
        wrong[page] = [script.strip()[:60] for script in scripts.values()]
        if policy is None or allowed(policy) or "script-src 'self';" not in policy:
            wrong[page].append(f"its policy: {policy}")
    _none(wrong)


def test_serve_has_no_policy_since_its_live_reload_is_inline(tmp_path: Path) -> None:
    templates = Environment(loader=FileSystemLoader(ROOT / "docs/templates"))
    policy = templates.get_template("policy.html")
    assert "mkdtemp(prefix='mkdocs_')" in Path(serve.__file__).read_text("utf-8")
    served = mkdtemp(prefix="mkdocs_", dir=tmp_path)
    for folder, expected in {served: False, "/home/me/mkdocs_mine/site": True}.items():
        shown = policy.render(mkdocs_version="1.6.1", config={"site_dir": folder})
        assert ("Policy" in shown) == expected, folder


def test_every_page_says_what_it_is_about(site: Site) -> None:
    descriptions: dict[str, list[str]] = {}
    # A lab is a notebook: it has no front matter, so the site's own description stands there.
    for page in {page for page in site.pages if not page.startswith(("404", "labs/"))}:
        found = re.search(r'<meta name="description" content="([^"]*)"', site.html(page))
        descriptions.setdefault(found[1] if found else "", []).append(page)
    _none({str(pages): [text] for text, pages in descriptions.items() if len(pages) > 1})


def test_the_dialog_of_the_search_has_a_name(site: Site) -> None:
    """The theme gives it none; main.html finds the place by its text, which may change."""
    _none({page: ["no name"] for page in site.pages if NAMED not in site.html(page)})


def test_links_and_anchors_resolve(site: Site) -> None:
    ids = {page: set(re.findall(r'\bid="([^"]+)"', site.html(page))) for page in site.pages}
    _none({page: _broken(site, page, ids) for page in site.pages})


def _has_program(site: Site, target: str, fragment: str) -> bool:
    """Whether the playground finds the program that a link names."""
    name = parse_qs(fragment.replace("&amp;", "&"))["run"][0].removesuffix(".py")
    lists = [site.folder / "playground" / file for file in ("programs.json", "atomic.json")]
    known = {
        one["name"] for file in lists for one in json.loads(file.read_text("utf-8"))["programs"]
    }
    return target == "playground/index.html" and name in known


def _broken(site: Site, page: str, ids: dict[str, set[str]]) -> list[str]:
    here, broken = urljoin(site.url, page), []
    for link in re.findall(r'\b(?:href|src)="([^"]+)"', site.html(page)):
        address, anchor = urldefrag(urljoin(here, link))
        if not address.startswith(site.url):
            continue
        path = unquote(address.removeprefix(site.url).partition("?")[0])
        target = path + "index.html" if path == "" or path.endswith("/") else path
        anchors = ids.get(target, set())
        if anchor.startswith("run="):  # a program for the playground, in place of an anchor
            anchor = "" if _has_program(site, target, anchor) else anchor
        if not (site.folder / target).is_file() or (anchor and unquote(anchor) not in anchors):
            broken.append(link)
    return broken
