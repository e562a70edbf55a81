"""A hook of MkDocs: lighter pages, and a search index of words only.

A page is right without it (another generator ignores it); it is larger then, and the site
builds in twice the time. Half of that went into the search plugin, which reads a page's HTML
element by element, in Python: each coloured word of a program and each bar of a timeline.
"""

import os
import re
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.pages import Page
from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
)

# What extra.css shows in the colour of code: a <span> for each would be half of a page's elements.
PLAIN = (
    *(Name, Name.Namespace, Operator, Punctuation, Whitespace),
    *(Keyword.Constant, String.Affix),
)
# What the theme shows in one colour is one <span> where it stands together.
ALIKE = {
    "s": (String.Single, String.Double, String.Interpol),
    "k": (Keyword.Namespace,),
    "m": (Number.Integer, Number.Float),
    "nf": (Name.Class, Name.Exception),
    "nb": (Name.Builtin.Pseudo,),
    "c": (Comment.Single,),
}
_CLASSES = cast(dict[Any, str], STANDARD_TYPES)
_CLASSES.update(dict.fromkeys(PLAIN, ""))
_CLASSES.update((token, name) for name, tokens in ALIKE.items() for token in tokens)

_NO_WORDS = re.compile(r"<(svg|style)\b.*?</\1>|</?span\b[^>]*>", re.DOTALL)


def words(html: str) -> str:
    """A page as the search plugin shall read it: no pictures, no colours, ¶ known as a link."""
    return _NO_WORDS.sub("", html).replace('class="anchor-link"', 'class="headerlink"')


# The plugin takes a page in this event and has no setting for what it takes: before it (50)
# the page becomes its words, after it (-50) the page is what it was.


@event_priority(50)
def _hide(_context: dict[str, Any], /, *, page: Page, **_: object) -> None:
    page.meta["_html"], page.content = page.content, words(page.content or "")


@event_priority(-50)
def _show(_context: dict[str, Any], /, *, page: Page, **_: object) -> None:
    page.content = page.meta.pop("_html")


on_page_context = CombinedEvent(_hide, _show)


class _Loader(FileSystemLoader):
    """The theme's templates without its 13,000 icons.

    MkDocs asks for the names of all to see which files it shall publish: none of a folder whose
    name begins with a dot. That was half of what is left of a build.
    """

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for folder in self.searchpath:
            for path, folders, names in os.walk(folder):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = Path(path).relative_to(folder)
                found.update((below / name).as_posix() for name in names)
        return sorted(found)


def on_config(config: MkDocsConfig) -> None:
    """No walk through the theme's icons."""
    made = config.theme.get_env

    def get_env() -> Environment:
        env = made()
        if isinstance(env.loader, FileSystemLoader):
            env.loader = _Loader(env.loader.searchpath)
        return env

    vars(config.theme)["get_env"] = get_env


def on_env(env: Environment, **_: object) -> None:
    """Material's templates are compiled once, not in each build."""
    folder = Path(__file__).parents[2] / ".cache" / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(folder))
