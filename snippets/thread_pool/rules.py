"""Rules of the chapter Thread Pool."""

import re

from guarantee.rules import rule

_PROCESSING = re.compile(r"Processing task (\d+)")
_COMPLETED = re.compile(r"Task (\d+) completed")


@rule("each task is completed after it was processed")
def completed_after_processed(lines: list[str]) -> str | None:
    """None if it holds, else the first line that comes too early."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if found := _PROCESSING.fullmatch(line):
            seen.add(found[1])
        elif (found := _COMPLETED.fullmatch(line)) and found[1] not in seen:
            return f"line {number}: {line!r} comes before 'Processing task {found[1]}'"
    return None


@rule("three tasks at a time")
def three_at_a_time(lines: list[str]) -> str | None:
    """None if each round of three was begun before its first task was completed."""
    begun = 0
    for number, line in enumerate(lines, 1):
        begun += bool(_PROCESSING.fullmatch(line))
        if found := _COMPLETED.fullmatch(line):
            due = min(10, int(found[1]) // 3 * 3 + 3)
            if begun < due:
                return f"line {number}: {line!r} when {begun} tasks were begun, not {due}"
    return None
