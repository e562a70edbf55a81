"""Lines held against groups of patterns, in time that grows as the lines do.

A group takes some lines in a row, in any order. How many, a count (`×0–9`) or `⋮` may leave
open. Trying each number for each group, one inside the other, is what blows up; so one group
after the other is asked for *all* places where it can end, given all places where it can begin.
Each answer costs one walk over the lines.

Where a group can end, given where it begins: a line that several patterns allow must not block
another, so the lines are given places by augmenting paths (a bipartite matching). Two facts make
one walk enough. As far as all lines of a window find a place, those of a smaller window do, too;
and once a window fills every required place, so does a larger one. And if all lines find a place,
and all required places find a line, then some matching does both (Mendelsohn and Dulmage). So the
ends for one beginning are a range from the first window that fills what is required to the last
that has room, and both move only forward as the beginning does.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from guarantee.marks import ENDLESS, Pattern

Group = Sequence[Pattern]


def unfit(groups: Sequence[Group], lines: Sequence[str], exact: bool) -> str | None:
    """Say in one line why `lines` are not what the groups allow, or None when they are."""
    most = min(ENDLESS, sum(pattern.high for group in groups for pattern in group))
    lines = lines[: most + 1]  # one too much is enough to tell
    begins: Sequence[int] = (0,)
    for patterns in groups:
        group = _Group(patterns, lines, exact)
        ends = group.ends(begins)
        if not ends:
            return group.complaint(begins)
        begins = ends
    if begins[-1] < len(lines):
        return f"line {begins[-1] + 1} is too much: {lines[begins[-1]]!r}"
    return None


class _Group:
    """One group on the lines of one output."""

    def __init__(self, patterns: Group, lines: Sequence[str], exact: bool) -> None:
        self.patterns, self.lines, self.exact = patterns, lines, exact
        self._kinds: dict[str, int] = {}
        self._chains = _chains(patterns)
        self._chained: dict[int, list[int]] = {}

    def ends(self, begins: Sequence[int]) -> Sequence[int]:
        """All places where the group can end, if it begins at one of `begins` (ascending)."""
        first = self.patterns[0]
        if len(self.patterns) == 1 and (first.low, first.high) == (0, ENDLESS):
            return range(begins[0], len(self.lines) + 1)
        if len(self.patterns) == 1 and (first.low, first.high) == (1, 1):
            inside = begins[: bisect_left(begins, len(self.lines))]
            return [begin + 1 for begin in inside if self.kind(begin)]
        ends: list[int] = []
        for begin, low, high in self._windows(begins):
            if low <= high and self._early(begin, low) is None:
                ends += range(max(low, ends[-1] + 1 if ends else 0), high + 1)
        return ends

    def complaint(self, begins: Sequence[int]) -> str:
        """Why the group fits nowhere: of all beginnings, the one that gets furthest tells."""
        place, begin, low, high = max((w[2], *w) for w in self._windows(begins))
        if low <= high:
            early = self._early(begin, low)
            assert early is not None
            return f"line {early + 1}: {self.lines[early]!r} comes too early"
        due = self._missing(begin, high)
        if place == len(self.lines):
            return f"the output ends too early, without {due!r}"
        return f"line {place + 1}: {self.lines[place]!r} where {due!r} is due"

    def kind(self, place: int) -> int:
        """The patterns that the line at `place` fits, as bits."""
        line = self.lines[place]
        kind = self._kinds.get(line)
        if kind is None:
            fitting = (1 << n for n, p in enumerate(self.patterns) if p.fits(line, self.exact))
            kind = self._kinds[line] = sum(fitting)
        return kind

    def _windows(self, begins: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """For each beginning: itself, the first end and the last end that its lines allow.

        Where no end is possible the first is greater than the last.
        """
        required = _Places([p.low for p in self.patterns])
        allowed = _Places([p.high for p in self.patterns])
        at = low = high = begins[0]
        for begin in begins:
            while at < begin:
                if at < low:
                    required.remove(self.kind(at))
                if at < high:
                    allowed.remove(self.kind(at))
                at += 1
            low, high = max(low, begin), max(high, begin)
            while high < len(self.lines) and allowed.add(self.kind(high)):
                high += 1
            while required.free and low < high:
                required.add(self.kind(low), keep=True)
                low += 1
            yield begin, low if not required.free else high + 1, high

    def _missing(self, begin: int, end: int) -> str:
        """The text of a required place that none of these lines fills."""
        required = _Places([p.low for p in self.patterns])
        for place in range(begin, end):
            required.add(self.kind(place), keep=True)
        return self.patterns[next(n for n, room in enumerate(required.room) if room)].text

    def _early(self, begin: int, end: int) -> int | None:
        """The first line that comes before one it must follow (`in order`), if there is one.

        A line that only the chain allows must be the chain's next; one that others allow as
        well is the chain's where it can be.
        """
        for number, (chain, mask) in enumerate(self._chains):
            due, passed = 0, begin
            for place in self._places_of(number, mask, begin, end):
                kind = self.kind(place)
                if due < len(chain) and kind & chain[due]:
                    due += 1
                elif not kind & ~mask:
                    return place
                else:
                    passed = place
            if due < len(chain):
                return passed
        return None

    def _places_of(self, number: int, mask: int, begin: int, end: int) -> list[int]:
        """Where lines of a chain stand, from `begin` to `end`."""
        known = self._chained.get(number)
        if known is None:
            places = range(len(self.lines))
            known = self._chained[number] = [p for p in places if self.kind(p) & mask]
        return known[bisect_left(known, begin) : bisect_left(known, end)]


def _chains(patterns: Group) -> list[tuple[list[int], int]]:
    """Per chain of the group: the bits of its patterns, one by one and together."""
    chains: dict[int, list[int]] = {}
    for number, pattern in enumerate(patterns):
        if pattern.chain:
            chains.setdefault(pattern.chain, []).append(1 << number)
    return [(bits, sum(bits)) for bits in chains.values()]


class _Places:
    """Lines given places among patterns; `room` is how many are free per pattern.

    Lines of one kind (they fit the same patterns) are alike: only their numbers are kept, so a
    path that moves lines from pattern to pattern visits each pattern once.
    """

    def __init__(self, room: list[int]) -> None:
        self.room = room
        self.free = sum(room)
        self._held: list[Counter[int]] = [Counter() for _ in room]  # per pattern: kinds there
        self._kept: Counter[int] = Counter()  # lines without a place

    def add(self, kind: int, keep: bool = False) -> bool:
        """Give a line a place, moving others if need be; without one it may be kept waiting."""
        if kind and self._placed(kind):
            return True
        if keep:
            self._kept[kind] += 1
        return False

    def remove(self, kind: int) -> None:
        """Take a line of this kind away; one that waits may get its place."""
        if self._kept[kind]:
            self._kept[kind] -= 1
            return
        pattern = next(n for n in _bits(kind) if self._held[n][kind])
        self._held[pattern][kind] -= 1
        self.room[pattern] += 1
        self.free += 1
        for waiting, count in self._kept.items():
            if count and waiting and self._placed(waiting):
                self._kept[waiting] -= 1
                return

    def _placed(self, kind: int) -> bool:
        came: dict[int, tuple[int, int] | None] = dict.fromkeys(_bits(kind))
        queue = list(came)
        for pattern in queue:
            if self.room[pattern]:
                self._take(kind, pattern, came)
                return True
            for other, count in self._held[pattern].items():
                for target in _bits(other) if count else ():
                    if target not in came:
                        came[target] = pattern, other  # one of `other` may move over
                        queue.append(target)
        return False

    def _take(self, kind: int, pattern: int, came: dict[int, tuple[int, int] | None]) -> None:
        self.room[pattern] -= 1
        self.free -= 1
        while (step := came[pattern]) is not None:
            before, other = step
            self._held[before][other] -= 1
            self._held[pattern][other] += 1
            pattern = before
        self._held[pattern][kind] += 1


def _bits(kind: int) -> Iterator[int]:
    while kind:
        lowest = kind & -kind
        yield lowest.bit_length() - 1
        kind -= lowest
