"""Rules of the front page."""

import re

from guarantee.rules import rule

_READY = re.compile(r"cake (\d) is ready")


@rule("a cake that waited for its place in the oven is not ready before that place was free")
def a_place_was_free(lines: list[str]) -> str | None:
    """Three places: when cake n goes in, all of those before it but two at the most are ready."""
    cakes = [int(found[1]) for line in lines if (found := _READY.fullmatch(line))]
    for place, cake in enumerate(cakes):
        if sum(one < cake for one in cakes[:place]) < cake - 2:
            return f"cake {cake} stands too far above"
    return None
