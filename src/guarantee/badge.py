"""What stands above a program that fails, and how to see that a run did."""

import re
from typing import NamedTuple

from guarantee.judge import misfit
from guarantee.marks import parse

_NUMBER = re.compile(r"\{(?:(\d+) - )?n\}")


class Badge(NamedTuple):
    """What stands above a program that fails, how that shows, and its cures.

    `shows` are lines in a row, in marks, of which one run at least has some; `lacks` are lines that
    one run at least has not. Of these one is given. `told` goes on after "As expected, this run";
    in it `{n}` is the number that stands in the place of the first mark of `shows`, and
    `{2000 - n}` is what it lacks.
    """

    badge: str
    cures: list[str]
    shows: str = ""
    lacks: str = ""
    told: str = ""

    def shown_by(self, printed: str) -> bool:
        """Whether the failure shows in what a run printed."""
        wanted = parse(f"⋮\n{(self.shows or self.lacks).rstrip()}\n⋮", self.badge)
        return (misfit(wanted, printed) is None) is bool(self.shows)

    def words(self, printed: str) -> str:
        """What this run did, as the end of a sentence; the badge itself where nothing is told."""
        number = self._number(printed)
        return _NUMBER.sub(
            lambda found: f"{int(found[1]) - number if found[1] else number}",
            self.told or self.badge,
        )

    def _number(self, printed: str) -> int:
        """The number in the place of the first mark; 0 where there is none."""
        for line in self.shows.splitlines():
            before, mark, _ = line.partition("‹")
            if mark and (found := re.search(rf"^{re.escape(before)}(\d+)", printed, re.MULTILINE)):
                return int(found[1])
        return 0
