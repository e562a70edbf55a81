"""Runs programs as a reader would: `python file`, a fresh process, ordinary buffering."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from examples.files import ROOT
from examples.loopback import one_client
from examples.promises import Expected
from guarantee import misfit
from guarantee.glue import unglued

WATCHDOG = ROOT / "src" / "examples" / "watchdog"
# Which version and build an interpreter is.
WHICH = (
    "import sys; on = getattr(sys, '_is_gil_enabled', lambda: True)();"
    "print('.'.join(map(str, sys.version_info[:3])) + ('' if on else 't'))"
)
PATIENCE = 100.0  # seconds until a program has hung, even on a machine that is busy elsewhere


class Hang(Exception):
    """A program that did not end in time; the text holds the stacks of its threads."""


@dataclass(frozen=True)
class Run:
    """What one run gave; `seconds` is wall time, from when the interpreter is up."""

    stdout: str
    stderr: str
    status: int
    seconds: float


def run_program(
    path: Path,
    patience: float = PATIENCE,
    python: str = sys.executable,
    env: dict[str, str] | None = None,
) -> Run:
    """Run one file. Raises Hang with all stacks after `patience` seconds."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    settings = {
        "PYTHONPATH": str(WATCHDOG),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "WATCHDOG_SECONDS": str(patience),
    }
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.NamedTemporaryFile() as started,
    ):
        settings["WATCHDOG_STARTED"] = started.name
        launched = time.monotonic()
        process = subprocess.Popen(
            [python, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=path.parent,
            env=inherited | settings | one_client(env or {}),
        )
        try:
            status = process.wait(patience + 10)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        ended = time.monotonic()
        up = float(started.read() or launched)
        stdout, stderr = (_text(file) for file in (out, err))
    if ended - up >= patience:
        raise Hang(f"{path.name} did not end within {patience:g} s\n{stdout}\n{stderr}")
    return Run(stdout, stderr, status, ended - up)


def objection(run: Run, promise: Expected, glued: bool = False) -> str | None:
    """What is wrong with a real run, in a line and its context, or None; see `complaint`.

    `glued`: lines of two threads may stand in one, as on a free-threaded build.
    """
    stdout = unglued(run.stdout, promise.out) if glued else run.stdout
    wrong = misfit(promise.out, stdout, run.seconds, run.status)
    wrong = wrong or misfit(promise.err, run.stderr)
    if wrong is None:
        return None
    return f"{wrong}\n--- stdout\n{run.stdout}--- stderr\n{run.stderr}"


def version_of(python: str) -> tuple[int, int]:
    """Major and minor version of an interpreter."""
    code = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def is_free_threaded(python: str) -> bool:
    """Whether an interpreter is a free-threaded build."""
    code = "import sysconfig; print(sysconfig.get_config_var('Py_GIL_DISABLED') or 0)"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return answer.stdout.strip() == "1"


def which_of(python: str) -> str:
    """The whole version of an interpreter, with a t where it runs without the GIL."""
    return subprocess.check_output([python, "-c", WHICH], text=True).strip()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "backslashreplace").replace("\r\n", "\n")
