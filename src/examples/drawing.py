"""Which of the many tests `make test` takes: each commit draws its share.

Everything about everything takes minutes, which nobody waits for after each edit. So a test that
does the same for each of many programs is marked `drawn(N)`: `make test` takes one program in N,
and `make test-slow` the others. The tests of a part that is large in itself are drawn one by one.
The commit draws: both take their share of the same draw, nothing is left out by the two of them,
and the next commit draws another share. What was changed since the commit before is always taken,
with a part all its tests, and so is what is asked for by name.
"""

import subprocess
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

import pytest

from examples.files import ROOT

MARK = "drawn"
PARTS = {  # of tests: one in so many is taken, and all where something changed that they are about
    "tests/site": (10, ("docs/playground", "docs/templates", "docs/assets", "src/publish")),
    "tests/browser": (10, ("docs/playground/runner", "src/browser")),
    "tests/greenthreads": (8, ("src/greenthreads",)),
    "tests/publish": (8, ("src/publish", "docs/templates")),
    # The checks of the checks; what looks at the programs themselves is not among them.
    "tests/examples/test_checker.py": (8, ("src/examples", "src/guarantee")),
    "tests/examples/test_drawing.py": (8, ("src/examples",)),
    "tests/examples/test_figures.py": (8, ("src/examples", "snippets/figures")),
    "tests/examples/test_loopback.py": (8, ("src/examples",)),
    "tests/examples/test_proofs.py": (8, ("src/examples",)),
}


def draw(items: Iterable[pytest.Item]) -> tuple[int, int]:
    """Mark as slow what was not drawn; how many were drawn, of how many."""
    drawn = among = 0
    for item in items:
        share = _share(item)
        if share == 1 or item.get_closest_marker("slow"):
            continue
        among += 1
        if is_drawn(subject(item), share) or _is_changed(item):
            drawn += 1
        else:
            item.add_marker(pytest.mark.slow)
    return drawn, among


def is_drawn(subject: str, one_in: int) -> bool:
    """Whether the commit takes this subject; a program (a file's name) also if it was changed."""
    lot = int.from_bytes(sha256(f"{commit()} {subject}".encode()).digest())
    return lot % one_in == 0 or subject in changed()


@cache
def commit() -> str:
    """The commit that is tested, or nothing where there is no repository."""
    return _git("rev-parse", "HEAD").strip()


@cache
def changed() -> frozenset[str]:
    """Names of the programs and exercises that the last commit, or an edit since, has changed."""
    parts = [path.split("/") for path in changed_files() if path.startswith("snippets/")]
    files = {file.partition(".")[0] for *_, file in parts}
    return frozenset(files | {folders[-1] for *folders, _ in parts if "mend" in folders})


@cache
def changed_files() -> frozenset[str]:
    """Every file, from the repository's root, that the last commit or an edit since has changed."""
    paths = _git("diff", "--name-only", "HEAD~1").split("\n")
    paths += _git("ls-files", "--others", "--exclude-standard").split("\n")
    return frozenset(paths) - {""}


def _share(item: pytest.Item) -> int:
    """One in how many tests like this one is taken."""
    if mark := item.get_closest_marker(MARK):
        return int(mark.args[0])
    return next((share for part, (share, _) in PARTS.items() if _stands_in(item, part)), 1)


def _is_changed(item: pytest.Item) -> bool:
    """Whether the test's own file was changed, or something that its part is about."""
    about = next((about for part, (_, about) in PARTS.items() if _stands_in(item, part)), ())
    own = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
    return any(
        file == own or file.startswith(tuple(f"{one}/" for one in about))
        for file in changed_files()
    )


def _stands_in(item: pytest.Item, part: str) -> bool:
    return item.path.is_relative_to(ROOT / part)


def subject(item: pytest.Item) -> str:
    """What is drawn: the program that a test is about, whose tests share its runs; or the test."""
    if item.get_closest_marker(MARK) is None:
        return item.nodeid
    spec = getattr(item, "callspec", None)
    if spec is None:
        raise pytest.UsageError(f"{item.nodeid}: marked {MARK}, but it has no parameters")
    # `chapter/program: what was done to it`, `chapter/exercise-attempt` or `program-level`
    return str(spec.id).partition("-")[0].partition(":")[0].rpartition("/")[2]


def _git(*arguments: str) -> str:
    """What git answers; nothing where it has no answer, as in a copy without its history."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""
