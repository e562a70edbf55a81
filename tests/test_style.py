"""ruff is clean, everywhere."""

import subprocess
import sys

import pytest

from examples.pages import ROOT


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]])
def test_ruff(command):
    ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--quiet", str(ROOT)]
    done = subprocess.run(ruff, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
