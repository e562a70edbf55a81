"""Rules of the front page."""

import re

from guarantee.rules import rule

_READY = re.compile(r"cake (\d) is ready")


@rule("when a cake is ready, at most two of those before it still bake")
def a_place_was_free(lines: list[str]) -> str | None:
    """Three places, one of them its own: so at most two of those before it are not ready."""
    cakes = [int(found[1]) for line in lines if (found := _READY.fullmatch(line))]
    for place, cake in enumerate(cakes):
        if sum(one < cake for one in cakes[:place]) < cake - 2:
            return f"cake {cake} stands too far above"
    return None
