"""Every program of the site runs on the green threads."""

import sys
from pathlib import Path

import pytest

from green.runner import Options, run

SNIPPETS = Path(__file__).parents[2] / "snippets"
PROGRAMS = sorted(p.relative_to(SNIPPETS).as_posix() for p in SNIPPETS.rglob("*.py"))

# How a program ends that does not simply finish: outcome and exit status.
ENDS_OTHERWISE = {
    "thread_lifecycle/excepthook_report.py": ("finished", 1),  # it leaves with that status
}
NEWER = {"thread_pool/map_buffersize.py": (3, 14)}  # and the Python that a program needs
# The one list of programs that green threads cannot run; `make record` reads it as well.
LISTED = dict(
    line.split(": ", 1) for line in (SNIPPETS / "without_run.txt").read_text("utf-8").splitlines()
    if line)


def ran(name: str, **options):
    """The result of one program of the site."""
    return run((SNIPPETS / name).read_text("utf-8"), Path(name).name, Options(**options))


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n.removesuffix(".py") not in LISTED])
def test_a_program_of_the_site_runs(name):
    if sys.version_info < NEWER.get(name, ()):
        pytest.skip(f"needs Python {NEWER[name][0]}.{NEWER[name][1]}")
    if "import requests" in (SNIPPETS / name).read_text("utf-8"):
        pytest.skip("needs the network: the browser's tests run it against pages of our own")
    result = ran(name)
    ends = ENDS_OTHERWISE.get(name, ("finished", 0))
    assert (result.outcome, result.status) == ends, result.report + result.stderr


@pytest.mark.parametrize("name", ENDS_OTHERWISE)
def test_an_exception_is_still_one(name):
    assert name in PROGRAMS, f"no such program: {name}"
    assert ENDS_OTHERWISE[name] != ("finished", 0), f"{name} needs no exception"


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_listed_program_is_there(name):
    assert f"{name}.py" in PROGRAMS, f"without_run.txt lists {name}, which is no program"


@pytest.mark.parametrize("name", sorted(n for n in LISTED if "stacks" in LISTED[n]))
def test_a_program_that_reads_stacks_cannot_run_here(name):
    """The day it can, it leaves the list."""
    assert ran(f"{name}.py").outcome != "finished"
