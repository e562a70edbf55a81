"""Less to load: pages without indentation, style sheets without rules that no page can use, and
scripts without the comments that stand on lines of their own.

Half of the theme's style sheet is for what this site has not. PurgeCSS keeps a rule if its
names stand anywhere in a page or a script; what scripts put together from parts it cannot know.
"""

import re
from pathlib import Path

from browser.build.files import MODULES, Unavailable
from browser.build.node import node

from .site import Site

PURGE = Path(__file__).with_name("purge.mjs")
SECONDS = 60.0  # for PurgeCSS, which takes two
# What is kept as it is (text in <pre>, and scripts: their hashes stand in the policy), or the end
# of a line.
_ENDS = re.compile(r"<(pre|script|textarea)\b.*?</\1>|\s*\n\s*", re.DOTALL)
# While the scheme is switched the theme forbids all transitions, and at its start it switches: for
# this rule the browser styles every element of the page two times.
_SWITCHING = re.compile(r"\[data-md-color-switching\][^{}]*\{[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Of our own scripts, none of which has a text of several lines with such a line in it.
_LINES_OF_COMMENT = re.compile(
    r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE
)
OURS = ("assets/*.js", "playground/ui/*.mjs", "playground/runner/*.mjs", "playground/*.mjs")


def write(site: Site) -> str:
    """Make pages and style sheets lighter; returns why not the style sheets, if so."""
    for path in site.html_files():
        path.write_text(shrink(path.read_text("utf-8")), "utf-8", newline="\n")
    for path in sorted((site.folder / "assets").rglob("*.css")):
        style = _SWITCHING.sub("", _COMMENT.sub("", path.read_text("utf-8")))
        path.write_text(style, "utf-8", newline="\n")
    for path in sorted(path for pattern in OURS for path in site.folder.glob(pattern)):
        path.write_text(bare(path.read_text("utf-8")), "utf-8", newline="\n")
    try:
        _purge(site)
    except Unavailable as error:
        return str(error)
    return ""


def shrink(html: str) -> str:
    """A page whose lines are not indented, and none empty, outside of preformatted text."""
    return _ENDS.sub(lambda found: found[0] if found[1] else "\n", html)


def bare(script: str) -> str:
    """A script without the comments that stand on lines of their own."""
    return _LINES_OF_COMMENT.sub("", script)


def _purge(site: Site) -> None:
    """Take rules away that nothing uses. Raises Unavailable without PurgeCSS."""
    if not (MODULES / "purgecss").is_dir():
        raise Unavailable("purgecss is not installed: npm ci brings it")
    node([PURGE, site.folder.resolve()], SECONDS)
