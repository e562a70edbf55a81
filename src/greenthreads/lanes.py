"""The event log as lanes: in which state each thread was, from when to when.

What can be said about a run without drawing it stands here: `greenthreads.timeline` draws lanes,
`describe` puts them into words, and `simplify` makes of thousands of segments as many as fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import floor
from typing import Final, Literal, NamedTuple

from .options import STEP_TIME
from .tasks import Event, Kind

State = Literal["run", "sleep", "wait", "join", "io", "ready", "hold"]
MAX_LANES: Final = 14
_STATE_OF: Final[dict[Kind, State]] = {
    "running": "run",
    "sleeping": "sleep",
    "blocked": "wait",
    "joining": "join",
    "io": "io",
    "ready": "ready",
    "preempted": "ready",
}
# What a thread does in each state; an object comes behind it. Where there is none, a last
# preposition goes as well: see `said`. The page has the same table, and the same rule.
VERBS: Final[dict[State, str]] = {
    "run": "runs",
    "sleep": "sleeps",
    "wait": "waits for",
    "join": "joins",
    "io": "does I/O on",
    "ready": "is ready",
    "hold": "holds",
}


@dataclass
class Segment:
    """One thread in one state from `start` to `end` (virtual seconds)."""

    state: State | None  # None: in no state worth drawing
    start: float
    end: float
    object: str = ""
    line: int = 0

    @property
    def span(self) -> float:
        """How long it lasted, in seconds."""
        return self.end - self.start


@dataclass
class Lane:
    """One thread's states, and the locks it held meanwhile."""

    ident: int
    name: str
    segments: list[Segment]
    holds: list[Segment]


def lanes_of(events: Iterable[Event], elapsed: float) -> list[Lane]:
    """The event log as lanes, in the order in which the threads were created."""
    lanes: dict[int, Lane] = {}
    state: dict[int, Segment] = {}
    held: dict[tuple[int, str], Segment] = {}

    def close(ident: int, time: float) -> None:
        segment = state.pop(ident, None)
        if segment is not None:
            segment.end = time
            lanes[ident].segments.append(segment)

    for event in events:
        lane = lanes.get(event.ident)
        if event.kind == "created":
            if lane is None and not lanes:
                lanes[event.ident] = Lane(event.ident, event.thread, [], [])
            continue
        if lane is None:
            lane = lanes[event.ident] = Lane(event.ident, event.thread, [], [])
        lane.name = event.thread
        if event.kind == "acquired":
            held[event.ident, event.object] = Segment("hold", event.time, elapsed, event.object)
        elif event.kind == "released":
            hold = held.pop((event.ident, event.object), None)
            if hold is not None:
                hold.end = event.time
                lane.holds.append(hold)
        else:
            close(event.ident, event.time)
            if event.kind != "done":
                state[event.ident] = Segment(
                    _STATE_OF[event.kind], event.time, elapsed, event.object, event.line
                )
    for ident in list(state):
        close(ident, elapsed)
    for (ident, _), hold in held.items():
        lanes[ident].holds.append(hold)
    return [lanes[ident] for ident in sorted(lanes)]


def are_stuck(lanes: list[Lane], end: float) -> bool:
    """Whether the run came to its end because nobody could go on: the main thread too waits."""
    last = [lane.segments[-1] for lane in lanes if lane.segments and lane.segments[-1].end >= end]
    main = lanes[0].segments[-1] if lanes and lanes[0].segments else None
    return main in last and all(segment.state in ("wait", "join") for segment in last)


class Switch(NamedTuple):
    """A forced switch: a thread loses its turn, though it could have gone on."""

    time: float
    loser: int
    """Threads by their numbers."""
    heir: int


def forced_switches(events: Sequence[Event]) -> list[Switch]:
    """The forced switches of a run, in order; none where a schedule only lets threads wait."""
    switches = []
    for event, then in pairwise(events):
        if event.kind == "preempted" and then.ident != event.ident:
            switches.append(Switch(event.time, event.ident, then.ident))
    return switches


def held_together(holds: list[Segment]) -> list[Segment]:
    """What a thread holds at once, as segments that do not overlap: `lock, other lock`."""
    moments = sorted({moment for hold in holds for moment in (hold.start, hold.end)})
    found: list[Segment] = []
    for start, end in pairwise(moments):
        names = [hold.object for hold in holds if hold.start <= start and end <= hold.end]
        name = ", ".join(sorted(filter(None, names)))
        if found and found[-1].object == name and found[-1].end == start:
            found[-1].end = end
        elif names:
            found.append(Segment("hold", start, end, name))
    return found


def busiest(lanes: list[Lane]) -> tuple[list[Lane], int]:
    """At most MAX_LANES: the main thread and those with most to show."""
    if len(lanes) <= MAX_LANES:
        return lanes, 0
    ranked = sorted(lanes[1:], key=lambda lane: (-len(lane.segments), lane.ident))
    chosen = {lane.ident for lane in ranked[: MAX_LANES - 1]} | {lanes[0].ident}
    return [lane for lane in lanes if lane.ident in chosen], len(lanes) - len(chosen)


def describe(lanes: list[Lane], elapsed: float, switches: Sequence[Switch] = ()) -> str:
    """The picture in words, for those who cannot see it."""
    parts = [f"{len(lanes)} thread{'s' * (len(lanes) != 1)} over {duration(elapsed)}."]
    stuck = are_stuck(lanes, max((s.end for lane in lanes for s in lane.segments), default=0.0))
    for lane in lanes[:8]:
        last = lane.segments[-1] if stuck and lane.segments else None
        totals: dict[tuple[State | None, str], float] = {}
        for segment in lane.segments:
            if segment is last:
                continue
            key = segment.state, segment.object if segment.state in ("wait", "join") else ""
            totals[key] = totals.get(key, 0.0) + segment.span
        phrases = []
        for (state, on), total in totals.items():
            if elapsed <= 0:
                total = 0.0
            if state is None or (total < elapsed / 200 and state != "run"):
                continue
            span = f" {duration(total)}" if total and total >= elapsed / 200 else ""
            phrases.append(said(state, on) + span)
        if len(phrases) > 5:
            phrases[5:] = [f"and {len(phrases) - 5} more"]
        if last is not None and last.state in ("wait", "join"):
            phrases.append(f"{said(last.state, last.object)} for ever")
        parts.append(f"{lane.name}: {', '.join(phrases) or 'nothing'}.")
    if len(lanes) > 8:
        parts.append(f"And {len(lanes) - 8} more.")
    if switches:
        names = {lane.ident: lane.name for lane in lanes}
        turns = [f"{names[one.loser]} loses its turn to {names[one.heir]}" for one in switches]
        parts.append(f"Forced switch{'es' * (len(turns) > 1)}: {'; '.join(turns)}.")
    return " ".join(parts)


def said(state: State, on: str = "") -> str:
    """What a thread does, to which object if there is one: waits for lock; waits."""
    verb = VERBS[state]
    return f"{verb} {on}" if on else verb.removesuffix(" for").removesuffix(" on")


def duration(seconds: float) -> str:
    """A time for people: 2.0 s, 35 ms; below a millisecond, where it models nothing, ticks.

    A tick is a step of the scheduler. It is not called one: Step counts what threads do to shared
    things, and stands beside this.
    """
    # The page says the same (docs/playground/ui/time.mjs), and JavaScript rounds halves up:
    # tests/durations.json holds both to it.
    if seconds >= 0.9995:
        half = seconds % 1 == 0.25  # the only half of a tenth that Python would round down
        return f"{seconds + 0.01 * half:.1f} s"
    if seconds >= 0.9995e-3:
        return f"{floor(seconds * 1e3 + 0.5)} ms"
    ticks = floor(seconds / STEP_TIME + 0.5)
    return "1 tick" if ticks == 1 else f"{ticks} ticks"


def simplify(segments: list[Segment], narrowest: float, crowded: float) -> list[Segment]:
    """Segments shorter than `narrowest` seconds join a crowd; a crowd is drawn per `crowded`.

    What is left over of each state is carried on, so that states that alternate quickly share
    the picture as they share the time.
    """
    merged: list[Segment] = []
    crowd: list[Segment] = []
    share: dict[tuple[State | None, str], float] = {}

    def settle() -> None:
        for segment in crowd:
            key = segment.state, segment.object
            share[key] = share.get(key, 0.0) + segment.span
        here = {(s.state, s.object): s for s in crowd}
        key = max(here, key=lambda k: share[k])
        start, end = crowd[0].start, crowd[-1].end
        share[key] -= end - start
        add(Segment(key[0], start, end, key[1], here[key].line))
        crowd.clear()

    def add(segment: Segment) -> None:
        last = merged[-1] if merged else None
        if last and (last.state, last.object) == (segment.state, segment.object):
            last.end = segment.end
        else:
            merged.append(Segment(**vars(segment)))

    for segment in segments:
        if segment.span >= narrowest:
            if crowd:
                settle()
            share.clear()
            add(segment)
        else:
            crowd.append(segment)
            if crowd[-1].end - crowd[0].start >= crowded:
                settle()
    if crowd:
        settle()
    return merged


def with_gaps(segments: list[Segment]) -> list[Segment]:
    """The segments in order, and the time between them as segments of no state."""
    filled: list[Segment] = []
    for segment in sorted(segments, key=lambda s: s.start):
        if filled and segment.start > filled[-1].end:
            filled.append(Segment(None, filled[-1].end, segment.start))
        filled.append(segment)
    return filled
