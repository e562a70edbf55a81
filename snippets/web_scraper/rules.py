"""Rules of the chapter "Real-World Example: Web Scraper"."""

import re

from guarantee.rules import rule

# What browser.fake_web gives for these hosts; a test compares them.
SIZES = {
    "https://www.google.com": 88817,
    "https://www.github.com": 80428,
    "https://www.stackoverflow.com": 48862,
    "https://www.python.org": 64406,
    "https://www.djangoproject.com": 20734,
    "https://slow.example": 26768,
    "https://www.python.org/missing": 50,
}
_PAGE = re.compile(r"(?:Downloaded |[\d.]+ s: )(\S+): (\d+) bytes")


@rule("the pages are as long as those of the small web on this machine")
def sizes_of_the_small_web(lines: list[str]) -> str | None:
    """Each size that is printed is the one of `browser.fake_web` for that address."""
    found = [page for line in lines if (page := _PAGE.fullmatch(line))]
    for page in found:
        due = SIZES.get(page[1])
        if int(page[2]) != due:
            return f"{page[1]} has {page[2]} bytes there, it should be {due}"
    return None if found else "no line tells a size"
