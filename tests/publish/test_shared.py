"""What pages share stands in files; what no policy allows, or is not shared, stops publishing."""

import re

import pytest

from browser.build.files import Broken
from publish import shared
from publish.policy import _hash
from publish.site import Site

PALETTE, TABS = "var palette=1", 'go.startsWith("__tabbed_")'
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M2 3h20"/></svg>'
SETTINGS = '{"base": "%s", "search": "%s/assets/search.js", "features": ["x"]}'


def page(base, *, extra="", scripts=(PALETTE,), listed=(PALETTE, TABS)):
    hashes = "".join(f"\n'{_hash(script)}'" for script in listed)
    inline = "".join(f"<script>{script}</script>\n" for script in scripts)
    return f"""<meta http-equiv="Content-Security-Policy" content="script-src 'self'{hashes};">
<link rel="stylesheet" href="{base}/assets/stylesheets/main.css">
<link rel="stylesheet" href="{base}/assets/extra.css">
{inline}{ICON}{extra}
<script id="__config" type="application/json">{SETTINGS % (base, base)}</script>
<script src="{base}/assets/before.js"></script>
"""


@pytest.fixture
def site(tmp_path):
    made = Site(tmp_path, "http://x/")
    made.write("assets/stylesheets/main.css", "a{}")
    made.write("assets/extra.css", "b{}")
    made.write("assets/before.js", "before()")
    made.write("index.html", page("."))
    made.write("a/index.html", page("..", scripts=(PALETTE, TABS)))
    return made


def read(site, pattern):
    (path,) = site.folder.glob(pattern)
    return path.read_text("utf-8")


def test_scripts_styles_and_settings_are_files(site):
    shared.write(site)
    html = (site.folder / "a" / "index.html").read_text("utf-8")
    assert re.findall(r"<(?:link|script)[^>]*>[^<]*", html.replace("\n", "")) == [
        f'<link rel="stylesheet" href="../{_name(site, "style-*")}">',
        f'<script src="../{_name(site, "first-*")}">',
        '<script id="__config" type="application/json">{"base":".."}',
        f'<script src="../{_name(site, "before-*")}">',
    ]
    assert "sha256" not in html
    assert read(site, "assets/style-*").startswith("a{}b{}")
    assert read(site, "assets/first-*") == PALETTE + "\n"
    before = read(site, "assets/before-*")
    assert before.startswith(TABS + ";\n")
    assert '{"features": ["x"], "search": "assets/search.js"}' in before
    assert before.endswith("before()")


def _name(site, pattern):
    (path,) = (site.folder / "assets").glob(pattern)
    return path.relative_to(site.folder).as_posix()


def test_an_icon_is_a_class_and_its_picture_stands_in_the_style(site):
    shared.write(site)
    html = (site.folder / "index.html").read_text("utf-8")
    assert '<svg class="ic0"></svg>' in html
    assert "M2 3h20" not in html
    assert "M2 3h20" in read(site, "assets/style-*")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (page(".", scripts=(PALETTE, "evil()")), "same inline scripts"),
        (page(".", listed=(TABS,)), "no policy allows"),
        (page(".").replace('href="./assets/extra.css"', 'href="./assets/x.css"'), "style sheets"),
        (page(".", scripts=(PALETTE, TABS)).replace('["x"]', '["y"]'), "differ"),
    ],
)
def test_a_page_unlike_the_others_stops_it(site, html, words):
    site.write("a/index.html", html)
    with pytest.raises(Broken, match=words):
        shared.write(site)


def test_a_hash_that_no_page_needs_stops_it(site):
    for name, base in {"index.html": ".", "a/index.html": ".."}.items():
        site.write(name, page(base))
    with pytest.raises(Broken, match="which no page has"):
        shared.write(site)


def test_a_timeline_has_a_short_name_of_its_own():
    picture = '<svg class="tl" aria-labelledby="tl-a-b-t tl-a-b-d"><title id="tl-a-b-t">'
    picture += '<desc id="tl-a-b-d"><pattern id="tl-a-b-wait"><g fill="url(#tl-a-b-wait)"></svg>'
    short = '<svg class="tl" aria-labelledby="t{0}-t t{0}-d"><title id="t{0}-t">'
    short += '<desc id="t{0}-d"><pattern id="t{0}-wait"><g fill="url(#t{0}-wait)"></svg>'
    assert shared.numbered(picture * 2) == short.format(1) + short.format(2)
