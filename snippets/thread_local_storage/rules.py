"""Rules for the programs of "Thread-Local Storage"."""

import re

from guarantee.rules import rule

_STARTED = re.compile(r"Worker \d+ started at (\d+(?:\.\d+)?(?:e\+?\d+)?)")


_YEAR_2000 = 946_684_800  # seconds since 1970


@rule("the start times are of this century, at most two seconds apart")
def started_together(lines: list[str]) -> str | None:
    """None if it holds, else one line that says what is wrong and where."""
    times = []
    for number, line in enumerate(lines, 1):
        if " started at " in line:
            found = _STARTED.fullmatch(line)
            if found is None:
                return f"line {number} has no start time in seconds: {line!r}"
            times.append(float(found[1]))
    if not times:
        return "no line tells a start time"
    if min(times) < _YEAR_2000:
        return f"{min(times)} is a time before 2000"
    apart = max(times) - min(times)
    return f"{apart:.2f} s between the first and the last start" if apart > 2 else None


@rule("a plain thread sees the value exactly where threads inherit it")
def plain_thread_inherits(lines: list[str]) -> str | None:
    """None if it holds, else one line that says what is wrong and where."""
    answers = dict(line.split(": ", 1) for line in lines if ": " in line)
    inherit, plain = answers.get("threads inherit"), answers.get("plain")
    due = {"True": "/inbox", "False": "none"}.get(inherit or "")
    if due is None:
        return f"no line says whether threads inherit (found {inherit!r})"
    return None if plain == due else f"threads inherit: {inherit}, but plain saw {plain}"
