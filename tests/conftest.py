"""One browser for all tests that want one: those of the runtime and those of the built site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from browser.build.files import Unavailable
from browser.chromium import find

PATIENCE = 30_000  # milliseconds; programs run beside these tests
TAKEN = pytest.StashKey[str]()

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A Chromium, see browser.chromium; without one these tests fail, they are not skipped."""
    try:
        found = find()
    except Unavailable as error:
        pytest.fail(str(error), pytrace=False)
    request.config.stash[TAKEN] = str(found)
    with sync_playwright() as playwright:
        chromium = found.launch(playwright)
        yield chromium
        chromium.close()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which browser it was."""
    if taken := config.stash.get(TAKEN, None):
        terminalreporter.write_line(f"browser: {taken}")
