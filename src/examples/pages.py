"""The pages as the reader sees them: code blocks found, includes expanded.

Blocks are found by pytest-codeblocks, includes are expanded by pymdownx.snippets with
the very settings of mkdocs.yml.
"""

import io
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import markdown
from mkdocs.config import load_config
from pymdownx.snippets import SnippetMissingError
from pytest_codeblocks import extract_from_buffer

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SNIPPETS = ROOT / "snippets"
OUTPUTS = {".out", ".expect", ".err"}
_INCLUDE = re.compile(r'-{2,}8<-{2,} +"([^"]+)"$')
_ANY_INCLUDE = re.compile(r'^ *-{2,}8<-{2,} +"([^":]+)(?::[^"]*)?" *$', re.MULTILINE)


class PageError(Exception):
    """A page that does not keep the way of an example; the text names page and line."""


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
        return f"{self.page.relative_to(ROOT)}, line {self.line}"


@dataclass
class Shown:
    """A program on a page with the texts that the page shows for it."""

    program: Block
    texts: dict[str, str] = field(default_factory=dict)  # ".out", ".expect", ".err"

    @property
    def name(self) -> str:
        """The program's path below snippets/, without its ending."""
        return (self.program.include or "").removesuffix(".py")

    @property
    def path(self) -> Path:
        """The program's file."""
        return SNIPPETS / (self.program.include or "")


@cache
def _snippets():
    config = load_config(str(ROOT / "mkdocs.yml"))
    name = "pymdownx.snippets"
    made = markdown.Markdown(
        extensions=[name], extension_configs={name: config["mdx_configs"][name]}
    )
    return made.preprocessors["snippet"]


def expand(text: str, where: str) -> str:
    """`text` with its includes expanded. Raises PageError with the missing name."""
    try:
        return "\n".join(_snippets().run(text.splitlines())).rstrip("\n") + "\n"
    except SnippetMissingError as error:
        raise PageError(f"{where}: {error}") from None


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page. Raises PageError for one that breaks the rules."""
    found = []
    for block in extract_from_buffer(io.StringIO(page.read_text("utf-8"))):
        language = (block.syntax or "").split(" ")[0]
        where = f"{page.relative_to(ROOT)}, line {block.lineno}"
        include = _INCLUDE.fullmatch(block.code.strip())
        if language in ("python", "py") and not include:
            raise PageError(f"{where}: a python fence that is no include of a snippet")
        path, _, section = include[1].partition(":") if include else ("", "", "")
        text = expand(block.code, where) if include else block.code
        found.append(Block(page, block.lineno, language, path or None, section or None, text))
    return found


def shown_on(page: Path) -> list[Shown]:
    """The programs that a page shows whole, each with the outputs shown for it."""
    all_blocks = blocks(page)
    programs = [b for b in all_blocks if _is_program(b) and not b.section]
    shown = {Path(b.include).with_suffix("").as_posix(): Shown(b) for b in programs}
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
    return list(shown.values())


def _is_program(block: Block) -> bool:
    return block.include is not None and block.include.endswith(".py")


def all_programs() -> list[Path]:
    """Every program of the chapters' folders; `rules.py` is none."""
    return sorted(path for path in SNIPPETS.rglob("*.py") if path.name != "rules.py")


def all_pages() -> list[Path]:
    """Every Markdown page of the site."""
    return sorted(DOCS.rglob("*.md"))


def included(page: Path) -> list[str]:
    """The snippet paths that a page includes anywhere, sections and pictures too."""
    return _ANY_INCLUDE.findall(page.read_text("utf-8"))
