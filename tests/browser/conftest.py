"""A page with a Runner in real Chromium, served like a static host serves it."""

import os
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page
from serving import DOCS, Server

RUN = """async ([kind, source, filename, options]) => {
    const seen = {chunks: 0, events: 0, progress: []};
    const began = performance.now();
    const result = await runner[kind](source, filename, options, {
        onoutput: (chunks) => { seen.first ??= performance.now() - began;
                                seen.chunks += chunks.length; },
        onevents: (events) => { seen.events += events.length; },
        onprogress: (progress) => seen.progress.push(progress.classes),
    });
    return {...result, seen, took: performance.now() - began};
}"""


class Reader:
    """A reader's browser window with the test page open."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        self._context = browser.new_context()
        self.errors: list[str] = []
        self.warnings: list[str] = []  # what Python writes to the real stderr is one
        self._open()

    def _open(self) -> None:
        self._page = self._context.new_page()
        self._crashed = False
        self._page.on("crash", lambda _: setattr(self, "_crashed", True))
        self._page.on("console", self._console)
        self._page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.load()

    def _mended(self) -> Page:
        """The page; a new one after a crash, which then fails its own test and no other."""
        if self._crashed:
            self._page.close()
            self._open()
        return self._page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)
        elif message.type == "warning":
            self.warnings.append(message.text)

    def load(self) -> None:
        """Open the page afresh."""
        if self._crashed:
            self._mended()  # which loads
            return
        self._page.goto(f"{self._url}/test/page.html")
        self._page.wait_for_function("window.runner")

    def evaluate(self, expression: str, value: object = None) -> Any:
        """The value of a JavaScript expression or function in the page."""
        page = self._mended()
        try:
            return page.evaluate(expression, value)
        except Error as error:  # may come before the event
            self._crashed |= "crashed" in error.message
            raise

    def run(self, source: str, filename: str = "program.py", **options: object) -> dict[str, Any]:
        """Run a program as the Run button does; `stdout` is added to the result."""
        return self._do("run", source, filename, options)

    def explore(self, source: str, **options: object) -> dict[str, Any]:
        """Explore a program's schedules."""
        return self._do("explore", source, "program.py", options)

    def _do(self, kind: str, source: str, filename: str, options: dict) -> dict[str, Any]:
        result = self.evaluate(RUN, [kind, source, filename, options])
        for stream in ("out", "err", "note"):
            chunks = [c["text"] for c in result["output"] if c["stream"] == stream]
            result[f"std{stream}"] = "".join(chunks)
        return result

    def close(self) -> None:
        """Close the window."""
        self._context.close()


@pytest.fixture(scope="session")
def runtime() -> None:
    """The files that `make build` brings."""
    command = [sys.executable, "-m", "browser", "--require"]
    env = os.environ | {"PYTHONPATH": str(DOCS.parent / "src")}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stderr, pytrace=False)


@pytest.fixture(scope="session")
def server(runtime):
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def other_server():
    """Another origin."""
    server = Server()
    yield server
    server.close()


@pytest.fixture(scope="session")
def reader(browser, server):
    reader = Reader(browser, server.url)
    yield reader
    reader.close()


@pytest.fixture
def newcomer(browser, server):
    """A reader who has never been here."""
    reader = Reader(browser, server.url)
    yield reader
    reader.close()
