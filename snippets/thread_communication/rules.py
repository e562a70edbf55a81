"""Rules of the chapter Thread Communication."""

import re

from guarantee.rules import rule


@rule("nothing is lost while the GIL is on (Python 3.10 and newer)")
def nothing_lost_with_gil(lines: list[str]) -> str | None:
    """`counter += 1` alone loses nothing on CPython 3.10+ with the GIL: seen, not promised."""
    if "GIL: on" not in lines:
        return None
    for line in lines:
        found = re.match(r"Lost: (-?\d+) of", line)
        if found and int(found[1]):
            return f"the GIL is on, and yet: {line}"
    return None
