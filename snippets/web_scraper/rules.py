"""Rules of the chapter Real-World Example: Web Scraper."""

import re

from guarantee.rules import rule

_COUNT = re.compile(r"(?:Pages|Refused): (\d{1,9})")


@rule("six pages in all")
def six_in_all(lines: list[str]) -> str | None:
    """None if the printed counts make six."""
    counts = [int(found[1]) for line in lines if (found := _COUNT.fullmatch(line))]
    return None if sum(counts) == 6 else f"{' and '.join(map(str, counts))} pages"
