"""Rules of the chapter Real-World Example: Web Scraper."""

import re

from guarantee.rules import rule

_PAGE = re.compile(r"Downloaded (\S+): (\d+) bytes")
_TIME = re.compile(r"(Sequential|Concurrent) time: ([\d.]+) seconds")
_SPEEDUP = re.compile(r"Speedup: ([\d.]+)x")
_ARRIVED = re.compile(r"([\d.]+) s: (https://\S+): .*")
_WAITED = re.compile(r"(https://\S+): done after ([\d.]+) s, printed after ([\d.]+) s")
_COUNT = re.compile(r"(?:Pages|Refused): (\d+)")
_ROUNDING = 0.005  # the programs print two decimals


@rule("both downloads found the same pages")
def same_pages_twice(lines: list[str]) -> str | None:
    """None if the second half lists what the first does, in its order, with its sizes."""
    pages = [found.groups() for line in lines if (found := _PAGE.fullmatch(line))]
    half = len(pages) // 2
    if not pages or len(pages) % 2:
        return f"{len(pages)} pages, not two times as many as there are"
    for first, second in zip(pages[:half], pages[half:], strict=True):
        if first != second:
            return f"{first[0]} had {first[1]} bytes, then came {second[0]} with {second[1]}"
    return None


@rule("the speed-up is the ratio of the printed times")
def speedup_is_ratio(lines: list[str]) -> str | None:
    """None if it is, as far as two decimals tell."""
    times = {m[1]: _number(m[2]) for line in lines if (m := _TIME.fullmatch(line))}
    printed = [_number(m[1]) for line in lines if (m := _SPEEDUP.fullmatch(line))]
    if set(times) != {"Sequential", "Concurrent"} or len(printed) != 1:
        return "no two times and one speed-up"
    long, short = times["Sequential"], times["Concurrent"]
    if short <= _ROUNDING:
        return f"a concurrent time of {short} s"
    low = (long - _ROUNDING) / (short + _ROUNDING) - _ROUNDING
    high = (long + _ROUNDING) / (short - _ROUNDING) + _ROUNDING
    if not low <= printed[0] <= high:
        return f"{long} / {short} is {long / short:.2f}, not {printed[0]}"
    return None


@rule("the second half takes less than 1.5 s, or is 1.6 times as fast")
def second_half_overlaps(lines: list[str]) -> str | None:
    """None if more than one worker was at work.

    Five pages of 0.3 s each take one worker 1.5 s at least. On a busy machine several
    workers may take as long, but then the first half took longer still.
    """
    times = {m[1]: _number(m[2]) for line in lines if (m := _TIME.fullmatch(line))}
    if set(times) != {"Sequential", "Concurrent"}:
        return "no two times"
    long, short = times["Sequential"], times["Concurrent"]
    if not (short < 1.5 or long >= 1.6 * short):
        return f"{short} s, after {long} s for the first half"
    return None


@rule("lines come as their pages do")
def times_grow(lines: list[str]) -> str | None:
    """None if no line's time is before the one above it."""
    times = [_number(found[1]) for line in lines if (found := _ARRIVED.fullmatch(line))]
    for above, below in zip(times, times[1:], strict=False):
        if below < above:
            return f"a line of {below} s stands below one of {above} s"
    return None


@rule("the slow host holds nobody up")
def slow_host_comes_later(lines: list[str]) -> str | None:
    """None if pages of quick hosts, asked for after the slow one's, stand above it."""
    hosts = [found[2] for line in lines if (found := _ARRIVED.fullmatch(line))]
    if not any("slow" in host for host in hosts):
        return "no line of the slow host"
    if "slow" in hosts[0]:
        return "the slow host's line is the first"
    return None


@rule("the quick pages wait for the slow one")
def quick_pages_wait(lines: list[str]) -> str | None:
    """None if each was done before the slow page and printed no earlier than it."""
    found = [m for line in lines if (m := _WAITED.fullmatch(line))]
    if len(found) < 2 or "slow" not in found[0][1]:
        return "no slow page on top, with others below it"
    slow_done, slow_printed = _number(found[0][2]), _number(found[0][3])
    for host, done, printed in (m.groups() for m in found[1:]):
        if not _number(done) < slow_done:
            return f"{host} was done after {done} s, the slow page after {slow_done} s"
        if not _number(printed) >= slow_printed:
            return f"{host} was printed after {printed} s, the slow page after {slow_printed} s"
    return None


@rule("six pages in all")
def six_in_all(lines: list[str]) -> str | None:
    """None if the printed counts make six."""
    counts = [int(found[1]) for line in lines if (found := _COUNT.fullmatch(line))]
    return None if sum(counts) == 6 else f"{' and '.join(map(str, counts))} pages"


def _number(text: str) -> float:
    """`text` as a number; nan if it is none."""
    try:
        return float(text)
    except ValueError:
        return float("nan")
