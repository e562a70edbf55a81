"""The built site in a real Chromium: built once, served once."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from visiting import DESKTOP, Seen, Server, Site

from publish.policy import build


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site in silence."""

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `make build` makes it, on a port of its own."""
    folder = tmp_path_factory.mktemp("site")
    server = Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
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
