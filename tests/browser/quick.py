"""How quick Run is: `PYTHONPATH=src python tests/browser/quick.py [--phases] [SITE ...]`: a table.

SITE is a built site (`make build`), or several, measured by turns; without it one is built. The
front page's first program is run in the browser that the tests take, in fresh profiles, beside
plain Pyodide of the same version, served the same way. Nothing is asserted: compare ratios of one
call, on a quiet machine.

first     click to verdict, nothing cached                        (plain: page to its first output)
return    the same on a later visit of the same profile
next      click to verdict of runs after that, median
task      the longest task of the page's own thread during these
MB        that came over the wire for the first run

With --phases also where a start's time goes: from the click, in milliseconds, what the page waits
for, then unpacking, compiling and starting Python in the worker, and the program itself.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.build.files import ROOT
from browser.chromium import find
from publish.policy import build

TIMES = 5
RUNS = 15
PATIENCE = 180_000  # milliseconds: other work may have the machine
PLAIN_NAME = "plain Pyodide"
PLAIN = """<!doctype html><title>Plain Pyodide</title><script type="module">
import { loadPyodide } from "./pyodide.mjs"
const pyodide = await loadPyodide({ indexURL: "/plain/" })
pyodide.setStdout({ batched: () => { window.took = performance.now() } })
pyodide.runPython("print(1 + 1)")
</script><body></body>"""
# Presses Run and answers when the verdict stands there: milliseconds, and the longest task.
PRESS = """async () => {
  const tasks = []
  const watching = new PerformanceObserver(list => tasks.push(...list.getEntries()))
  watching.observe({ type: "longtask" })
  const root = document.querySelector(".example.runs")
  const panel = () => root.querySelector(".run-panel")
  const began = performance.now()
  root.querySelector("[data-action=run]").click()
  await new Promise(done => {
    let ran = false
    const look = () => {
      const { state } = panel()?.dataset ?? {}
      ran ||= state === "running"
      if (ran && state === "done") done()
      else requestAnimationFrame(look)
    }
    look()
  })
  const took = performance.now() - began
  await new Promise(done => setTimeout(done, 100))
  watching.disconnect()
  const measures = performance.getEntriesByType("measure")
  const phases = measures.filter(({ name }) => name.startsWith("run: "))
  performance.clearMeasures()
  return [took, Math.max(0, ...tasks.map(task => task.duration)),
    phases.map(({ name, startTime, duration }) => [name.slice(5), startTime - began, duration])]
}"""
Phases = list[tuple[str, float, float]]  # name, begin after the click, duration


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site, and Pyodide as npm brought it below /plain/, in silence."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if path.startswith("/plain/"):
            return str(ROOT / "node_modules" / "pyodide" / path.removeprefix("/plain/"))
        return super().translate_path(path)

    def do_GET(self) -> None:
        if self.path == "/plain/":
            body = PLAIN.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A site on loopback: its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def counted(page: Page) -> Callable[[], int]:
    """Count the bytes that a page loads from now on, as they travel."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    return lambda: int(sum(sizes))


def opened(context: BrowserContext, url: str) -> Page:
    """The front page, at rest."""
    page = context.new_page()
    page.goto(url)
    page.locator("[data-action=run]").first.wait_for()
    page.wait_for_load_state("networkidle")
    return page


def split(took: float, phases: Phases) -> dict[str, float]:
    """Where the time of a start went."""
    if not phases:
        return {}
    begins, ends = phases[0][1], phases[-1][1] + phases[-1][2]
    parts = {name: duration for name, _, duration in phases}
    return {"page": begins, **parts, "program": took - ends}


def ours(browser: Browser, url: str) -> dict[str, float]:
    """One fresh profile's figures; times in milliseconds."""
    context = browser.new_context()
    page = opened(context, url)
    size = counted(page)
    first, task, phases = page.evaluate(PRESS)
    megabytes = size() / 1e6
    page.wait_for_timeout(3000)  # the files for the next visit are kept meanwhile
    page.close()
    page = opened(context, url)
    again, _, later = page.evaluate(PRESS)
    runs = [page.evaluate(PRESS) for _ in range(RUNS)]
    context.close()
    return {
        "first": first,
        "return": again,
        "next": statistics.median(took for took, *_ in runs),
        "task": max(task, *(one for _, one, _ in runs)),
        "MB": megabytes,
        **{f"first: {name}": one for name, one in split(first, phases).items()},
        **{f"return: {name}": one for name, one in split(again, later).items()},
    }


def plain(browser: Browser, url: str) -> dict[str, float]:
    """Plain Pyodide: from the page's beginning to what it prints, twice in one profile."""
    context = browser.new_context()
    figures: dict[str, Any] = {}
    for name in ("first", "return"):
        page = context.new_page()
        size = counted(page)
        page.goto(f"{url}plain/")
        page.wait_for_function("window.took", timeout=PATIENCE)
        figures[name] = page.evaluate("window.took")
        figures.setdefault("MB", size() / 1e6)
        page.close()
    context.close()
    return figures


def table(rows: dict[str, list[dict[str, float]]], phases: bool) -> str:
    """Medians, side by side."""
    lines = [f"{'':18}" + "".join(f"{name:>16}" for name in rows)]
    for key in [key for key in next(iter(rows.values()))[0] if phases or ":" not in key]:
        unit = "" if key == "MB" else "ms"
        cells = [
            f"{statistics.median(one[key] for one in found):.{1 if unit else 2}f} {unit}"
            if key in found[0]
            else "-"
            for found in rows.values()
        ]
        lines.append(f"{key:18}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    """Measure by turns, so that what else the machine does hits all of them."""
    parser = argparse.ArgumentParser(description="How quick Run is.")
    parser.add_argument("sites", nargs="*", type=Path, help="built sites; without one it is built")
    parser.add_argument("--phases", action="store_true", help="also where a start's time goes")
    parser.add_argument("--times", type=int, default=TIMES, help="fresh profiles of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made, ExitStack() as stack:
        folders = {folder.name[:15]: folder for folder in options.sites} or {"Run": Path(made)}
        if not options.sites:
            build(Path(made), "http://127.0.0.1/")
        urls = {name: stack.enter_context(served(folder)) for name, folder in folders.items()}
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in (*urls, PLAIN_NAME)}
        found = find()
        browser = found.launch(stack.enter_context(sync_playwright()))
        for _ in range(options.times):
            for name, url in urls.items():
                rows[name].append(ours(browser, url))
            rows[PLAIN_NAME].append(plain(browser, url))
        browser.close()
    print(f"{found}, medians of {options.times}\n{table(rows, options.phases)}")


if __name__ == "__main__":
    main()
