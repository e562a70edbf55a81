"""Rules of the chapter "Thread Synchronization"."""

import re

from guarantee.rules import rule

_BALANCE = re.compile(r"(Deposited|Withdrew) (\d+), new balance: (-?\d+)")
_FINAL = re.compile(r"Final balance: (-?\d+)")
_SIZE = re.compile(r"(Added|Removed) (Item \d+), buffer size: (\d+)")
_WAITS_AT = {"Buffer full, waiting...": 3, "Buffer empty, waiting...": 0}
_CONSUMER = re.compile(r"Consumer (\d+)\b.*")


@rule("each balance follows from the one before")
def balances_replay(lines: list[str]) -> str | None:
    """Start at 1000, apply each printed operation: the printed balances come out."""
    balance = 1000
    for line in lines:
        if found := _BALANCE.fullmatch(line):
            balance += int(found[2]) if found[1] == "Deposited" else -int(found[2])
            if balance != int(found[3]):
                return f"{line!r}: it should be {balance}"
        elif (found := _FINAL.fullmatch(line)) and int(found[1]) != balance:
            return f"{line!r}: it should be {balance}"
    return None


@rule("each size follows from the lines before")
def sizes_replay(lines: list[str]) -> str | None:
    """Replay puts and gets on a list: each item and each size must come out."""
    buffer: list[str] = []
    for line in lines:
        found = _SIZE.fullmatch(line)
        if not found:
            continue
        if found[1] == "Added":
            buffer.append(found[2])
        elif buffer[:1] != [found[2]]:
            return f"{line!r}: the first item in the buffer is {buffer[:1]}"
        else:
            buffer.pop(0)
        if len(buffer) != int(found[3]):
            return f"{line!r}: the size should be {len(buffer)}"
    return None


@rule("a thread waits only when the buffer is full or empty")
def waits_with_cause(lines: list[str]) -> str | None:
    """The size printed last before a waiting line is 3 (full) or 0 (empty)."""
    size = 0
    for line in lines:
        if found := _SIZE.fullmatch(line):
            size = int(found[3])
        elif size != _WAITS_AT.get(line, size):
            return f"{line!r} with {size} items in the buffer"
    return None


@rule("two different consumers speak")
def two_consumers(lines: list[str]) -> str | None:
    """Consumers 0 and 1 print one line each."""
    speakers = _speakers(lines)
    return None if sorted(speakers) == ["0", "1"] else f"the lines are of consumers {speakers}"


@rule("the consumer that waits again gets the last item")
def last_to_the_waiter(lines: list[str]) -> str | None:
    """Item 0 goes to one consumer, the third `waits` and Item 1 to the other."""
    speakers = _speakers(lines)[2:]
    if len(speakers) != 3 or speakers[1] != speakers[2] or speakers[0] == speakers[1]:
        return f"lines 3 to 5 are of consumers {speakers}"
    return None


def _speakers(lines: list[str]) -> list[str]:
    return [found[1] for line in lines if (found := _CONSUMER.fullmatch(line))]
