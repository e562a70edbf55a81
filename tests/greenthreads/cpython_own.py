"""Runs one of CPython's own test modules, as one program, on the green threads.

`python tests/greenthreads/cpython_own.py MODULE [PART ...]` shows what a module comes to, without
the tests whose name holds one of the parts; `outcome_of` does that in a process of its own.
"""

from __future__ import annotations

import faulthandler
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOREVER = 1 << 62  # steps
PROGRAM = """
import io, json, re, sys, unittest
from test import support
from test.support import script_helper, threading_helper

threading_helper.can_start_thread = True  # also where the system has no threads
without_sockets = support.requires_working_socket
# A whole module is left out for the few of its tests that want sockets; we want the others.
support.requires_working_socket = lambda *, module=False: None if module else without_sockets()

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

try:
    loaded = unittest.defaultTestLoader.loadTestsFromName(module)
except unittest.SkipTest as why:
    print(json.dumps({"refused": str(why)}))
    sys.exit()
suite = unittest.TestSuite(tests_in(loaded))
printed, sys.stdout = sys.stdout, io.StringIO()
result = unittest.TextTestRunner(stream=io.StringIO(), resultclass=Result).run(suite)
sys.stdout = printed
bad = result.failures + result.errors
print(json.dumps({
    "passed": result.testsRun - len(bad) - len(result.skipped),
    "skipped": len(result.skipped),
    "failed": {re.sub(" at 0x[0-9a-f]+", "", test.id()): trace for test, trace in bad},
}))
"""
SECONDS = 300.0  # until a module hangs


def settings(module: str, left_out: Iterable[str]) -> dict[str, Any]:
    """The options, as plain data, to run PROGRAM with; it then tells each test on stderr."""
    return {
        "argv": [module, "show", *left_out],
        "level": "off",
        "log": False,
        "quantum": 2000,
        "max_steps": FOREVER,
        "fresh": ["test", "unittest"],
    }


def outcome_of(module: str, left_out: list[str]) -> dict:
    """What the tests of `module` come to, except those whose name holds a part of `left_out`.

    Returns passed, skipped (counts) and failed (test: traceback), or refused (why the module has
    no tests here); RuntimeError, which tells the test that ran last, when the run itself breaks,
    crashes or hangs.
    """
    command = [sys.executable, __file__, module, *left_out]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "GREEN_JSON": "1"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=env)
    except subprocess.TimeoutExpired as error:
        last = (error.stderr or b"").decode().splitlines()[-1:]
        raise RuntimeError(f"{module} hangs in {last}") from None
    if done.returncode:
        raise RuntimeError(f"{module}: exit status {done.returncode}\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def main(module: str, left_out: list[str], as_json: bool) -> None:
    """Run the tests of `module` in this process and print what they come to."""
    from greenthreads.runner import Options, run

    faulthandler.enable()
    given = settings(module, left_out)
    options = Options(**given | {"fresh": frozenset(given["fresh"])})
    result = run(PROGRAM, "cpython_own_tests.py", options)
    if result.outcome != "finished":
        sys.exit(f"{result.outcome}\n{result.report}\n{result.stderr}")
    if as_json:
        print(result.stdout)
        return
    found = json.loads(result.stdout)
    if "refused" in found:
        sys.exit(found["refused"])
    print("\n".join(f"== {name}\n{trace}" for name, trace in found["failed"].items()))
    print(found["passed"], "passed", len(found["failed"]), "failed", found["skipped"], "skipped")


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2] / "src")
    main(sys.argv[1], sys.argv[2:], "GREEN_JSON" in os.environ)
