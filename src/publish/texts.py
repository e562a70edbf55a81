"""Pages as plain Markdown, and llms.txt, which lists them (https://llmstxt.org).

What a page includes stands in its copy: programs, outputs, guarantees. A picture is what it
says of itself. What only lays a page out (`<div>`, tabs) is left out.
"""

import posixpath
import re
from html import unescape

from examples.pages import expand

from .site import DOCS, Page, Site

_FENCE = re.compile(r"\s*(```+|~~~+)")
_FIGURE = re.compile(r"<figure class=\"(\w+)\"[^>]*>\s*(.*?)\s*</figure>", re.DOTALL)
_DESCRIPTION = re.compile(r"<desc\b[^>]*>(.*?)</desc>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_QUESTIONS = re.compile(
    r"^( *)<(?:div class=\"predictions\"|form class=\"predict know-form\"[^>]*)>\n"
    r"(.*?)\n\1</(?:div|form)>$",
    re.DOTALL | re.MULTILINE,
)
_LAYOUT = re.compile(r"\s*</?div\b[^>]*>\s*")
_TAB = re.compile(r'(\s*)=== "(.*)"')
_ATTRIBUTES = re.compile(r"\{ ?[.#][^}]*\}")
_LINK = re.compile(r"\]\(([\w./-]+)\.(?:md|py)(#[\w-]+)?\)")


def copy(source: str, where: str, url: str) -> str:
    """The Markdown of a page on its own.

    `where` is the page's file below docs/, `url` the site's address: links to other pages become
    whole ones. Raises examples.files.PageError where an include is missing.
    """
    text = expand(without_front_matter(source), where)
    text = _FIGURE.sub(_told, text)
    text = _QUESTIONS.sub(_asked, text)
    lines = "\n".join(_plain_lines(text.splitlines()))
    folder = posixpath.dirname(where)
    linked = _LINK.sub(lambda link: f"]({_whole(link[1], folder, url)}{link[2] or ''})", lines)
    return linked.strip() + "\n"


def without_front_matter(source: str) -> str:
    """A page's Markdown without its metadata."""
    return re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)


def description(source: str) -> str:
    """What a page says that it is about, in its metadata; "" if it does not."""
    found = re.match(r"---\n(?:.*\n)*?description: (.*)\n", source)
    return found[1].strip("\"'") if found else ""


def write(site: Site) -> int:
    """Write the copies and llms.txt; returns how many pages have a copy."""
    pages = site.pages()
    texts = {page: page.source.read_text("utf-8") for page in pages if page.is_text}
    for page, source in texts.items():
        where = page.source.relative_to(DOCS).as_posix()
        site.write(f"{page.address}index.md", copy(source, where, site.url))
    site.write("llms.txt", _listed(site, pages, texts))
    return len(texts)


def _listed(site: Site, pages: list[Page], texts: dict[Page, str]) -> str:
    """llms.txt: the site in a sentence, then each page with its copy and its description."""
    sections: dict[str, list[str]] = {}
    for page in pages:
        about = description(texts.get(page, ""))
        link = site.url + page.address + ("index.md" if page.is_text else "")
        line = f"- [{page.title}]({link})" + (f": {about}" if about else "")
        sections.setdefault(page.section or "Pages", []).append(line)
    head = f"# {pages[0].title}\n\n> {description(texts[pages[0]])}\n"
    return head + "".join(
        f"\n## {name}\n\n" + "\n".join(lines) + "\n" for name, lines in sections.items()
    )


def _told(figure: re.Match[str]) -> str:
    """A picture in words."""
    said = _DESCRIPTION.search(figure[2])
    caption = _CAPTION.search(figure[2])
    words = " ".join(unescape(part[1]).strip() for part in (said, caption) if part)
    return f"*{figure[1].capitalize()}: {words}*"


def _asked(questions: re.Match[str]) -> str:
    """The questions before an output (examples.predictions): each with its options and answers."""
    indent, made, number = questions[1], list[str](), 0
    for line in questions[2].splitlines():
        if found := re.search(r"<(legend|summary)>(.*?)</\1>", line):
            begin = "Predict: " if found[1] == "legend" else ""
            made += ["", f"**{begin}{_words(found[2])}**", ""]
            number = 0
        elif "<li" in line:
            number += 1
            made.append(f"{number}. {_words(line).strip()}")
    return "\n".join(f"{indent}{line}".rstrip() for line in made)


def _words(html: str) -> str:
    """Text and code of a line of HTML."""
    html = re.sub(r"<code>(.*?)</code>", lambda code: f"`{code[1].strip()}`", html)
    return unescape(re.sub(r"<[^>]+>", "", html.replace("<br>", " / ")))


def _plain_lines(lines: list[str]) -> list[str]:
    """Lines without layout: no `<div>`, a tab is a bold line and its block."""
    made: list[str] = []
    fence, tab = "", None
    for line in lines:
        if tab is not None and line.strip() and not line.startswith(tab):
            tab = None
        shown = line.removeprefix(tab or "")
        if found := _FENCE.match(shown):
            ends = bool(fence) and shown.strip() == fence
            fence = "" if ends else fence or found[1]
            while ends and not made[-1].strip():
                made.pop()
        elif fence:
            pass
        elif found := _TAB.fullmatch(line):
            tab = found[1] + "    "
            shown = f"{found[1]}**{found[2]}**"
        elif _LAYOUT.fullmatch(line) or (not line.strip() and made and not made[-1].strip()):
            continue
        else:
            shown = _ATTRIBUTES.sub("", shown).rstrip()
        made.append(shown)
    return made


def _whole(target: str, folder: str, url: str) -> str:
    """The address of the page whose file is `target`.md, seen from a folder of docs/."""
    path = posixpath.normpath(posixpath.join(folder, target))
    return url + ("" if path == "index" else path.removesuffix("/index") + "/")
