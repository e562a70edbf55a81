"""CPython's own tests of threads in the page, held against `cpython_table.toml`.

The harness that runs them on CPython runs them here, in the site's worker and on its back-end. Each
module is a run of one worker; one that crashes or hangs it is named, and the others go on.
"""

import json
import sys
import tomllib

import cpython_page
import pytest
from cpython_own import PROGRAM, settings

from browser.build.files import CACHE
from examples.files import DOCS

if sys.version_info[:2] != (3, 13):
    pytest.skip("the table is of CPython 3.13's own tests", allow_module_level=True)
pytest.importorskip("test.test_threading", reason="this Python came without its own tests")

TABLE = tomllib.loads((DOCS.parent / "tests/greenthreads/cpython_table.toml").read_text("utf-8"))
# What a thread is made of. On greenlets all of them run each time (tests/greenthreads).
EACH_TIME = ("test.test_thread", "test.test_threading", "test.test_threading_local")
SECONDS = 150.0  # until a module hangs: the machine may be busy
RUN = """async ([source, options, patience]) => {
    window.cpython ??= new Runner({root: "/cpython/", keepSnapshot: false});
    await cpython.prepare();
    const timer = setTimeout(() => cpython.stop(), patience);
    const result = await cpython.run(source, "cpython_own_tests.py", options);
    clearTimeout(timer);
    return result;
}"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcome_of(server, reader, tmp_path_factory):
    """What the tests of a module come to in the page, as `cpython_own.outcome_of` tells it."""
    folder = tmp_path_factory.mktemp("cpython")
    for name, data in cpython_page.make(CACHE).items():
        (folder / name).write_bytes(data)
    server.folders["/cpython/"] = folder

    def outcome_of(module, left_out, before="", seconds=SECONDS):
        source = cpython_page.UNPACK + before + PROGRAM
        reader.warnings.clear()
        result = reader.evaluate(RUN, [source, settings(module, left_out), seconds * 1000])
        written = {"out": "", "err": ""}
        for chunk in result["output"]:
            written[chunk["stream"]] += chunk["text"]
        if result["status"] == "ok":
            return json.loads(written["out"])
        last = [text for text in reader.warnings if text.startswith(module)][-1:]
        told = f"{module}: {result['status']} in {last}: {result['message']}\n"
        raise RuntimeError(told + written["err"][-3000:])

    yield outcome_of
    reader.evaluate("void (window.cpython?.close(), delete window.cpython)")


def _marks(name: str) -> list[pytest.MarkDecorator]:
    return [] if name in EACH_TIME else [pytest.mark.weekly]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=_marks(row["name"]), id=row["name"].removeprefix("test."))
        for row in TABLE["module"]
    ],
)
def test_cpython_s_own_tests_come_to_what_the_table_says(row, outcome_of):
    """Better counts fail as well as worse ones: the table is to stay true."""
    page = row["page"]
    found = outcome_of(row["name"], [*row.get("left_out", {}), *page.get("left_out", {})])
    if "refused" in page:
        assert found == {"refused": page["refused"]}
        return
    failed = {
        name.removeprefix(row["name"] + "."): trace for name, trace in found["failed"].items()
    }
    told = sorted(name for names in page.get("failed", {}).values() for name in names)
    assert sorted(failed) == told, "\n".join(failed.values())
    assert (found["passed"], found["skipped"]) == (page["passed"], page["skipped"])


WRITE = """
with open("/tests/{name}.py", "w") as file:
    file.write('''
import posix, unittest
class Bad(unittest.TestCase):
    def test_it(self):
        {what}
''')
"""


@pytest.mark.parametrize(
    ("name", "what", "seconds", "told"),
    [("crashing", "posix._exit(5)", 60, "fatal"), ("hanging", "while True: pass", 5, "stopped")],
)
def test_a_module_that_crashes_or_hangs_is_named_with_its_test(
    name, what, seconds, told, outcome_of
):
    before = WRITE.format(name=name, what=what)
    with pytest.raises(RuntimeError, match=rf"{name}: {told} in \['{name}.Bad.test_it'\]"):
        outcome_of(name, [], before, seconds)
    assert outcome_of("test.test_sched", [])["passed"]
