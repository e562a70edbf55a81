"""Proofs on real threads: which programs have a bad schedule, and which cannot have one.

`examples.proofs` goes through the schedules, in a process of its own: frontrun replaces
threading's locks. What it must find stands beside each proof, in the chapters' `proofs.py`.
"""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from examples.files import ROOT
from examples.proofs import BAD, DEADLOCK, GOOD, Proof, all_proofs

PROOFS = [proof for _, proof in all_proofs()]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("frontrun") is None,
    reason="frontrun is not there for this Python (0.7.0: 3.10 to 3.14)",
)


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict]:
    """Every proof's verdict by its name, from one run."""
    settings = {"FRONTRUN_ACTIVE": "1", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        [sys.executable, "-m", "examples.proofs"],
        env=os.environ | settings,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    found = [json.loads(line) for line in run.stdout.splitlines()]
    return {verdict["name"]: verdict for verdict in found}


def test_there_are_proofs_of_each_kind_with_names_of_their_own():
    names = [proof.name for proof in PROOFS]
    assert len(names) == len(set(names))
    assert {proof.finds for proof in PROOFS} == {GOOD, BAD, DEADLOCK}


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_a_proof_finds_what_it_must(proof: Proof, verdicts):
    found = verdicts[proof.name]
    told = f"{proof.name}: {found['schedules']} schedules, {found['why']}"
    assert found["holds"] is (proof.finds == GOOD), told
    if proof.finds == GOOD:
        assert found["schedules"] >= 2, f"{told}: nothing shared?"
    else:
        assert ("Deadlock" in found["why"]) == (proof.finds == DEADLOCK), told
        assert found["reproduced"] == 1, f"{told}: the bad schedule did not fail again"
    if proof.counts:
        assert (found["schedules"], found["failing"]) == proof.counts, told
