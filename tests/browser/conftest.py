"""The built site in a real Chromium: built once, served once, one browser for all tests."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from policy import build

CHROMIUM = "/usr/bin/chromium"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds; programs run beside these tests

expect.set_options(timeout=PATIENCE)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site in silence."""

    def log_message(self, *args: object) -> None:
        pass


@dataclass
class Site:
    """The built site: its folder and address, mkdocs' objections, its pages' paths."""

    folder: Path
    url: str
    objections: str
    pages: list[str] = field(default_factory=list)

    def html(self, page: str) -> str:
        """A page's HTML as it was built."""
        return (self.folder / page).read_text("utf-8")


@dataclass
class Seen:
    """What a browser context met: errors (policy violations included) and requests."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Note what the pages of a context meet from now on."""
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def take(self) -> tuple[list[str], list[str]]:
        """The errors and requests so far, which are then forgotten."""
        taken = self.errors, self.requests
        self.errors, self.requests = [], []
        return taken


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `make build` makes it, on a port of its own."""
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    url = f"http://127.0.0.1:{server.server_port}/"
    objections = build(folder, url)
    if not (folder / "index.html").is_file():
        pytest.fail(f"the site does not build:\n{objections}", pytrace=False)
    thread = threading.Thread(target=server.serve_forever, name="site")
    thread.start()
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    # The frame that Run keeps its Python in is no page; it has a policy of its own.
    pages = [path for path in files if not path.startswith("playground/pyodide/")]
    yield Site(folder, url, objections, pages)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one these tests fail, they are not skipped."""
    if not shutil.which(CHROMIUM):
        pytest.fail(f"no {CHROMIUM}: install it (Debian: apt-get install chromium)", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """The one context of most tests: a wide screen, no motion."""
    made = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", base_url=site.url)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture(scope="session")
def seen(context: BrowserContext) -> Seen:
    """What the pages of `context` meet."""
    met = Seen()
    met.watch(context)
    return met


@pytest.fixture
def tab(context: BrowserContext, seen: Seen) -> Iterator[Page]:
    """A fresh tab of `context`."""
    page = context.new_page()
    seen.take()
    yield page
    page.close()
