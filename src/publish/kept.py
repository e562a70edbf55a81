"""A hook of MkDocs: what a page became in the last build is kept, and taken while it is right.

Rendering is two thirds of a build, reading pages for the search a fifth; most builds change one
page, or none. A page's HTML stands in .cache/pages under a digest of all that decides it: its
Markdown with what it includes, the other pages' addresses, the settings, the versions. A page that
was warned about is not kept, so that the next build warns again. Without this hook, or with
NO_KEPT_PAGES set, the pages are the same.
"""

import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeAlias

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

CACHE = Path(__file__).parents[2] / ".cache" / "pages"  # may be deleted at any time
OFF = "NO_KEPT_PAGES"
DECIDING = ("mkdocs", "mkdocs-material", "markdown", "pymdown-extensions", "pygments")
HOOKS = ("hook.py", "kept.py")
SNIPPETS = "pymdownx.snippets"

Tree: TypeAlias = "list[tuple[str, str, int, Tree]]"


class _Kept:
    """What is kept of one page: one file, the record of the last build."""

    def __init__(self, kind: str, page: Page, *deciding: object) -> None:
        self._path = CACHE / kind / f"{page.file.src_uri}.json"
        self._key = _digest(_tools(), *deciding)

    def read(self) -> Any:
        """The record; None if there is none, or it is of something else."""
        try:
            key, record = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return None
        return record if key == self._key else None

    def write(self, record: Any) -> None:
        """Keep a record. Other builds may run at the same time: they see it whole or not at all."""
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps([self._key, record]), "utf-8")
        part.replace(self._path)


class _Heard(logging.Handler):
    """Whether MkDocs says anything that it would have to say again."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.anything = False

    def emit(self, record: logging.LogRecord) -> None:
        self.anything = True

    def __enter__(self) -> "_Heard":
        logging.getLogger("mkdocs").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("mkdocs").removeHandler(self)


# After every other hook and plugin: what they make of the Markdown is what is rendered.
@event_priority(-100)
def on_page_markdown(text: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let the page be rendered from what is kept; a lab has its own way, and its own cache."""
    if OFF in os.environ or "render" in vars(page):
        return text
    try:
        whole = _expanded(text, config)
    except Exception:  # noqa: BLE001 -- whatever it is, MkDocs meets it again, and reports it
        return text
    kept = _Kept("html", page, whole, page.url, _settings(config), _others(files))
    vars(page)["render"] = _rendering(page, kept, page.render)
    return text


def _rendering(
    page: Page, kept: _Kept, render: Callable[[MkDocsConfig, Files], None]
) -> Callable[[MkDocsConfig, Files], None]:
    def rendered(config: MkDocsConfig, files: Files) -> None:
        if record := kept.read():
            _restore(page, record, files)
            return
        with _Heard() as heard:
            render(config, files)
        if not heard.anything:
            kept.write(_record(page))

    return rendered


def _record(page: Page) -> dict[str, Any]:
    """All that Page.render leaves on a page."""
    links = page.links_to_anchors
    return {
        "content": page.content,
        "toc": _tree(page.toc.items),
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": None if links is None else {file.src_uri: to for file, to in links.items()},
    }


def _restore(page: Page, record: dict[str, Any], files: Files) -> None:
    page.content = record["content"]
    page.toc = TableOfContents(_items(record["toc"]))
    if page.toc.items:
        vars(page.toc.items[0])["active"] = True  # as get_toc() does
    page._title_from_render = record["title"]
    page.present_anchor_ids = set(record["anchors"])
    links = record["links"]
    page.links_to_anchors = (
        None if links is None else {files.src_uris[to]: links[to] for to in links}
    )


def _tree(items: list[AnchorLink]) -> Tree:
    return [(one.title, one.id, one.level, _tree(one.children)) for one in items]


def _items(tree: Tree) -> list[AnchorLink]:
    made = [AnchorLink(title, name, level) for title, name, level, _ in tree]
    for item, (*_, children) in zip(made, tree, strict=True):
        item.children = _items(children)
    return made


# The search: `publish.hook` shows it a page as words (at 50, and back at -50). Between them, before
# the plugin takes the page, there is nothing to take where its entries are known.


@event_priority(40)
def _known(_context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, **_: object) -> None:
    entries = _entries(config)
    if entries is None or OFF in os.environ:
        return
    told = [json.dumps(page.meta.get(name), default=str) for name in ("title", "tags", "search")]
    kept = _Kept("search", page, page.content, page.url, page.title, _tree(page.toc.items), *told)
    if known := kept.read():
        entries += known
        page.content = ""
    else:
        page.meta["_search"] = kept, len(entries)


@event_priority(-40)
def _taken(_context: dict[str, Any], /, *, page: Page, config: MkDocsConfig, **_: object) -> None:
    entries = _entries(config)
    if entries is not None and "_search" in page.meta:
        kept, begin = page.meta.pop("_search")
        kept.write(entries[begin:])


on_page_context = CombinedEvent(_known, _taken)


def _entries(config: MkDocsConfig) -> list[dict[str, Any]] | None:
    """The entries of Material's search index so far; None where it is not used."""
    plugin: Any = config.plugins.get("material/search")
    return getattr(getattr(plugin, "search_index", None), "entries", None)


def _expanded(text: str, config: MkDocsConfig) -> str:
    """The Markdown with what it includes."""
    if SNIPPETS not in config.mdx_configs:
        return text
    settings = json.dumps(config.mdx_configs[SNIPPETS], default=str)
    return "\n".join(_includes(settings).run(text.splitlines()))


@cache
def _includes(settings: str) -> Any:
    made = markdown.Markdown(
        extensions=[SNIPPETS], extension_configs={SNIPPETS: json.loads(settings)}
    )
    return made.preprocessors["snippet"]


def _settings(config: MkDocsConfig) -> str:
    """What else of mkdocs.yml decides the HTML of a page."""
    validation = {name: dict(value) for name, value in config.validation.items()}
    return repr(
        (config.markdown_extensions, config.mdx_configs, config.use_directory_urls, validation)
    )


def _others(files: Files) -> str:
    """The files that a page may link to: their addresses, and whether they are published."""
    return _digest(*sorted((file.src_uri, file.url, file.inclusion.name) for file in files))


@cache
def _tools() -> str:
    """The versions of what renders, these hooks included."""
    hooks = [Path(__file__).with_name(name).read_text("utf-8") for name in HOOKS]
    return _digest(sys.version_info, *map(_version, DECIDING), *hooks)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
