"""The pages as the reader sees them: code blocks found, includes expanded.

Blocks are found by pytest-codeblocks, includes are expanded by pymdownx.snippets with
the very settings of mkdocs.yml. A page is read strictly: a fence of Python that no test would
see is an error, not a block that nobody runs.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader, yaml_load
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from pymdownx.snippets import SnippetMissingError
from pytest_codeblocks import extract_from_buffer

from examples.files import DOCS, OUTPUTS, ROOT, SNIPPETS, PageError, named, read, syntax

_LANGUAGE = re.compile(r"\s*\{?\s*\.?([\w#.+-]+)")
_TITLE = re.compile(r"""title=(["'])(.*?)\1""")
_FENCE = re.compile(r"[> ]*(```|~~~)")
_INCLUDE = re.compile(r'-{2,}8<-{2,} +"([^"]+)"$')
_ANY_INCLUDE = re.compile(r'^ *-{2,}8<-{2,} +"([^":]+)(?::[^"]*)?" *$', re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: `include` is the snippet's path below snippets/, if it is one."""

    page: Path
    line: int
    language: str
    include: str | None
    section: str | None
    text: str

    @property
    def where(self) -> str:
        """Page and line, as messages name them."""
        return f"{named(self.page)}, line {self.line}"


@dataclass
class Shown:
    """A program on a page with the texts that the page shows for it."""

    program: Block
    texts: dict[str, str] = field(default_factory=dict)  # ".out", ".expect", ".err", ".schedules"

    @property
    def name(self) -> str:
        """The program's path below snippets/, without its ending."""
        return (self.program.include or "").removesuffix(".py")

    @property
    def path(self) -> Path:
        """The program's file."""
        return SNIPPETS / (self.program.include or "")


@cache
def _snippets() -> Any:
    name = "pymdownx.snippets"
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        # load_config() would import every plugin: a second, for three settings.
        listed = yaml_load(file, get_yaml_loader(config=MkDocsConfig()))["markdown_extensions"]
    settings = next(one[name] for one in listed if isinstance(one, dict) and name in one)
    made = markdown.Markdown(extensions=[name], extension_configs={name: settings})
    return made.preprocessors["snippet"]


def expand(text: str, where: str) -> str:
    """`text` with its includes expanded. Raises PageError with the missing name."""
    try:
        return "\n".join(_snippets().run(text.splitlines())).rstrip("\n") + "\n"
    except SnippetMissingError as error:
        raise PageError(f"{where}: {error}") from None
    except UnicodeDecodeError as error:
        raise PageError(f"{where}: includes a file that is not UTF-8: {error.reason}") from None


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page. Raises PageError for one that breaks the rules."""
    text = read(page)
    try:
        raw = extract_from_buffer(io.StringIO(text), text.count("\n") + 2)
    except RuntimeError as error:  # a fence that never ends
        raise PageError(f"{named(page)}: {error}") from None
    _no_other_fences(page, text, raw)
    return [_block(page, one) for one in raw]


def _block(page: Path, raw: Any) -> Block:
    where = f"{named(page)}, line {raw.lineno}"
    found = _LANGUAGE.match(raw.syntax or "")
    language = found[1] if found else ""
    include = _INCLUDE.fullmatch(raw.code.strip())
    if _is_python(language) and not include:
        raise PageError(f"{where}: a {language} fence that is no include of a snippet")
    path, _, section = include[1].partition(":") if include else ("", "", "")
    title = _TITLE.search(raw.syntax or "")
    if path.endswith(".py") and (not title or title[2] != path):
        there = repr(title[2]) if title else "nothing"
        raise PageError(f"{where}: the title names {there}, the include is {path!r}")
    text = expand(raw.code, where) if include else raw.code
    return Block(page, raw.lineno, language, path or None, section or None, text)


@cache
def _is_python(language: str) -> bool:
    """Whether a fence of this language shows Python, as the site's highlighter sees it."""
    try:
        return "python" in get_lexer_by_name(language).name.lower()
    except ClassNotFound:
        return False


def _no_other_fences(page: Path, text: str, raw: list[Any]) -> None:
    """Raise PageError for a fence that the site shows and pytest-codeblocks does not see."""
    seen: set[int] = set()
    for one in raw:
        seen.update(range(one.lineno, one.lineno + one.code.count("\n") + 2))
    for number, line in enumerate(text.splitlines(), 1):
        if number not in seen and _FENCE.match(line):
            where = f"{named(page)}, line {number}"
            raise PageError(f"{where}: a fence is ``` on a line of its own, in no quotation")


def shown_on(page: Path) -> list[Shown]:
    """The programs that a page shows whole, each with the outputs shown for it.

    Raises PageError for a program that is shown twice or without its output, an output
    without its program, and a program that is no Python.
    """
    all_blocks = blocks(page)
    shown: dict[str, Shown] = {}
    for block in all_blocks:
        if block.include and block.include.endswith(".py") and not block.section:
            one = Shown(block)
            if first := shown.get(one.name):
                raise PageError(f"{block.where}: {one.name}.py is shown by {first.program.where}")
            shown[one.name] = one
    for block in all_blocks:
        path = Path(block.include or "")
        if path.suffix in OUTPUTS:
            owner = shown.get(path.with_suffix("").as_posix())
            if owner is None:
                raise PageError(f"{block.where}: shows {path} but not its program")
            owner.texts[path.suffix] = block.text
    for one in shown.values():
        if ".out" not in one.texts:
            raise PageError(f"{one.program.where}: shows {one.name}.py without its output")
        syntax(one.path)
    return list(shown.values())


def all_shown() -> Iterator[Shown]:
    """Every program of the site. Raises PageError, also for one that two pages show."""
    seen: dict[str, Shown] = {}
    for page in all_pages():
        for one in shown_on(page):
            if first := seen.get(one.name):
                where = one.program.where
                raise PageError(f"{where}: {one.name}.py is shown by {first.program.where}")
            seen[one.name] = one
            yield one


def all_pages() -> list[Path]:
    """Every Markdown page of the site."""
    return sorted(DOCS.rglob("*.md"))


def included(page: Path) -> list[str]:
    """The snippet paths that a page includes anywhere, sections and pictures too."""
    return _ANY_INCLUDE.findall(read(page))
