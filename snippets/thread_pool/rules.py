"""Rules of the chapter "Thread Pool"."""

from guarantee.rules import rule


@rule("at most one of the tasks 2 and 3 has begun")
def at_most_one_more(lines: list[str]) -> str | None:
    """The worker whose task failed may take one more, before main has cancelled them."""
    begun = [n for n in (2, 3) if f"Task {n}: stopped" in lines]
    return f"the tasks {begun} have begun" if len(begun) > 1 else None
