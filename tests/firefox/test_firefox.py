"""Run in a real Firefox: five programs of the site keep their promises, and what ends by itself."""

import shutil
from collections.abc import Iterator

import pytest
from bidi import Firefox, NoFirefox, find
from serving import Server

from browser import contract

pytestmark = pytest.mark.slow
PROGRAMS = (
    "playground/lost_update",
    "thread_pool/thread_pool",
    "thread_synchronization/bank_account",
    "thread_synchronization/condition_buffer",
    "thread_communication/lost_update_forced",
)
RUN = """async (source, filename, options) => {
  const {status, message, fit} = await runner.run(source, filename, options)
  return {status, message, fit}
}"""
EXPLORE = """async source => {
  const {status, complete, classes} = await runner.explore(source, "program.py")
  return {status, complete, classes}
}"""


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    """A Firefox with the test page of the runtime open, where there is one that can run Python."""
    try:
        made = Firefox(find())
    except NoFirefox as error:
        pytest.skip(str(error))
    server = Server()
    made.goto(f"{server.url}/test/page.html")
    try:
        if why := made.evaluate("() => Runner.unsupported()"):
            pytest.skip(f"Firefox {made.version}: {why}")
        yield made
    finally:
        made.close()
        server.close()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_keeps_its_promise(name: str, firefox: Firefox) -> None:
    found = next(one for one in contract.programs() if one["name"] == name)
    options = {key: found[key] for key in ("expect", "exact", "stderr") if key in found}
    result = firefox.evaluate(RUN, found["source"], f"{name}.py", options)
    assert result["status"] == "ok", result
    assert result["fit"]["fits"], result


def test_every_schedule_is_proved(firefox: Firefox) -> None:
    source = next(one["source"] for one in contract.programs() if one["name"] == PROGRAMS[0])
    assert firefox.evaluate(EXPLORE, source) == {"status": "ok", "complete": True, "classes": 4}


def test_endless_recursion_with_a_raised_limit_ends_by_itself(firefox: Firefox) -> None:
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()"
    result = firefox.evaluate(RUN, source, "program.py", {})
    assert result["status"] == "error", result
    assert result["message"].startswith("RecursionError")


def test_what_is_refused_is_refused_here_too(firefox: Firefox) -> None:
    result = firefox.evaluate(RUN, "import sqlite3", "program.py", {})
    assert "without a database" in result["message"]


def test_a_firefox_that_does_not_start_is_a_reason_to_skip() -> None:
    path = shutil.which("false")
    assert path
    with pytest.raises(NoFirefox, match="did not start"):
        Firefox(path)
