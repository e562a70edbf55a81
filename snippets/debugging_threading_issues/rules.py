"""Rules of the chapter "Debugging Threading Issues"."""

import re

from guarantee.rules import rule

_ID = re.compile(r"Thread (\S+) \(ID: (\d+)\) is running")
_LOG = re.compile(r"(download-\d+): (begins|has|line \d+: died).*")


@rule("the two IDs differ")
def ids_differ(lines: list[str]) -> str | None:
    """Two threads that run at once never have the same ident."""
    ids = [found[2] for line in lines if (found := _ID.fullmatch(line))]
    return None if len(ids) == len(set(ids) - {"0"}) == 2 else f"the IDs are {ids}"


@rule("each download begins before it ends")
def begins_first(lines: list[str]) -> str | None:
    """Per thread: its `begins` line stands above its `has` or `died` line."""
    begun: set[str] = set()
    for line in lines:
        if found := _LOG.fullmatch(line):
            if found[2] == "begins":
                begun.add(found[1])
            elif found[1] not in begun:
                return f"{line!r} stands above the line that says it begins"
    return None
