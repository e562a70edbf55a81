"""CPython's own tests of threads, on the green threads, held against `cpython_table.toml`.

Each module runs in a process of its own, so that one that crashes is named and the others go on.
"""

import sys
import tomllib
from pathlib import Path

import pytest

TABLE = tomllib.loads(Path(__file__).with_name("cpython_table.toml").read_text("utf-8"))["module"]

if sys.version_info[:2] != (3, 13):
    pytest.skip("the table is of CPython 3.13's own tests", allow_module_level=True)
pytest.importorskip("test.test_threading", reason="this Python came without its own tests")

from cpython_own import outcome_of  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"].removeprefix("test."))
def test_cpython_s_own_tests_come_to_what_the_table_says(row):
    """Better counts fail as well as worse ones: the table is to stay true."""
    found = outcome_of(row["name"], list(row.get("left_out", {})))
    failed = {
        name.removeprefix(row["name"] + "."): trace for name, trace in found["failed"].items()
    }
    assert sorted(failed) == sorted(row.get("failed", {})), "\n".join(failed.values())
    assert (found["passed"], found["skipped"]) == (row["passed"], row["skipped"])


def test_a_module_that_crashes_is_named_with_its_test(tmp_path, monkeypatch):
    (tmp_path / "crashing.py").write_text(
        "import ctypes, unittest\n"
        "class Crash(unittest.TestCase):\n"
        "    def test_it(self): ctypes.string_at(0)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match=r"(?s)crashing: exit status -.*crashing.Crash.test_it"):
        outcome_of("crashing", [])
