"""What is published: nothing by accident, and copies that work elsewhere."""

import gzip
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect
from visiting import Site

from examples.files import ROOT, SNIPPETS
from publish.offline import NAME
from publish.policy import build

KINDS = [
    r"(?:[\w-]+/)*index\.(?:html|md)",
    r"404\.html|llms\.txt|sitemap\.xml(?:\.gz)?|search/search_index\.json",
    rf"{NAME}\.zip",
    r"assets/(?:extra\.css|icon\.svg|card\.png)",
    r"assets/(?:before|first|style)-[0-9a-f]{8}\.(?:js|css)",  # publish.shared
    r"assets/images/favicon\.png",  # the theme's, as the next
    r"assets/javascripts/.*\.js(?:\.map)?",
    r"labs/([\w-]+)/\1\.py",
    r"snippets/\w+/\w+\.py",
    r"playground/(?:(?:programs|exercises|games|atomic)\.json|contract\.mjs|runner\.mjs|runner/\w+\.mjs)",
    r"playground/ui/(?:\w+\.mjs|(?:run|embed|mend|step)\.css|offline\.js)",
    r"playground/embed\.htm",
    r"playground/(?:steps|promises)/(?:\w+/)?\w+\.json",
    r"playground/pyodide/(?:manifest\.json|[\w-]+\.(?:htm|xz))",
    r"playground/editor/(?:LICENSE|version\.txt|.*\.(?:js|css))",
]


def test_every_file_is_of_a_kind_that_is_meant(site: Site) -> None:
    files = (path for path in site.folder.rglob("*") if path.is_file())
    names = [path.relative_to(site.folder).as_posix() for path in files]
    kinds = re.compile("|".join(f"(?:{kind})" for kind in KINDS).replace(r"\1", r"[\w-]+"))
    assert not [name for name in names if not kinds.fullmatch(name)]
    unused = [kind for kind in KINDS if not any(re.fullmatch(kind, name) for name in names)]
    assert not unused, "no such file: take these kinds away"


def test_each_program_is_a_file_as_on_its_page(site: Site) -> None:
    copies = sorted((site.folder / "snippets").rglob("*.py"))
    assert copies
    for copy in copies:
        original = SNIPPETS / copy.relative_to(site.folder / "snippets")
        assert copy.read_bytes() == original.read_bytes(), copy
    assert not list((site.folder / "snippets").rglob("rules.py"))


def test_llms_txt_lists_every_page(site: Site) -> None:
    text = site.html("llms.txt")
    links = re.findall(r"\]\(([^)]+)\)", text)
    paths = {link.removeprefix(site.url).removesuffix("index.md") for link in links}
    pages = {page.removesuffix("index.html") for page in site.pages if page != "404.html"}
    assert paths == pages
    for link in links:
        path = link.removeprefix(site.url)
        assert (site.folder / path / ("" if path.endswith(".md") else "index.html")).is_file()


def test_each_page_has_a_card_for_those_who_share_it(site: Site) -> None:
    for page in site.pages:
        found = dict(
            re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', site.html(page))
        )
        if page == "404.html":
            continue
        assert found["og:title"], page
        assert found["og:description"] == found["description"], page
        image = found["og:image"].removeprefix(site.url)
        assert (site.folder / image).is_file(), page
    assert (site.folder / image).stat().st_size < 60_000


@pytest.mark.slow
def test_where_there_is_a_repository_pages_link_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    """The theme's own link asks api.github.com: it is known by its data-md-component."""
    assert 'rel="edit"' not in site.html("index.html")
    monkeypatch.setenv("REPO_URL", "https://example.org/a/b")
    assert build(tmp_path) == ""
    for page in (page for page in site.pages if not page.startswith(("404", "labs/"))):
        html = (tmp_path / page).read_text("utf-8")
        edit = re.search(r'<a href="https://example.org/a/b/edit/main/(\S+)" [^>]*rel="edit"', html)
        assert edit, page
        assert (ROOT / edit[1]).is_file()
        assert 'data-md-component="source"' not in html


def test_no_page_is_fetched_in_advance(site: Site) -> None:
    """Firefox fetches what `rel="next"` names, and the policy forbids that: an error a page."""
    for page in site.pages:
        assert not re.search(r'rel="(?:next|prefetch|prerender)"', site.html(page)), page
    assert 'rel="prev"' in site.html("summary/index.html")  # nothing follows from that


def test_what_is_not_found_leads_on(tab: Page, site: Site) -> None:
    tab.goto(site.url + "404.html")
    links = tab.locator("article a")
    shown = {urljoin(site.url, href) for href in links.evaluate_all("all => all.map(a => a.href)")}
    wanted = {site.url + page.removesuffix("index.html") for page in site.pages}
    assert shown == wanted - {site.url + "404.html"}


def test_the_sitemap_has_a_date_only_where_it_is_known(site: Site) -> None:
    text = site.html("sitemap.xml")
    assert gzip.decompress((site.folder / "sitemap.xml.gz").read_bytes()).decode() == text
    assert len(re.findall("<loc>", text)) == len(site.pages) - 1  # all but 404.html
    for date in re.findall(r"<lastmod>(.*?)</lastmod>", text):
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", date)


@pytest.fixture(scope="module")
def unpacked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(site.folder / f"{NAME}.zip") as archive:
        archive.extractall(folder)
    return folder / NAME


def test_every_link_of_the_offline_copy_names_a_file(unpacked: Path) -> None:
    broken = []
    for page in sorted(unpacked.rglob("*.html")):
        for link in re.findall(r'\b(?:href|src)="([^":?#]+)[?#"]', page.read_text("utf-8")):
            target = (page.parent / link).resolve()
            if not target.is_file() and target.name != f"{NAME}.zip":
                broken.append((page.relative_to(unpacked).as_posix(), link))
    assert not broken


def test_the_offline_copy_is_read_and_searched_from_its_folder(
    browser: Browser, unpacked: Path
) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(request.url))
    page.goto((unpacked / "index.html").as_uri())
    page.locator(".run-button--run").first.click()
    expect(page.locator(".run-offline").first).to_contain_text("python -m http.server")
    page.keyboard.press("/")
    page.keyboard.type("guarantee")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    first.click()
    expect(page.locator("article")).to_contain_text("guarantee")
    assert page.url.startswith(unpacked.as_uri())
    assert not errors
    page.close()


def test_the_settings_that_the_theme_reads_are_data(tab: Page, site: Site) -> None:
    for page in site.pages:
        found = re.search(r'<script id="__config"[^>]*>(.*?)</script>', site.html(page))
        assert found, page
        assert "base" in json.loads(found[1]), page
    tab.goto(site.url + "playground/how-run-works/")
    read = json.loads(tab.locator("#__config").text_content() or "")
    assert read["search"].startswith("../../assets/javascripts/workers/search.")
    assert read["translations"]["clipboard.copy"]
