"""What was found of an option, in words: whether it can happen, and in how many classes."""

from examples.schedules import Answer, Found

NEVER_ENDS = "It never ends."
ORDERED = "With the order of lines counted"
LATE = "if a thread is held up"

Pair = tuple[tuple[Found, Answer], ...]


def head(pair: Pair) -> str:
    """Whether it can happen, in a few words."""
    seen = [(found, answer) for found, answer in pair if answer.classes]
    if not seen:
        return "Not possible" if all(found.complete for found, _ in pair) else "Not seen"
    words = ["Possible"]
    if not all(found.complete for found, _ in pair):
        return "Possible"  # an easier way may be among what was not run
    if len(seen) < len(pair):
        words.append("free-threaded only" if seen[0][0].level != "gil" else "with the GIL only")
    if all(answer.late for _, answer in seen):
        words.append(f"{'and' if len(words) > 1 else 'but'} only {LATE}")
    return ", ".join(words)


def told(pair: Pair, ordered: bool = False) -> str:
    """In how many classes of schedules, in a sentence or two.

    `ordered`: whether the order of lines makes a difference. Else fewer classes are told of.
    """
    said = _told(pair)
    return f"{ORDERED}, {said[0].lower()}{said[1:]}" if ordered else said


def _told(pair: Pair) -> str:
    if not all(found.complete for found, _ in pair):
        return _unproved(pair)
    numbers = {(found.classes, answer.classes) for found, answer in pair}
    if len(numbers) == 1:
        return _both(*numbers.pop())
    if not any(answer.classes for _, answer in pair):
        counts = " and ".join(f"{found.classes:,} {_level(found)}" for found, _ in pair)
        return f"All classes of schedules were run, {counts}; it happens in none."
    (first, one), (second, other) = pair
    return (
        f"It happens in {_of(first.classes, one.classes)} of schedules {_level(first)}, "
        f"and in {_of(second.classes, other.classes)} {_level(second)}."
    )


def _level(found: Found) -> str:
    return "with the GIL" if found.level == "gil" else "free-threaded"


def _both(classes: int, ending: int) -> str:
    """The same at both levels."""
    if classes == 1:
        which = "it happens there" if ending else "it does not happen there"
        return f"There is only one class of schedules, and {which}."
    if not ending:
        return f"All {classes:,} classes of schedules were run; it happens in none."
    return f"It happens in {_of(classes, ending)} of schedules."


def _of(classes: int, ending: int) -> str:
    """In how many classes at one level."""
    if not ending:
        return f"none of {classes:,} classes"
    if ending == classes:
        return {1: "the only class", 2: "both classes"}.get(classes, f"all {classes:,} classes")
    return f"{ending:,} of {classes:,} classes"


def _unproved(pair: Pair) -> str:
    """Where there are more classes than could be run."""
    most = max(found.classes for found, _ in pair)
    if any(answer.classes for _, answer in pair):
        return "It was seen, though not all classes of schedules could be run."
    tried = f"{most:,} classes of schedules were" if most > 1 else "One class of schedules was"
    return f"{tried} run and it was not seen. There are more, so this is no proof."
