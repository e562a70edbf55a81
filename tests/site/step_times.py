"""Steps through every program of the site, on and back, and prints the slowest step of each.

    python tests/site/step_times.py http://127.0.0.1:8000/ [--slow 4] [PAGE ...]

`--slow 4` is a processor four times as slow, as a phone's. What is timed is what the reader waits
for: from the slider's event until the page is laid out anew. The site must be served, as `make
serve` does. PAGE: part of a page's address.
"""

import argparse
import sys

from playwright.sync_api import Error, Page, sync_playwright

from browser.build.navigation import pages
from browser.chromium import find

PATIENCE = 240_000  # ms
GOAL = {1: 50, 4: 150}  # ms, by how slow the processor is
STEP_ALL = """async ([id, patience]) => {
  const root = document.getElementById(id), last = performance.now() + patience
  const until = async (what) => {
    for (;;) {
      const found = what()
      if (found || performance.now() > last) return found
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  root.querySelector("[data-action=run]").click()
  const step = await until(() => root.querySelector("button[data-act=step]:not([hidden])"))
  if (!step) return null
  const began = performance.now()
  step.click()
  const bar = ".run-step div:not([hidden]) > .step-bar"
  const slider = await until(() => root.querySelector(`${bar} .step-slider`))
  if (!slider) return null
  const opened = performance.now() - began, took = []
  const count = Number(slider.max), way = [...Array(count + 1).keys()]
  for (const number of [...way, ...way.toReversed()]) {
    const before = performance.now()
    slider.value = number
    slider.dispatchEvent(new Event("input"))
    root.getBoundingClientRect()
    took.push(performance.now() - before)
    if (number % 50 === 0) await new Promise(requestAnimationFrame)
  }
  took.sort((a, b) => a - b)
  root.querySelector("[aria-label='Close Step']").click()
  return {count, opened, median: took[took.length >> 1], worst: took.at(-1)}
}"""


def ids(page: Page) -> list[str]:
    """The examples of a page that can run."""
    return page.evaluate(
        "[...document.querySelectorAll('.example[id]:has([data-action=run])')].map(one => one.id)"
    )


def main(arguments: list[str]) -> int:
    """Measure; 1 if any step took longer than the goal."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--slow", type=int, default=1)
    given = parser.parse_args(arguments)
    worst = 0.0
    with sync_playwright() as playwright:
        browser = find().launch(playwright)
        for one in pages():
            address = one.address
            if given.pages and not any(part in address for part in given.pages):
                continue
            page = browser.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(given.url + address)
            page.wait_for_timeout(500)
            client = page.context.new_cdp_session(page)
            client.send("Emulation.setCPUThrottlingRate", {"rate": given.slow})
            for name in ids(page):
                try:
                    found = page.evaluate(STEP_ALL, [name, PATIENCE])
                except Error as error:
                    found = None
                    print(f"{address}{name}: {error}", flush=True)
                if found is None:
                    print(f"{address}#{name}: no steps", flush=True)
                    continue
                worst = max(worst, found["worst"])
                print(
                    f"{address}#{name}: {found['count']} steps,"
                    f" opened in {found['opened']:.0f} ms, a step {found['median']:.1f} ms,"
                    f" the slowest {found['worst']:.1f} ms",
                    flush=True,
                )
            page.close()
        browser.close()
    print(f"the slowest of all: {worst:.1f} ms")
    return int(worst > GOAL.get(given.slow, GOAL[4]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
