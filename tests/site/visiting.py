"""What tests of the built site share: screens, the site, and what a browser met."""

import sys
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WIDTHS = [390, 1024, 1440]  # a phone, a small window, a wide one


class Server(ThreadingHTTPServer):
    """A server whose browsers may leave in the middle of an answer: a page that is left does."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Print what is no lost connection: else a run that passes shows a traceback."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


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
