"""One sentence that says what happened in a run, made from what its threads did.

Each maker below knows one way in which threads go wrong. It says only what the notes of the run
show; where it does not find its pattern it says nothing, and where nobody finds one there is no
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from .guided import Stuck
from .notes import Call, Note, Step, meeting

MOST_PAIRS: Final = 200_000
NUMBERED: Final = re.compile(r"(?<=^Thread-)(\d+) \(.*\)$")
Key = tuple[int, int, str, str, int]  # thread, line, text, deed, for the how-manieth time


class Story(NamedTuple):
    """What is known of a run: the notes, and how it ended."""

    kind: str
    notes: Sequence[Note]
    calls: Sequence[Call]
    gave_up: Sequence[Call]
    stuck: Sequence[Stuck]
    errors: dict[int, str]
    """By thread: the exception that it ended with, or printed, as `IndexError`."""
    plain: dict[Key, int] | None
    """When each note of the plainest run of all came, to compare with; None for that run itself."""


def sentence(story: Story) -> str:
    """What happened, in one or two sentences; "" where nothing can be said for certain."""
    makers: tuple[Callable[[Story], str], ...] = (_deadlock, _lost_update, _check_then_act)
    makers += (_gave_up, _other_way_round)
    return next((said for make in makers if (said := make(story))), "")


# -- those who wait for ever ---------------------------------------------------------------------


def _deadlock(story: Story) -> str:
    if not story.stuck:
        return ""
    circle = _circle(story.stuck)
    if circle:
        return _tell_circle(circle)
    names = {one.task for one in story.stuck}
    roots = [one for one in story.stuck if one.what not in names and one.owner not in names]
    for one in roots or story.stuck:
        said = _tell_wait(story, one)
        if said:
            return said
    return ""


def _circle(stuck: Sequence[Stuck]) -> list[Stuck]:
    """Those who wait for one another in a circle."""
    waits: dict[object, Stuck] = {one.task: one for one in stuck}
    for first in stuck:
        way = [first]
        while True:
            last = way[-1]
            target = last.owner or last.what
            following = waits.get(target) if target is not None else None
            if following is None:
                break
            if following in way:
                return way[way.index(following) :]
            way.append(following)
    return []


def _tell_circle(circle: list[Stuck]) -> str:
    if len(circle) == 1 and circle[0].owner is circle[0].task:
        (one,) = circle
        return (
            f"{_name(one.task.name)} waits in line {one.line} for {_code(one.site.object)}, "
            f"which it holds itself{_taken(one, one.what)}."
        )
    parts = []
    for number, one in enumerate(circle):
        before = circle[number - 1]
        holds = ""
        if before.owner is one.task:
            holds = f"holds {_code(before.site.object)}{_taken(one, before.what)} and "
        if one.owner is not None:
            parts.append(
                f"{_name(one.task.name)} {holds}waits in line {one.line} for "
                f"{_code(one.site.object)}, which {_name(one.owner.name)} holds"
            )
        else:
            parts.append(
                f"{_name(one.task.name)} {holds}waits in line {one.line} for the end of "
                f"{_name(one.site.object)}"
            )
    return "; ".join(parts) + "."


def _taken(one: Stuck, lock: object) -> str:
    line = next((held.line for held in one.held if held.lock is lock), 0)
    return f" (taken in line {line})" if line else ""


def _tell_wait(story: Story, one: Stuck) -> str:
    who, where = _name(one.task.name), f"in line {one.line}"
    thing = _code(one.site.object)
    kind, _, method = one.site.operation.rpartition(".")
    if one.task.op is not None and one.task.op.after is not None:
        return f"{who} goes round in a loop {where} and waits for a change that nobody makes."
    if one.owner is not None:
        line = one.owner_line
        taken = f" in line {line}" if line else ""
        return (
            f"{who} waits {where} for {thing}, which {_name(one.owner.name)} took{taken} and never "
            "gave back."
        )
    if (kind, method) == ("Condition", "wait") or (kind, method) == ("Condition", "wait_for"):
        return _tell_condition(story, one, who, where, thing)
    result = f"for the result of {thing}, and nobody is left who would give it one"
    if getattr(one.target, "of_futures", False):  # inside `as_completed`
        return f"{who} waits {where} for one more future, and nobody is left who would finish one."
    said = {
        "Future.result": result,
        "Future.exception": result,
        "Event.wait": f"for {thing} to be set, and nobody is left who would set it",
        "Queue.get": f"for an item in {thing}, and nobody is left who would put one there",
        "SimpleQueue.get": f"for an item in {thing}, and nobody is left who would put one there",
        "Queue.put": f"for room in {thing}, and nobody is left who would take an item out",
        "Queue.join": f"until all items of {thing} are done, and nobody is left who would do them",
        "Semaphore.acquire": f"for {thing}, and nobody is left who would release it",
        "Barrier.wait": f"at {thing} for more threads, and nobody is left who would come",
    }.get(one.site.operation.replace("LifoQueue", "Queue").replace("PriorityQueue", "Queue"))
    return f"{who} waits {where} {said}." if said else ""


def _tell_condition(story: Story, one: Stuck, who: str, where: str, thing: str) -> str:
    mine = [c for c in story.calls if c.target is one.target and "notify" in c.method]
    unheard = [c for c in mine if not c.waiting and c.tid != one.task.tid]
    heard = [c for c in mine if c.waiting]
    if unheard and not (heard and heard[-1].number > unheard[-1].number):
        last = unheard[-1]
        method = last.method.rpartition(".")[2]
        return (
            f"`{method}()` in line {last.line} by {_name(last.thread)} found nobody waiting for "
            f"{thing}; {who} waits {where}, and nobody wakes it."
        )
    return f"{who} waits {where} for {thing}, and nobody is left who would notify it."


# -- those who came in between -------------------------------------------------------------------


def _lost_update(story: Story) -> str:
    """Read, written by another, written from what was read."""
    last_read: dict[tuple[int, int, object], Note] = {}
    between: dict[tuple[int, int, object], Note] = {}
    found: list[tuple[Note, Note, Note]] = []
    for note in story.notes:
        for place, part, _ in note.accesses:
            if not note.sure:
                continue
            key = note.tid, place, part
            if note.deed == "read":
                last_read[key] = note
                between.pop(key, None)
                continue
            read, other = last_read.get(key), between.pop(key, None)
            if (
                read is not None
                and other is not None
                and read.chain[0].frame == note.chain[0].frame
            ):
                found.append((read, other, note))
            last_read.pop(key, None)
            for tid, place2, part2 in list(last_read):
                if (place2, part2) == (place, part) and tid != note.tid:
                    between[tid, place, part] = note
    if not found:
        return ""
    read, other, write = found[0]
    more = f" So are {len(found) - 1} more." if len(found) > 2 else ""
    more = " So is one more." if len(found) == 2 else more
    return (
        f"{_name(read.thread)} read {_code(read.text, 'it')}{_value(read)} in line {read.line}; "
        f"before it wrote{_with(write)} in line {write.line}, {_name(other.thread)} "
        f"wrote{_with(other)} in line {other.line}; that write is lost.{more}"
    )


def _is_in(one: Note, other: Note) -> bool:
    """Whether a thread did both in one call of one function."""
    return one.chain[0].frame == other.chain[0].frame


def _check_then_act(story: Story) -> str:
    """Looked at in a condition, changed by another, acted on: the last time, or what failed."""
    checks: dict[int, list[Note]] = {}
    broken: dict[Note, Note] = {}  # a check, and who last changed what it had looked at
    found: list[tuple[Note, Note, Note]] = []
    for note in story.notes:
        mine = checks.setdefault(note.tid, [])
        acted = [check for check in mine if _acts_on(note, check)]
        found += [(check, broken[check], note) for check in acted if check in broken]
        if note.test is not None:
            # A condition that is looked at again says what is true now.
            mine[:] = [c for c in mine if c.test != note.test or not _looked_before(c, note)]
            mine.append(note)
        if note.writes:
            mine[:] = [check for check in mine if check not in acted]
            for tid, seen in checks.items():
                if tid != note.tid:
                    broken.update({check: note for check in seen if meeting(check, note)})
    failed = [one for one in found if one[2].tid in story.errors]
    return _tell_act(story, *(failed or found)[-1]) if found else ""


def _looked_before(check: Note, note: Note) -> bool:
    """Whether a condition is gone through once more."""
    return (check.chain, check.text) == (note.chain, note.text)


def _acts_on(note: Note, check: Note) -> bool:
    """Whether a thread changes, in the same function and further down, what it had looked at."""
    at = check.test
    return (
        note.writes
        and at is not None
        and any(step.frame == at.frame and step.line > at.line for step in note.chain)
        and bool({place for place, _, _ in note.accesses} & {p for p, _, _ in check.accesses})
    )


def _tell_act(story: Story, check: Note, other: Note, act: Note) -> str:
    error = story.errors.get(act.tid, "")
    got = f" It got {error}." if error else ""
    return (
        f"{_name(check.thread)} looked at {_code(check.text)}{_value(check)} in line "
        f"{check.line}{_called_in(check, check.test)}; before it acted on that in line {act.line}"
        f"{_doing(act)}, {_name(other.thread)} {_did(other, check.text)} in line {other.line}.{got}"
    )


def _called_in(note: Note, step: Step | None) -> str:
    called = step is not None and step != note.chain[0]
    return f" (called in line {step.line})" if called and step is not None else ""


def _gave_up(story: Story) -> str:
    for call in story.gave_up:
        if call.line and call.target is not None:
            return (
                f"{_name(call.thread)} gave up waiting in line {call.line} (`{call.method}`): its "
                "time was over before others had done what it waited for."
            )
    return ""


def _other_way_round(story: Story) -> str:
    """The last two accesses that meet and that come the other way round in the plainest run."""
    if story.plain is None:
        return ""
    keys = dict(zip(story.notes, keys_of(story.notes), strict=True))
    for one, other in _pairs(story.notes):
        first, second = story.plain.get(keys[one]), story.plain.get(keys[other])
        if first is None or second is None or first > second:
            verb = "read" if not one.writes else None
            done = f"read {_code(one.text)}{_value(one)}" if verb else _did(one, "")
            then = _did(other, one.text) if other.writes else f"read it{_value(other)}"
            if one.text or other.text:
                return (
                    f"{_name(one.thread)} {done} in line {one.line} before {_name(other.thread)} "
                    f"{then} in line {other.line}."
                )
    return ""


def _pairs(notes: Sequence[Note]) -> Iterator[tuple[Note, Note]]:
    """Accesses of two threads that meet, the last first."""
    count = 0
    for number in range(len(notes) - 1, -1, -1):
        other = notes[number]
        for one in reversed(notes[:number]):
            count += 1
            if count > MOST_PAIRS:
                return
            if one.tid != other.tid and meeting(one, other) and not _waited(one, other):
                yield one, other


def _waited(one: Note, other: Note) -> bool:
    """Whether the later thread had joined the earlier, or was started by it after that."""
    before = other.event.before if other.event is not None else None
    return (
        one.event is not None
        and before is not None
        and before.clock.get(one.tid, -1) >= one.event.number
    )


def keys_of(notes: Sequence[Note]) -> list[Key]:
    """What each note is called in every run of the program."""
    counts: dict[tuple[int, int, str, str], int] = {}
    found: list[Key] = []
    for note in notes:
        key = note.tid, note.line, note.text, note.deed
        counts[key] = counts.get(key, 0) + 1
        found.append((*key, counts[key]))
    return found


# -- words ---------------------------------------------------------------------------------------


def _name(thread: str) -> str:
    """`Thread-1 (work)` is `Thread-1`."""
    return f"`{NUMBERED.sub(_number, thread)}`"


def _number(found: re.Match[str]) -> str:
    return found[1]


def _code(text: str, otherwise: str = "it") -> str:
    return f"`{text}`" if text else otherwise


def _value(note: Note) -> str:
    return f" ({note.value})" if note.value and note.sure else ""


def _with(note: Note) -> str:
    return f" {note.value}" if note.value else ""


def _doing(note: Note) -> str:
    return f" (`{note.text}`)" if note.deed == "change" and note.text else ""


def _did(note: Note, text: str) -> str:
    """What a thread did to something that is called `text` by who tells it."""
    if note.deed == "write":
        to = "" if note.text == text else f" to {_code(note.text)}"
        if note.value:
            return f"wrote {note.value}{to}"
        return f"wrote {_code(note.text)}"
    if note.deed == "change" and note.text:
        return f"did `{note.text}`"
    return "changed it"
