"""Rules for the programs of "Thread States"."""

import re

from guarantee.rules import rule

_IDENT = re.compile(r"\w+: (\d+), alive \w+|  <Thread\(Worker, \w+ (\d+)\)>")


@rule("the same number stands in all lines once the thread has started")
def one_ident(lines: list[str]) -> str | None:
    """None if it holds, else one line that says what is wrong and where."""
    idents = []
    for number, line in enumerate(lines, 1):
        if number <= 2:
            continue
        found = _IDENT.fullmatch(line)
        if found is None:
            return f"line {number} has no ident: {line!r}"
        idents.append(found[1] or found[2])
    if "0" in idents:
        return "an ident is never 0"
    if len(set(idents)) != 1:
        return f"{len(set(idents))} different numbers: {', '.join(sorted(set(idents)))}"
    return None
