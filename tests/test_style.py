"""Lint, format and types are clean everywhere; the page's own logic keeps its promises."""

import subprocess
import sys

import pytest

from browser.build import node
from examples import ROOT


def passes(command: list[str]) -> None:
    """Fail with what a command printed unless it ends with status 0."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff(command):
    passes([sys.executable, "-m", "ruff", *command, "--no-cache", "--quiet", "."])


def test_mypy_strict():
    passes([sys.executable, "-m", "mypy"])


@pytest.mark.parametrize("script", ["check", "test"])
def test_javascript(script):
    """eslint and tsc; node's own test runner."""
    done = node.run("npm", ["run", "--silent", script], capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
