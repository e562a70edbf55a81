"""What do you know about threads? Items with a right answer, and the program that shows it.

They stand in one file, snippets/what_do_you_know.toml; `make record` makes what the page includes
of it, what_do_you_know.md, and a test compares.

[[item]]
key = "increment"             what the reader's browser keeps it under, and links carry
title = "An increment"        a heading
asks = "..."                  the question; names stand in backticks
lines = '''...'''             some of the program's, in order, without their marks; may be left out
options = ["...", "..."]      three or four
right = 2                     which of them, from 1
program = "chapter/name"      that shows it
evidence = "..."              a line, or a part of one, that stands beside the program: in what
                              a run printed, in the guarantee, in what its schedules come to
section = "page.md#section"   that prepares for it
why = "..."                   after the answer
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from examples.files import DOCS, SNIPPETS, PageError, named, read
from examples.listing import Listed, headings, programs

SOURCE = SNIPPETS / "what_do_you_know.toml"
MADE = SNIPPETS / "what_do_you_know.md"
BESIDE = (".out", ".expect", ".schedules")  # where evidence may stand
OPTIONS = (3, 4)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_MARK = re.compile(r" *# [①-⑳]+.*$")
_CODE = re.compile(r"`([^`]*)`")
_PROGRAM = re.compile(r"\w+/\w+")


@dataclass(frozen=True)
class Item:
    """One question."""

    key: str
    title: str
    asks: str
    options: tuple[str, ...]
    right: int
    program: str
    evidence: str
    section: str
    why: str
    lines: str = ""


def items() -> list[Item]:
    """All items. Raises PageError for one against the rules."""
    found = [_item(one) for one in tomllib.loads(read(SOURCE))["item"]]
    keys = [one.key for one in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise PageError(f"{named(SOURCE)}: twice: {', '.join(sorted(twice))}")
    return found


def _item(given: dict[str, Any]) -> Item:
    try:
        one = Item(**(given | {"options": tuple(given["options"])}))
    except (KeyError, TypeError) as error:
        raise PageError(f"{named(SOURCE)}: {given.get('key')}: {error}") from None
    for wrong in _objections(one):
        raise PageError(f"{named(SOURCE)}: {one.key}: {wrong}")
    return one


def _objections(one: Item) -> Iterator[str]:
    if not _KEY.fullmatch(one.key):
        yield "a key is a word"
    if not OPTIONS[0] <= len(one.options) <= OPTIONS[1] or len(set(one.options)) < len(one.options):
        yield "three or four options, all different"
    if not 1 <= one.right <= len(one.options):
        yield "right is the number of an option"
    path = SNIPPETS / f"{one.program}.py"
    if not _PROGRAM.fullmatch(one.program) or not path.is_file():
        yield f"no program {one.program}"
        return
    beside = "".join(read(file) for end in BESIDE if (file := path.with_suffix(end)).exists())
    if not any(one.evidence in line for line in beside.splitlines()):
        yield f"nothing beside {one.program} says {one.evidence!r}"
    if missing := _not_in_order(one.lines, read(path)):
        yield f"{one.program} has no line {missing!r} there"
    page = one.section.partition("#")[0]
    if not (DOCS / page).is_file():
        yield f"no page {page}"


def _not_in_order(lines: str, source: str) -> str:
    """The first of some lines that a program does not have behind the one before; empty if none."""
    rest = iter([_MARK.sub("", line) for line in source.splitlines()])
    wanted = lines.strip("\n").splitlines()
    return next((line for line in wanted if not any(line == has for has in rest)), "")


# -- what the page includes -----------------------------------------------------------------------


def made() -> str:
    """The text of what_do_you_know.md. Raises PageError."""
    where = {one.shown.name: one for _, all_of_it in programs() for one in all_of_it}
    return "\n".join(_told(number, one, where) for number, one in enumerate(items(), 1))


def _told(number: int, one: Item, where: dict[str, Listed]) -> str:
    shown = where[one.program]
    code = f"```python\n{one.lines.strip(chr(10))}\n```\n\n" if one.lines else ""
    right = one.options[one.right - 1]
    return (
        f"## {number}. {one.title}\n\n"
        f'<div class="know-item" id="know_{one.key}" data-key="{one.key}" '
        f'data-right="{one.right - 1}" markdown>\n\n'
        f"{code}{_form(one)}\n\n"
        f'??? success "The answer"\n\n'
        f"    **{right}** {one.why}\n\n"
        f"    [`{shown.name}`]({shown.link}) shows it: `{one.evidence}`. "
        f"[{_heading(one.section)}]({one.section}){{ .know-section }} prepares for it.\n\n"
        "</div>\n"
    )


def _form(one: Item) -> str:
    """The question; without scripts a list to read."""
    options = "\n".join(
        f'<li><label><input type="radio" name="{one.key}" value="{number}"> '
        f"<span>{_marked(option)}</span></label></li>"
        for number, option in enumerate(one.options)
    )
    return (
        '<form class="predict know-form" autocomplete="off">\n'
        f"<fieldset><legend>{_marked(one.asks)}</legend>\n"
        f'<ol class="predict-options">\n{options}\n</ol></fieldset>\n'
        '<div class="predict-do"><button type="submit">Check</button>\n'
        '<span role="status"></span></div>\n</form>'
    )


def _marked(text: str) -> str:
    """Text as HTML; code stands between backticks."""
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def _heading(section: str) -> str:
    """The heading of a section. Raises PageError where its page has none such."""
    page, _, anchor = section.partition("#")
    for level, text, slug in headings(read(DOCS / page).splitlines()):
        if slug == anchor and level > 1:
            return text.rstrip("?")
    raise PageError(f"{named(SOURCE)}: {page} has no section #{anchor}")


def write() -> list[str]:
    """Write what the page includes; says whether it is new."""
    text = made()
    if MADE.exists() and MADE.read_text("utf-8") == text:
        return []
    MADE.write_text(text, "utf-8")
    return ["the items of What do you know: written"]
