"""Rules of the chapter "Common Threading Patterns"."""

import re

from guarantee.rules import rule

_TASK = re.compile(r"(?:Consumer|Worker) (\d+) (?:got|processing:) Task (\d+)")
_PRODUCED = re.compile(r"Produced: Task (\d+)")
_LEAVES = re.compile(r"Consumer (\d+) (?:leaves|timed out.*)")


@rule("no task is processed before the one ahead of it was produced")
def produced_first(lines: list[str]) -> str | None:
    """`Produced: Task 4` is printed before task 5 is put, so before anyone has task 5."""
    produced: set[int] = set()
    for line in lines:
        if found := _PRODUCED.fullmatch(line):
            produced.add(int(found[1]))
        elif found := _TASK.fullmatch(line):
            task = int(found[2])
            if task > 0 and task - 1 not in produced:
                return f"{line!r} stands before 'Produced: Task {task - 1}'"
    return None


@rule("the producer is at most 4 tasks ahead")
def at_most_4_ahead(lines: list[str]) -> str | None:
    """Two tasks in the queue; one more in the hands of each of two consumers."""
    got = 0
    for line in lines:
        got += bool(_TASK.fullmatch(line))
        if (found := _PRODUCED.fullmatch(line)) and int(found[1]) + 1 > got + 4:
            return f"{line!r} stands there when {got} tasks have been got"
    return None


@rule("each consumer takes its tasks in the order of the queue")
def consumers_in_order(lines: list[str]) -> str | None:
    """First in, first out: a consumer's task numbers rise."""
    return _numbers_rise(lines)


@rule("each worker takes its tasks in the order of the queue")
def workers_in_order(lines: list[str]) -> str | None:
    """First in, first out: a worker's task numbers rise."""
    return _numbers_rise(lines)


@rule("each consumer leaves after its last task")
def leaves_last(lines: list[str]) -> str | None:
    """Nothing of a consumer stands below the line that says it leaves."""
    left: set[str] = set()
    for line in lines:
        if found := _LEAVES.fullmatch(line):
            left.add(found[1])
        elif (found := _TASK.fullmatch(line)) and found[1] in left:
            return f"{line!r} stands below the line that says consumer {found[1]} leaves"
    return None


def _numbers_rise(lines: list[str]) -> str | None:
    last: dict[str, int] = {}
    for line in lines:
        if found := _TASK.fullmatch(line):
            who, task = found[1], int(found[2])
            if task <= last.get(who, -1):
                return f"{line!r} comes after task {last[who]}"
            last[who] = task
    return None
