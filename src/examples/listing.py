"""The list of all programs by what they show: snippets/programs.md, which a page includes.

All of it is known elsewhere: where a program stands and its badge on its page, what every run
shows beside it, how many classes of schedules were run in its `.schedules`. `make record` writes
the list, a test compares.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown.extensions.toc import slugify

from browser.build import navigation
from examples.files import DOCS, SNIPPETS, read, without_run
from examples.pages import Shown, shown_on
from examples.promises import Expected, expected
from examples.schedules import ENDING

LIST = SNIPPETS / "programs.md"
_HEADING = re.compile(r"(#{1,6}) (.+)")
_BADGE = re.compile(r" *\*\*(.+)\*\*\{ \.badge\b[^}]*\}")
_ID = re.compile(r' *<div class="example\b[^>]*\bid="(\w+)"')
_PROVED = re.compile(r"free-threaded: proved, (?:all (\d+) classes|the only class) of schedules")
_MARKUP = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Listed:
    """One program: the heading above it, what leads to it, and what it shows."""

    shown: Shown
    heading: str
    link: str
    """From the folder of the pages: its page and its own anchor, or that of the heading."""
    badge: str
    """The words above a program that fails; empty for others."""

    @property
    def name(self) -> str:
        """Its file's name."""
        return self.shown.path.name


def programs() -> list[tuple[str, list[Listed]]]:
    """Every program that a page shows whole: the pages' titles in their order, each with its own.

    Raises PageError.
    """
    found = [(page.title, _on(page.file)) for page in navigation.pages() if page.file[-3:] == ".md"]
    return [(title, listed) for title, listed in found if listed]


def _on(file: str) -> list[Listed]:
    page = DOCS / file
    lines = read(page).splitlines()
    return [_listed(shown, file, lines[: shown.program.line - 1]) for shown in shown_on(page)]


def _listed(shown: Shown, file: str, above: list[str]) -> Listed:
    """`above` are the lines of the page above the program's fence."""
    level, heading, slug = next(headings(reversed(above)))
    has_id = any(found[1] == shown.path.stem for line in above if (found := _ID.match(line)))
    anchor = shown.path.stem if has_id else slug
    near = "\n".join(above[-2:])
    badge = _BADGE.search(near)
    whole = level == 1 and not has_id
    return Listed(shown, heading, file if whole else f"{file}#{anchor}", badge[1] if badge else "")


def headings(lines: Iterable[str]) -> Iterator[tuple[int, str, str]]:
    """Of each heading its level, its text without markup, and its anchor, if no other is alike."""
    for line in lines:
        if found := _HEADING.fullmatch(line):
            text, _, given = found[2].partition("{")
            plain = _MARKUP.sub(lambda part: part[1] or "", text.rstrip())
            yield len(found[1]), plain, given.strip("# }") or slugify(plain, "-")


def listed() -> str:
    """The text of programs.md."""
    chapters = programs()
    lines = ["## By what goes wrong", ""]
    lines += [f"- **{badge}**: {', '.join(links)}" for badge, links in _by_badge(chapters)]
    lines += ["", "## By chapter"]
    for title, all_of_it in chapters:
        lines += ["", f"**{title}**", ""]
        lines += [f"- [{one.heading}]({one.link}) `{one.name}`: {_shows(one)}" for one in all_of_it]
    return "\n".join(lines) + "\n"


def _by_badge(chapters: list[tuple[str, list[Listed]]]) -> list[tuple[str, list[str]]]:
    """The badges, and below each the programs that carry it."""
    found: dict[str, list[str]] = {}
    for one in (one for _, all_of_it in chapters for one in all_of_it if one.badge):
        found.setdefault(one.badge, []).append(f"[`{one.name}`]({one.link})")
    return sorted(found.items())


def _shows(one: Listed) -> str:
    """What a program shows, in words: its failure, its rules, how sure that is."""
    promise = expected(one.shown)
    parts = [f"**{one.badge}**"] * bool(one.badge) + [f"✓ {rule}" for rule in promise.out.rules]
    if not promise.varies:
        parts.append("prints the same in every run")
    if promise.out.status:
        parts.append(f"exits with {promise.out.status}")
    if proved := _proved(one.shown):
        parts.append(proved)
    if reason := without_run(one.shown.path):
        parts.append(f"not in the browser: {reason}")
    return "; ".join(parts) or _otherwise(promise)


def _otherwise(promise: Expected) -> str:
    """What to say of a program whose lines differ, and which nothing else is known of."""
    seconds = promise.out.seconds
    return f"takes {seconds[0]:.1f} s or more" if seconds else "its lines come in many orders"


def _proved(shown: Shown) -> str:
    """How many classes of schedules were run, if these are all."""
    told = shown.path.with_suffix(ENDING)
    found = _PROVED.match(read(told)) if told.exists() else None
    if not found:
        return ""
    return f"all {found[1]} classes of schedules run" if found[1] else "one class of schedules"


def write() -> list[str]:
    """Write the list; says whether it is new."""
    text = listed()
    if LIST.exists() and LIST.read_text("utf-8") == text:
        return []
    LIST.write_text(text, "utf-8")
    return ["the list of programs: written"]
