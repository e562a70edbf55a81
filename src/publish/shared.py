"""What each page of the theme repeats goes into files that a browser keeps.

A third of a page's bytes are the same on all pages: the theme's inline scripts and the hashes that
allow them, its settings, its icons. Here they become `assets/first-….js`, a part of
`assets/before-….js`, and `assets/style-….css`, which holds the style sheets besides: two requests
less. Their names hold a digest, so a browser never has one of another day.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from browser.build.files import Broken, digest

from .policy import RENEW, allowed, read_page
from .site import Site

# The theme's script that opens the tab whose address was followed; only pages with tabs have it.
TABS = 'startsWith("__tabbed_")'
PAGES_OWN = ("base", "search")  # settings that differ from page to page

_BEFORE = re.compile(r'<script src="([^"]*)assets/before\.js"></script>')
_INLINE = re.compile(r"<script>(.*?)</script>\n?", re.DOTALL)
_HASH = re.compile(r"\s*'sha256-[^']*'")
_CONFIG = re.compile(r'(<script id="__config" type="application/json">)(.*?)(</script>)')
_STYLES = re.compile(r'(?:<link rel="stylesheet" href="[^"]*assets/[^"]*">\s*)+')
_SHEET = re.compile(r'href="[^"]*assets/([^"]*)"')
_ICON = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 24 24">(<path d="[^"]*"/>)</svg>'
)
_PICTURE = re.compile(r'<svg class="tl".*?</svg>', re.DOTALL)
_NAMES = re.compile(r'aria-labelledby="([\w-]+)-t \1-d"')
_AROUND = re.compile(r"\s*([{};])\s*")  # white space that no style needs
_RELATIVE = re.compile(r"""url\((?!["']?(?:data:|#))""")

Pages = dict[Path, str]


def write(site: Site) -> None:
    """Move what pages share into files. Raises Broken where a page is not as it is expected."""
    pages = {path: path.read_text("utf-8") for path in site.html_files()}
    pages = {path: html for path, html in pages.items() if _BEFORE.search(html)}
    icons, drawn = without_icons(pages)
    pages = with_style(site, icons, drawn)
    pages = without_scripts(site, pages)
    for path, html in pages.items():
        path.write_text(numbered(html), "utf-8", newline="\n")


def without_icons(pages: Pages) -> tuple[Pages, str]:
    """The pages with empty pictures instead of the theme's icons, and the style that fills them."""
    paths = sorted({path for html in pages.values() for path in _ICON.findall(html)})
    names = {path: f"ic{number}" for number, path in enumerate(paths)}
    made = {
        file: _ICON.sub(lambda icon: f'<svg class="{names[icon[1]]}"></svg>', html)
        for file, html in pages.items()
    }
    return made, _masks(names)


def _masks(names: Mapping[str, str]) -> str:
    every = ",".join(f"svg.{name}" for name in names.values())
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>{}</svg>"
    rules = [
        f'.{name}{{--icon:url("data:image/svg+xml,{_quoted(svg.format(path))}")}}\n'
        for path, name in names.items()
    ]
    look = "background:currentcolor;-webkit-mask:var(--icon) center/contain no-repeat;"
    look += "mask:var(--icon) center/contain no-repeat"
    forced = "forced-color-adjust:none;background:CanvasText"
    rules += [f"{every}{{{look}}}\n", f"@media (forced-colors:active){{{every}{{{forced}}}}}\n"]
    return "".join(rules) if names else ""


def _quoted(svg: str) -> str:
    return svg.replace('"', "'").replace("<", "%3C").replace(">", "%3E").replace("#", "%23")


def with_style(site: Site, pages: Pages, more: str) -> Pages:
    """The pages with one style sheet: all that they had, in their order, and `more`."""
    found = {
        tuple(_SHEET.findall(links)) for html in pages.values() for links in _STYLES.findall(html)
    }
    if len(found) != 1:
        raise Broken(f"the pages have not the same style sheets: {sorted(found)}")
    sheets = [site.folder / "assets" / name for name in found.pop()]
    style = "".join(sheet.read_text("utf-8").strip() + "\n" for sheet in sheets) + more
    style = _AROUND.sub(r"\1", style)
    if _RELATIVE.search(style):
        raise Broken("a style sheet names a file relative to itself, and would move")
    name = _written(site, "style", ".css", style)
    for sheet in sheets:
        if sheet.parent.name == "stylesheets":  # the theme's; ours serves the page that embeds
            sheet.unlink()
            sheet.with_name(f"{sheet.name}.map").unlink(missing_ok=True)
    return _replaced(pages, _STYLES, lambda base: f'<link rel="stylesheet" href="{base}{name}">\n')


def without_scripts(site: Site, pages: Pages) -> Pages:
    """The pages without inline scripts, which their policy allowed, and with their own settings."""
    scripts = [_INLINE.findall(html) for html in pages.values()]
    tabs = sorted({script for found in scripts for script in found if TABS in script})
    first = {tuple(script for script in found if TABS not in script) for found in scripts}
    if len(first) != 1:
        raise Broken("the pages have not the same inline scripts")
    _allowed(pages)
    settings = _settings(pages)
    begun = _written(site, "first", ".js", ";\n".join(first.pop()) + "\n")
    before = site.folder / "assets" / "before.js"
    text = ";\n".join([*tabs, SETTLED % json.dumps(settings), before.read_text("utf-8")])
    name = _written(site, "before", ".js", text)
    before.unlink()
    return {path: _scriptless(html, begun, name, settings) for path, html in pages.items()}


# The settings that are the same on each page are put to those that stand there.
SETTLED = """\
(shared => {
  const element = document.getElementById("__config"), own = JSON.parse(element.textContent)
  shared.search = own.base + "/" + shared.search
  element.textContent = JSON.stringify({ ...shared, ...own })
})(%s)"""


def _scriptless(html: str, first: str, before: str, settings: dict[str, object]) -> str:
    base = _base(html)
    *_, last = (script[0] for script in _INLINE.finditer(html) if TABS not in script[0])
    html = html.replace(last, f'<script src="{base}{first}"></script>\n')
    html = _HASH.sub("", _INLINE.sub("", html))
    html = _BEFORE.sub(rf'<script src="\1{before}"></script>', html)
    return _CONFIG.sub(lambda found: found[1] + _own(found[2], settings) + found[3], html)


def _own(text: str, settings: dict[str, object]) -> str:
    """The settings of one page."""
    own = {name: value for name, value in json.loads(text).items() if name in PAGES_OWN}
    if own["search"] == f"{own['base']}/{settings['search']}":
        del own["search"]
    return json.dumps(own, separators=(",", ":"))


def _settings(pages: Pages) -> dict[str, object]:
    """The settings that all pages share; of the search, its path from the site's root."""
    every = []
    for html in pages.values():
        found = _CONFIG.search(html)
        if not found:
            raise Broken("a page without the theme's settings")
        every.append(json.loads(found[2]))
    shared = {name: value for name, value in every[0].items() if name not in PAGES_OWN}
    if any(one | shared != one or one.keys() != every[0].keys() for one in every):
        raise Broken("the theme's settings differ from page to page")
    search = str(every[0]["search"])
    return shared | {"search": search[search.index("assets/") :]}


def _allowed(pages: Pages) -> None:
    """Raise Broken where a page's policy does not name exactly its inline scripts.

    (One hash may be of a script that only pages with tabs have.)
    """
    used, listed = set[str](), set[str]()
    for path, html in pages.items():
        scripts, policy = read_page(html)
        names = allowed(policy or "")
        if policy is not None and (strange := scripts.keys() - names):
            begin = scripts[strange.pop()].strip()[:60]
            raise Broken(f"{path.name}: no policy allows the script {begin!r}; {RENEW}")
        used |= scripts.keys()
        listed |= names
    if listed - used:
        raise Broken(
            f"docs/templates/policy.html allows {sorted(listed - used)}, which no page has"
        )


def numbered(html: str) -> str:
    """A page whose timelines have short names: they are of this page alone."""
    number = 0

    def short(picture: re.Match[str]) -> str:
        nonlocal number
        found = _NAMES.search(picture[0])
        if not found:
            return picture[0]
        number += 1
        return re.sub(rf"\b{found[1]}-(?=\w+\b)", f"t{number}-", picture[0])

    return _PICTURE.sub(short, html)


def _base(html: str) -> str:
    """The way to the site's root, as this page writes it."""
    found = _BEFORE.search(html)
    assert found, "only pages that have it are treated"
    return found[1]


def _replaced(pages: Pages, pattern: re.Pattern[str], new: Callable[[str], str]) -> Pages:
    return {path: pattern.sub(new(_base(html)), html) for path, html in pages.items()}


def _written(site: Site, name: str, ending: str, text: str) -> str:
    """Write a file of assets/ whose name tells what is in it; returns its path from the root."""
    path = f"assets/{name}-{digest(text.encode())[:8]}{ending}"
    site.write(path, text)
    return path
