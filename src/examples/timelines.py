"""Timelines of the programs: one run on the green threads, in virtual time, as an SVG.

The plain schedule (seed 0) is drawn, so the picture is the same wherever it is drawn by the
same minor version of Python. `snippets/without_run.txt` lists the programs that cannot run
there, each with its reason; the page "How Run works" shows that list.
"""

import subprocess
import sys
from pathlib import Path

from browser import bridge, fake_web
from examples.pages import ROOT, SNIPPETS
from greenthreads.backend_greenlet import GreenletBackend
from greenthreads.runner import Options, Result, run
from greenthreads.timeline import draw

WITHOUT_RUN = SNIPPETS / "without_run.txt"
# The scraper's programs get the browser's pages, see src/browser/web.py.
ANSWER_REQUESTS = (
    "import browser.web, requests.adapters as a; a.HTTPAdapter.send = browser.web.send\n"
)
SECONDS = 60.0  # until a run on the green threads has hung


class NoTimeline(Exception):
    """A program that the green threads could not run; the text says what happened."""


def without_run() -> dict[str, str]:
    """Programs (path below snippets/, no ending) that green threads cannot run: the reasons."""
    lines = WITHOUT_RUN.read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if line)


def timeline(path: Path) -> str:
    """The SVG of one program, drawn in a process of its own; empty if it starts no thread.

    Raises NoTimeline when the green threads cannot run it to its end.
    """
    command = [sys.executable, "-m", "examples.timelines", str(path)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS,
            env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired:
        raise NoTimeline(f"did not end within {SECONDS:g} s") from None
    if done.returncode:
        raise NoTimeline((done.stderr or done.stdout).strip())
    return done.stdout


class Answers(bridge.Output):
    """Lets a thread wait for a page on greenlets as the bridge does in the browser."""

    def __init__(self, filename: str):
        self.backend, self._filename = GreenletBackend(), filename
        self._told = True


def green_run(path: Path, **options) -> Result:
    """Run one program here, on the green threads; `requests` gets the browser's pages."""
    source = path.read_text("utf-8")
    if not fake_web.uses_requests(source):
        return run(source, path.name, Options(**options))
    bridge._output = answers = Answers(path.name)
    options = Options(**options, fresh=bridge.FRESH)
    return run(ANSWER_REQUESTS + source, path.name, options, answers.backend)


def draw_program(path: Path) -> str:
    """Run one program here, on the green threads, and draw it (see `timeline`)."""
    name = path.relative_to(SNIPPETS).with_suffix("").as_posix()
    result = green_run(path)
    failed = result.outcome != "finished" or (result.status and not _may_exit(path))
    if failed:
        raise NoTimeline(f"{result.outcome}: {result.report or result.stderr}")
    if len(result.threads) < 2:
        return ""
    title = f"Timeline of {path.name}"
    return draw(result.events, result.elapsed, title=title, name=name, interactive=False)


def _may_exit(path: Path) -> bool:
    promised = path.with_suffix(".expect")
    return promised.exists() and "exits with" in promised.read_text("utf-8")


if __name__ == "__main__":
    try:
        sys.stdout.write(draw_program(Path(sys.argv[1]).resolve()))
    except NoTimeline as error:
        sys.exit(str(error))
