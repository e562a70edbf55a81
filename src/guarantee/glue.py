"""Lines that two threads printed at the same instant, taken apart.

`print(text)` writes the text, then the newline: two writes. On a free-threaded build another
thread's text may come between them. Then two lines stand glued in one, and an empty line stands
below. With the GIL and ordinary buffering the site's programs print whole lines, so only runs
on free-threaded builds are read this way.
"""

from collections.abc import Iterable

from guarantee.marks import Guarantee, Pattern


def unglued(output: str, guarantee: Guarantee) -> str:
    """`output` with each glued line split where both parts are lines of the guarantee.

    Each split takes one of the empty lines away. What cannot be split so stays as it is.
    """
    patterns = [p for group in guarantee.groups for p in group]
    lines = output.splitlines()
    spare = sum(not line for line in lines) - sum(p.text == "" for p in patterns)
    made: list[str] = []
    for line in lines:
        parts = _parts(line, patterns) if spare > 0 else [line]
        spare -= len(parts) - 1
        made += parts
    for _ in range(len(made) - len(lines)):
        made.remove("")
    return "\n".join(made) + "\n"


def _parts(line: str, patterns: Iterable[Pattern]) -> list[str]:
    """`line` itself if it is one of the guarantee's, else its parts if they are."""
    if not line or any(p.fits(line) for p in patterns):
        return [line]
    for end in range(1, len(line)):
        if any(p.fits(line[:end]) for p in patterns):
            rest = _parts(line[end:], patterns)
            if any(p.fits(rest[0]) for p in patterns):
                return [line[:end], *rest]
    return [line]
