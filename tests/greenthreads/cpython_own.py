"""Runs CPython's own test modules, as one program, on the green threads.

`python tests/green/cpython_own.py test.test_queue` shows what a module comes to.
"""

from __future__ import annotations

import json
import sys

from greenthreads.runner import Options, run

PROGRAM = """
import io, json, sys, unittest
from test import support
from test.support import script_helper

def elsewhere(*args, **kwargs):
    raise unittest.SkipTest("another interpreter has no green threads")

for name in ("assert_python_ok", "assert_python_failure", "run_python_until_end",
             "spawn_python", "run_test_script"):
    setattr(script_helper, name, elsewhere)
support.has_fork_support = False

module, show, *left_out = sys.argv[1:]

def tests_in(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_in(test)
        elif not any(part in test.id() for part in left_out):
            yield test

class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        if show == "show":
            print(test.id(), file=sys.__stderr__, flush=True)

loaded = unittest.defaultTestLoader.loadTestsFromName(module)
suite = unittest.TestSuite(tests_in(loaded))
printed, sys.stdout = sys.stdout, io.StringIO()
result = unittest.TextTestRunner(stream=io.StringIO(), resultclass=Result).run(suite)
sys.stdout = printed
bad = result.failures + result.errors
print(json.dumps({
    "passed": result.testsRun - len(bad) - len(result.skipped),
    "skipped": len(result.skipped),
    "failed": {test.id(): trace for test, trace in bad},
}))
"""


def outcome_of(module: str, left_out: list[str], show: bool = False) -> dict:
    """What the tests of `module` come to, except those whose name holds a part of `left_out`.

    Returns passed, skipped (counts) and failed (test: traceback); RuntimeError when the run
    itself breaks.
    """
    options = Options(
        argv=[module, "show" if show else "", *left_out],
        level="off",
        log=False,
        quantum=2000,
        fresh=frozenset({"test", "unittest"}),
    )
    result = run(PROGRAM, "cpython_own_tests.py", options)
    if result.outcome != "finished":
        raise RuntimeError(f"{module}: {result.outcome}\n{result.report}\n{result.stderr}")
    return json.loads(result.stdout)


if __name__ == "__main__":
    found = outcome_of(sys.argv[1], sys.argv[2:], show=True)
    print("\n".join(f"== {name}\n{trace}" for name, trace in found["failed"].items()))
    print(found["passed"], "passed", len(found["failed"]), "failed", found["skipped"], "skipped")
