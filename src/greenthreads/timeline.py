"""Draws a run's event log as one compact SVG: a lane for each thread, time from left to right.

The picture carries no style sheet: colours are custom properties (`--tl-run`, ...) with fallbacks,
and every state also has its own height or hatch, so that colour is never the only carrier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from .lanes import (
    Lane,
    Segment,
    State,
    Switch,
    are_stuck,
    busiest,
    describe,
    duration,
    forced_switches,
    held_together,
    lanes_of,
    simplify,
    with_gaps,
)
from .options import STEP_TIME
from .tasks import Event

__all__ = ["STATES", "Look", "Segment", "draw", "duration", "lanes_of", "simplify"]

WIDTH, LANE, TOP = 360, 28, 6
MAX_BYTES = 12_000  # of a picture that is not interactive: it stands in a page
FINEST = 1.5  # width of the narrowest bar
TICK, TICK_GAP = 1.4, 4.0  # width and distance of the marks of short runs
FONT, CHARACTER = 11, 6.1
SMALL, NARROW = 10, 5.6  # the name of a lock on the bar that says who holds it, and its letters
FOR_EVER = 40  # width of what is drawn after the moment from which nobody goes on
STUCK = "dashed: nobody can go on"
MOST_FORCED = 24  # marks of forced switches: where a clock takes the turn away there are hundreds
FORCED = "forced switch"
HEAD = "l-3 -6h6z"  # of a mark, from its tip


class Look(NamedTuple):
    """How a state is drawn: offset and height inside the lane, in units of the view box."""

    legend: str
    colour: str
    offset: int
    height: int
    hatched: bool


STATES: Final[dict[State, Look]] = {
    "run": Look("running", "#1a5fb4", 0, 12, False),
    "sleep": Look("sleeping", "#77767b", 4, 4, False),
    "wait": Look("waiting for a lock", "#c64600", 0, 12, True),
    "join": Look("waiting for a thread", "#813d9c", 5, 2, False),
    "io": Look("waiting for the network", "#26a269", 2, 8, True),
    "ready": Look("ready, not its turn", "#9a6700", 8, 2, False),
    "hold": Look("holds a lock", "#c64600", 14, 11, False),
}


def draw(
    events: Sequence[Event],
    elapsed: float,
    *,
    title: str = "Timeline",
    description: str | None = None,
    marks: Iterable[tuple[float, str, str]] = (),
    name: str | None = None,
    interactive: bool = True,
) -> str:
    """The SVG of a run that took `elapsed` virtual seconds.

    `marks` are (seconds, thread name, short text) to put on bars. `name` makes the ids unique on
    a page (by default from the title). `interactive` gives every bar its time, line and object.
    When no time passed at all, the events stand in their order, one after the other.
    """
    if elapsed <= 0:
        events = [event._replace(time=float(i)) for i, event in enumerate(events)]
        end = float(max(len(events), 1))
    else:
        end = elapsed
    lanes = lanes_of(events, end)
    shown, hidden = busiest(lanes)
    switches = forced_switches(events)
    switches = switches if len(switches) <= MOST_FORCED else []
    stuck = are_stuck(lanes, end)
    subject = Subject(shown, hidden, end, elapsed <= 0, tuple(marks), stuck, switches)
    description = description or describe(lanes, elapsed, switches)
    finest = FINEST
    while True:
        picture = _Picture(subject, interactive, finest)
        svg = picture.svg(title, description, _slug(name or title))
        if interactive or len(svg) <= MAX_BYTES or finest > 40:
            return svg
        finest *= 2  # a picture for a page is bounded: the finest bars go first


class Bar(NamedTuple):
    """A bar of the picture: where it is, and the segment of the thread that it shows."""

    left: float
    right: float
    y: int
    segment: Segment
    thread: str


@dataclass(frozen=True)
class Subject:
    """What a picture is of. `end` is its right edge in seconds, or in events if `timeless`.

    If threads are `stuck`, what they wait for and hold then goes on for ever.
    """

    lanes: list[Lane]
    hidden: int  # threads for which there is no lane
    end: float
    timeless: bool
    marks: tuple[tuple[float, str, str], ...]
    stuck: bool
    switches: list[Switch]
    """The forced ones, if they are to be marked."""


class _Picture:
    """One drawing: lanes, axis, marks, legend, in units of the view box."""

    def __init__(self, subject: Subject, interactive: bool, finest: float) -> None:
        self.lanes, self.hidden, self.end = subject.lanes, subject.hidden, subject.end
        self.unit = "" if subject.timeless else None
        self.marks, self.interactive, self.finest = subject.marks, interactive, finest
        longest = max((len(_short(lane.name)) for lane in self.lanes), default=4)
        self.left = round(longest * CHARACTER + 10)
        self.stuck = subject.stuck
        self.switches = subject.switches
        self.scale = (WIDTH - self.left - 8 - FOR_EVER * self.stuck) / self.end
        self.bars: dict[State, list[Bar]] = {}
        self.labels: list[str] = []

    def svg(self, title: str, description: str, slug: str) -> str:
        """The whole picture; `slug` makes its ids unique."""
        self.slug = slug
        for row, lane in enumerate(self.lanes):
            self._lane(TOP + row * LANE, lane)
        axis_y = TOP + len(self.lanes) * LANE
        body = [
            *self._names(),
            *self._drawn_bars(),
            *self.labels,
            *self._forced(),
            *self._drawn_marks(),
            *self._axis(axis_y),
        ]
        legend, height = self._legend(axis_y + 30)
        ids = f"{slug}-t {slug}-d"
        return "\n".join(
            [
                f'<svg class="tl" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
                f' role="img" aria-labelledby="{ids}" font-size="{FONT}" fill="currentColor">',
                f'<title id="{slug}-t">{escape(title)}</title>',
                f'<desc id="{slug}-d">{escape(description)}</desc>',
                *self._patterns(),
                *body,
                *legend,
                "</svg>",
            ]
        )

    def x(self, time: float) -> float:
        return self.left + time * self.scale

    def _lane(self, y: int, lane: Lane) -> None:
        narrowest = self.finest / self.scale
        crowded = max(self.finest, TICK_GAP) / self.scale
        open_ended = [s for s in [*lane.segments, *lane.holds] if self._is_open(s)]
        for segment in open_ended:
            assert segment.state
            self._bar(segment.state, segment, y, lane, self.x(segment.start), self._right(segment))
        segments = [s for s in lane.segments if s not in open_ended]
        holds = [s for s in lane.holds if s not in open_ended]
        drawn = simplify(segments, narrowest, crowded)
        drawn += simplify(with_gaps(holds), narrowest, crowded)
        for segment in drawn:
            if segment.state and segment.span >= narrowest:
                left, right = self.x(segment.start), self.x(segment.end)
                self._bar(segment.state, segment, y, lane, left, right)
        for held in held_together(lane.holds):
            self._label_hold(y, self.x(held.start), self._right(held), held.object)
        last = -TICK_GAP
        for segment in lane.segments:
            x = self.x(segment.start)
            if (
                segment.state == "run"
                and segment.span < narrowest
                and (x - last >= max(TICK_GAP, self.finest))
            ):
                last = x
                self._bar("run", segment, y, lane, x, x + TICK)

    def _right(self, segment: Segment) -> float:
        """Where a segment ends in the picture."""
        return self.x(segment.end) + FOR_EVER * self._is_open(segment)

    def _is_open(self, segment: Segment) -> bool:
        """Whether a thread waits, or holds a lock, for ever."""
        return self.stuck and segment.end >= self.end and segment.state in ("wait", "join", "hold")

    def _bar(
        self, state: State, segment: Segment, y: int, lane: Lane, left: float, right: float
    ) -> None:
        right = max(right, left + TICK)
        self.bars.setdefault(state, []).append(Bar(left, right, y, segment, lane.name))
        if state == "wait" and len(segment.object) * CHARACTER <= right - left - 6:
            self._label_wait((left + right) / 2, y, segment.object)

    def _label_wait(self, x: float, y: int, name: str) -> None:
        """What is waited for, on paper of its own: the bar is hatched."""
        if name:
            width = len(name) * CHARACTER + 4
            self.labels.append(
                f'<rect x="{x - width / 2:.1f}" y="{y}" width="{width:.1f}" height="12" '
                f'fill="var(--tl-paper,#fff)"/><text class="tl-on" x="{x:.1f}" '
                f'y="{y + 10}" text-anchor="middle" fill="var(--tl-wait,#c64600)">'
                f"{escape(name)}</text>"
            )

    def _label_hold(self, y: int, left: float, right: float, names: str) -> None:
        """What is held: of several locks at once their number, where their names have no room."""
        several = f"{names.count(', ') + 1} locks" if ", " in names else ""
        fits = (text for text in (names, several) if len(text) * NARROW <= right - left - 4)
        if name := next(fits, ""):
            self.labels.append(
                f'<text class="tl-held" x="{(left + right) / 2:.1f}" y="{y + 23:.0f}" '
                f'text-anchor="middle" font-size="{SMALL}" fill="var(--tl-paper,#fff)">'
                f"{escape(name)}</text>"
            )

    def _forced(self) -> list[str]:
        """A mark on who loses its turn, and a dotted line to who gets it."""
        rows = {lane.ident: row for row, lane in enumerate(self.lanes)}
        names = {lane.ident: lane.name for lane in self.lanes}
        drawn = []
        for time, loser, heir in self.switches:
            if loser not in rows or heir not in rows:
                continue
            x, y, y2 = _n(self.x(time)), *(TOP + rows[one] * LANE for one in (loser, heir))
            told = f"{FORCED}: {names[loser]} loses its turn to {names[heir]}"
            drawn.append(
                f'<g class="tl-forced" stroke="currentColor"><title>{escape(told)}</title>'
                f'<path fill="none" stroke-dasharray="2 2" d="M{x} {y}V{y2 + 6}"/>'
                f'<path stroke="none" d="M{x} {y}{HEAD}"/></g>'
            )
        return drawn

    def _names(self) -> list[str]:
        names = [
            f'<text x="0" y="{TOP + row * LANE + 10}">{escape(_short(lane.name))}</text>'
            for row, lane in enumerate(self.lanes)
        ]
        if self.hidden:
            y = TOP + len(self.lanes) * LANE + 26
            names.append(f'<text x="0" y="{y}">and {self.hidden} more</text>')
        return names

    def _drawn_bars(self) -> list[str]:
        drawn = []
        for state, (_, colour, dy, height, hatched) in STATES.items():
            bars = self.bars.get(state)
            if not bars:
                continue
            paint = f"var(--tl-{state},{colour})"
            if hatched:
                paint = f'fill="url(#{self.slug}-{state})" stroke="{paint}"'
            elif self.interactive:
                paint = f'fill="{paint}"'
            else:
                paint = f'fill="none" stroke="{paint}" stroke-width="{height}"'
            drawn.append(f'<g class="tl-{state}" {paint}>')
            if self.interactive:
                drawn += [self._rect(state, bar, dy, height) for bar in bars]
            else:
                places = [(left, right, y + dy) for left, right, y, _, _ in bars]
                path = _outlines(places, height) if hatched else _strokes(places, height)
                drawn.append(f'<path d="{path}"/>')
            drawn.append("</g>")
        return drawn

    def _rect(self, state: State, bar: Bar, dy: int, height: int) -> str:
        left, right, y, segment, name = bar
        data = (
            f'data-lane="{(y - TOP) // LANE}" '
            f'data-thread="{escape(name)}" data-state="{state}" '
            f'data-t0="{segment.start:.9g}" data-t1="{segment.end:.9g}"'
        )
        if segment.line:
            data += f' data-line="{segment.line}"'
        if segment.object:
            data += f' data-object="{escape(segment.object)}"'
        return (
            f'<rect x="{_n(left)}" y="{y + dy}" width="{_n(right - left)}" '
            f'height="{height}" {data}/>'
        )

    def _drawn_marks(self) -> list[str]:
        rows = {lane.name: row for row, lane in enumerate(self.lanes)}
        drawn = []
        for time, thread, text in self.marks:
            if thread not in rows:
                raise ValueError(f"a mark names the thread {thread!r}; there are {list(rows)}")
            x, y = self.x(time), TOP + rows[thread] * LANE + 6
            drawn.append(
                f'<g class="tl-mark"><circle cx="{_n(x)}" cy="{y}" r="7" '
                f'fill="var(--tl-paper,#fff)" stroke="currentColor"/>'
                f'<text x="{_n(x)}" y="{y + 4}" text-anchor="middle">'
                f"{escape(str(text))}</text></g>"
            )
        return drawn

    def _axis(self, y: int) -> list[str]:
        right = self.x(self.end)
        drawn = [
            f'<path class="tl-axis" fill="none" stroke="currentColor" '
            f'd="M{self.left} {y}H{_n(right)}'
        ]
        texts = []
        step, factor, unit = self._axis_step()
        count = int(self.end / step + 1e-6)
        for i in range(count + 1):
            x = self.x(i * step)
            drawn[0] += f"M{_n(x)} {y}v4"
            label = f"{i * step * factor:g}" + (f" {unit}" if i == count and unit else "")
            anchor = "end" if x > WIDTH - 16 else "middle"
            x = min(x, WIDTH)
            texts.append(f'<text x="{_n(x)}" y="{y + 15}" text-anchor="{anchor}">{label}</text>')
        drawn[0] += '"/>'
        if self.stuck:
            drawn[0] += (
                f'<path class="tl-stuck" fill="none" stroke="currentColor" stroke-dasharray="3 3" '
                f'd="M{_n(right)} {TOP}V{y}H{_n(right + FOR_EVER)}"/>'
            )
        if not unit:
            return [
                drawn[0],
                f'<text x="{self.left}" y="{y + 15}">in this order; no time passes</text>',
            ]
        return drawn + texts

    def _axis_step(self) -> tuple[float, float, str]:
        if self.unit is not None:
            return self.end, 1, ""
        units = (1.0, "s"), (1e3, "ms"), (1 / STEP_TIME, "ticks")
        factor, unit = next((one for one in units if self.end * one[0] >= 0.9995), units[-1])
        step = 10.0 ** (len(str(int(self.end * factor))) - 2)
        while self.end * factor / step > 5:
            step *= 2.5 if f"{step:e}"[0] == "2" else 2
        return step / factor, factor, unit

    def _legend(self, y: int) -> tuple[list[str], int]:
        drawn, x = [], 0.0
        if self.hidden:
            y += 16
        for state, (text, colour, dy, height, hatched) in STATES.items():
            if state not in self.bars:
                continue
            if state == "wait":
                objects = sorted({s.object for *_, s, _ in self.bars["wait"] if s.object})
                text = f"waiting for {objects[0]}" if len(objects) == 1 else "waiting"
                text = text if len(text) < 34 else text[:33] + "…"
            width = 20 + len(text) * CHARACTER
            if x and x + width > WIDTH:
                x, y = 0.0, y + 18
            paint = f"url(#{self.slug}-{state})" if hatched else f"var(--tl-{state},{colour})"
            stroke = f' stroke="var(--tl-{state},{colour})"' if hatched else ""
            drawn.append(
                f'<rect x="{_n(x)}" y="{y + min(dy, 12 - height)}" width="14" height="{height}" '
                f'fill="{paint}"{stroke}/>'
                f'<text x="{_n(x + 18)}" y="{y + 10}">{escape(text)}</text>'
            )
            x += width + 6
        if self.switches:
            if x and x + 20 + len(FORCED) * CHARACTER > WIDTH:
                x, y = 0.0, y + 18
            drawn.append(
                f'<path d="M{_n(x + 7)} {y + 10}{HEAD}"/>'
                f'<text x="{_n(x + 18)}" y="{y + 10}">{FORCED}</text>'
            )
            x += 26 + len(FORCED) * CHARACTER
        if self.stuck:
            if x and x + len(STUCK) * CHARACTER > WIDTH:
                x, y = 0.0, y + 18
            drawn.append(f'<text x="{_n(x)}" y="{y + 10}">{STUCK}</text>')
        return drawn, y + 20

    def _patterns(self) -> list[str]:
        drawn = []
        for state, (_, colour, _, _, hatched) in STATES.items():
            if hatched and state in self.bars:
                lines = "M0 6L6 0" if state == "wait" else "M0 3H6"
                drawn.append(
                    f'<pattern id="{self.slug}-{state}" width="6" height="6" '
                    f'patternUnits="userSpaceOnUse"><path d="{lines}" '
                    f'stroke="var(--tl-{state},{colour})" stroke-width="1.5"/></pattern>'
                )
        return drawn


def escape(text: str) -> str:
    """Text for an SVG: also without the control characters that no XML may hold."""
    return _CONTROL.sub("\ufffd", text).translate(_ESCAPED)


_CONTROL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What html.escape() does, which would bring a table of 2,000 names along.
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
)


def _short(name: str) -> str:
    """A thread's name in at most 14 characters: Thread-1 (work) is Thread-1."""
    name = re.sub(r"^(Thread-\d+) \(.*\)$", r"\1", name)
    name = name.replace("ThreadPoolExecutor-", "Pool-")
    return name if len(name) <= 14 else name[:13] + "…"


def _slug(text: str) -> str:
    return "tl-" + (re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "run")


# Paths are most of a page's bytes and hardly compress: bars go on from where the last one ended,
# and stand at half units, which no screen shows.


def _strokes(bars: list[tuple[float, float, int]], height: int) -> str:
    """Bars (left, right, top) as one path to be drawn with a pen of their height."""
    path, at = "", (0.0, -1)
    for left, right, y in _at_halves(bars):
        if y != at[1]:
            path += f"M{_n(left)} {_n(y + height / 2)}"
        elif left != at[0]:
            path += f"m{_n(left - at[0])} 0"
        path += f"h{_n(right - left)}"
        at = right, y
    return path


def _outlines(bars: list[tuple[float, float, int]], height: int) -> str:
    """Bars (left, right, top) as one path to be filled."""
    path, at = "", (0.0, -1)
    for left, right, y in _at_halves(bars):
        path += f"m{_n(left - at[0])} 0" if y == at[1] else f"M{_n(left)} {y}"
        path += f"h{_n(right - left)}v{height}h{_n(left - right)}z"
        at = left, y
    return path


def _at_halves(bars: list[tuple[float, float, int]]) -> list[tuple[float, float, int]]:
    """The bars row by row from left to right, none narrower than a unit."""
    rounded = [(round(left * 2) / 2, round(right * 2) / 2, y) for left, right, y in bars]
    placed = [(left, max(right, left + 1), y) for left, right, y in rounded]
    return sorted(placed, key=lambda bar: (bar[2], bar[0]))


def _n(value: float) -> str:
    """A coordinate with one decimal, without a needless zero."""
    return f"{value:.1f}".removesuffix(".0")
