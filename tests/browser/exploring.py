"""How many runs a second an exploration makes in the page, and here: a table.

    PYTHONPATH=src .venv/bin/python tests/browser/exploring.py [--times N] [NAME ...]

Wants the runtime (`make runtime`). The same programs are explored in the browser that the tests
take, by the messages that the button *Every schedule* sends, and by plain greenlet in this process,
in turn. Nothing is asserted: other work on the machine makes both slower. Of use is the ratio.

The page tells ten times a second how far it is. So its rate is that between its first and its last
word, of a program with classes enough. Of a small one there is the time of the whole proof, from
the message to the answer: with witnesses and races, which are found by runs that are not counted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from serving import Server

from browser.chromium import find
from conftest import Reader
from greenthreads import Options
from greenthreads.exploration import explore

sys.path.insert(0, str(Path(__file__).parents[1] / "greenthreads"))
from known_classes import program

TIMES = 3
RATED = (("counter", 4), ("lastzero", 8), ("readers", 8))
PROVED = (("counter", 3), ("locked_counter", 3), ("philosophers", 5))
EXPLORE = """async source => {
  const heard = []
  const began = performance.now()
  const result = await runner.explore(source, "program.py", { level: "free-threaded" }, {
    onprogress: ({ classes }) => heard.push([classes, performance.now() - began]),
  })
  return { classes: result.classes, heard, took: performance.now() - began }
}"""


def rate_of(heard: list[tuple[int, float]]) -> float | None:
    """Classes a second, from what was heard of them: how many, after how many milliseconds."""
    if len(heard) < 3:
        return None
    (first, began), (last, ended) = heard[0], heard[-1]
    return (last - first) / (ended - began) * 1000


def rate_here(text: str) -> tuple[int, float]:
    """The classes of a program, and how many a second plain greenlet runs, once it has begun."""
    began = ended = 0.0
    count = 0
    for found in explore(text, "program.py", Options(level="free-threaded"), witnesses=False):
        ended = time.perf_counter()
        if found.classes <= 1:
            began, count = ended, 0
        else:
            count += 1
    return found.classes, count / (ended - began)


def rows(reader: Reader, times: int, names: list[str]) -> Iterator[str]:
    """The tables, line by line, of those programs that have such names; of all, without any."""
    yield "| program | classes | greenlet, runs/s | Chromium, runs/s | times as long a run |"
    yield "|---|--:|--:|--:|--:|"
    for name, size in (one for one in RATED if one[0] in (names or one)):
        text = program(name, size)
        there: list[float] = []
        here: list[float] = []
        for _ in range(times):
            classes, rate = rate_here(text)
            here.append(rate)
            heard = reader.evaluate(EXPLORE, text)["heard"]
            if (found := rate_of(heard)) is not None:
                there.append(found)
        slow, fast = statistics.median(here), statistics.median(there) if there else 0.0
        ratio = f"{slow / fast:.1f}" if fast else "-"
        yield f"| {name}({size}) | {classes:,} | {slow:,.0f} | {fast:,.0f} | {ratio} |"
    yield ""
    yield "| proof in the page | classes | ms |"
    yield "|---|--:|--:|"
    for name, size in (one for one in PROVED if one[0] in (names or one)):
        found_: list[dict[str, Any]] = [
            reader.evaluate(EXPLORE, program(name, size)) for _ in range(times + 1)
        ]
        took = statistics.median(one["took"] for one in found_[1:])  # the first starts Python
        yield f"| {name}({size}) | {found_[0]['classes']} | {took:,.0f} |"


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=TIMES, help="of which the median is told")
    parser.add_argument("names", nargs="*", help="programs of tests/greenthreads/schedules")
    given = parser.parse_args()
    server = Server()
    with sync_playwright() as playwright:
        browser = find().launch(playwright)
        reader = Reader(browser, server.url)
        reader.evaluate(EXPLORE, program("counter", 2))  # Python starts
        for row in rows(reader, given.times, given.names):
            print(row, flush=True)
        reader.close()
        browser.close()
    server.close()


if __name__ == "__main__":
    main()
