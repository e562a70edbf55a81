"""Rules of the chapter Thread Communication."""

import re

from guarantee.rules import rule


@rule("nothing is lost while the GIL is on")
def nothing_lost_with_gil(lines: list[str]) -> str | None:
    """`counter += 1` alone loses nothing on CPython 3.10+ with the GIL: seen, not promised."""
    if "GIL: on" not in lines:
        return None
    for line in lines:
        found = re.match(r"Lost: (-?\d+) of", line)
        if found and int(found[1]):
            return f"the GIL is on, and yet: {line}"
    return None


@rule("the second takes at most 3/4 of the time of the first")
def second_is_faster(lines: list[str]) -> str | None:
    """Work outside the lock overlaps: half the time on a quiet machine."""
    found = [re.fullmatch(r" *in (\d+\.\d+) seconds", line) for line in lines]
    seconds = [float(match[1]) for match in found if match]
    if len(seconds) != 2:
        return f"{len(seconds)} lines tell seconds, not 2"
    if seconds[1] > 0.75 * seconds[0]:
        return f"{seconds[1]} s after {seconds[0]} s"
    return None
