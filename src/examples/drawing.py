"""Which of the many programs `make test` looks at: each commit draws its share.

Everything about all programs takes minutes, which nobody waits for after each edit. So a test that
does the same for each of them is marked `drawn(N)`: `make test` takes one program in N, and
`make test-slow` the others. The commit draws: both take their share of the same draw, nothing is
left out by the two of them, and the next commit draws another share. What was changed since the
commit before is always taken, and so is what is asked for by name.
"""

import subprocess
from collections.abc import Iterable
from functools import cache
from hashlib import sha256

import pytest

from examples.files import ROOT

MARK = "drawn"


def draw(items: Iterable[pytest.Item]) -> tuple[int, int]:
    """Mark as slow what was not drawn; how many were drawn, of how many."""
    drawn = among = 0
    for item in items:
        mark = item.get_closest_marker(MARK)
        if mark is None or item.get_closest_marker("slow"):
            continue
        among += 1
        if is_drawn(_subject(item), *mark.args):
            drawn += 1
        else:
            item.add_marker(pytest.mark.slow)
    return drawn, among


def is_drawn(subject: str, one_in: int) -> bool:
    """Whether the commit takes this program (a file's name without its ending), or it changed."""
    lot = int.from_bytes(sha256(f"{commit()} {subject}".encode()).digest())
    return lot % one_in == 0 or subject in changed()


@cache
def commit() -> str:
    """The commit that is tested, or nothing where there is no repository."""
    return _git("rev-parse", "HEAD").strip()


@cache
def changed() -> frozenset[str]:
    """Names of the programs and exercises that the last commit, or an edit since, has changed."""
    paths = _git("diff", "--name-only", "HEAD~1", "--", "snippets").split()
    paths += _git("ls-files", "--others", "--exclude-standard", "--", "snippets").split()
    parts = [path.split("/") for path in paths]
    files = {file.partition(".")[0] for *_, file in parts}
    return frozenset(files | {folders[-1] for *folders, _ in parts if "mend" in folders})


def _subject(item: pytest.Item) -> str:
    """The program that a test is about: all tests of it are drawn together, and share its runs."""
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
