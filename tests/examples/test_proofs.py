"""Proofs on real threads: which snippets have a bad schedule, and which cannot have one.

`tests/proofs/explore.py` goes through the schedules, in a process of its own: frontrun
replaces threading's locks. Here stands what it must find.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXPLORE = Path(__file__).parent / "proofs" / "explore.py"
BAD = [
    "the unlocked counter",
    "a lock for each thread",
    "counter += 1",
    "check, then act",
    "two atomic calls",
    "a point changed in place",
    "two writers without the lock",
]
DEADLOCKS = ["two locks in two orders", "two locks as they are given"]
GOOD = [
    "the counter with a lock",
    "the work outside the lock",
    "two locks in one order",
    "act without a check",
    "one call for the decision",
    "a new point published",
    "two writers of a configuration",
]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("frontrun") is None,
    reason="frontrun is not there for this Python (0.7.0: 3.10 to 3.14)",
)


@pytest.fixture(scope="module")
def proofs() -> dict[str, dict]:
    """Every proof's verdict by its name, from one run of explore.py."""
    run = subprocess.run(
        [sys.executable, str(EXPLORE)],
        env=os.environ | {"FRONTRUN_ACTIVE": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert run.returncode == 0, f"{EXPLORE.name} failed:\n{run.stderr}"
    found = [json.loads(line) for line in run.stdout.splitlines()]
    return {proof["name"]: proof for proof in found}


def test_each_proof_is_judged(proofs):
    assert sorted(proofs) == sorted(BAD + DEADLOCKS + GOOD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_schedule_exists(proofs, name):
    proof = proofs[name]
    assert proof["holds"] is False, f"{name}: {proof['schedules']} schedules, {proof['why']}"
    assert proof["reproduced"] == 1, f"{name}: the bad schedule did not fail again"
    assert "Deadlock" not in proof["why"], proof["why"]


@pytest.mark.parametrize("name", DEADLOCKS)
def test_a_deadlock_exists(proofs, name):
    proof = proofs[name]
    assert proof["holds"] is False, f"{name}: {proof['schedules']} schedules, {proof['why']}"
    assert "Deadlock detected" in proof["why"], proof["why"]


@pytest.mark.parametrize("name", GOOD)
def test_no_schedule_is_bad(proofs, name):
    proof = proofs[name]
    assert proof["holds"] is True, f"{name}: {proof['why']}"
    assert proof["schedules"] >= 2, f"{name}: only {proof['schedules']} schedule: nothing shared?"


@pytest.mark.parametrize("name", ["the unlocked counter", "counter += 1"])
def test_six_schedules_four_lose(proofs, name):
    """As in the picture and in interleavings.py: real threads agree with the model."""
    assert (proofs[name]["schedules"], proofs[name].get("failing")) == (6, 4)
