"""Of many programs each commit draws its share; what it leaves out is slow, and nothing is lost."""

import subprocess

import pytest

from examples import drawing

SUBJECTS = [f"program_{n}" for n in range(600)]
CONFTEST = """\
import pytest
from examples import drawing
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    drawing.draw(items)
"""
TEST = """\
import pytest
@pytest.mark.drawn(3)
@pytest.mark.parametrize("level", ["a", "b"])
@pytest.mark.parametrize("name", [f"chapter/p{n}" for n in range(60)])
def test_it(name, level): pass
"""
pytest_plugins = ["pytester"]


WHOLE = """\
import pytest
@pytest.mark.parametrize("n", range(60))
def test_a_part_s(n): pass
"""


@pytest.fixture
def at(monkeypatch):
    """Draw as at a commit where these programs were changed."""

    def draw(commit: str, *changed: str, files: tuple[str, ...] = ()) -> None:
        monkeypatch.setattr(drawing, "commit", lambda: commit)
        monkeypatch.setattr(drawing, "changed", lambda: frozenset(changed))
        monkeypatch.setattr(drawing, "changed_files", lambda: frozenset(files))

    return draw


def drawn(one_in: int = 5) -> set[str]:
    return {name for name in SUBJECTS if drawing.is_drawn(name, one_in)}


def test_a_commit_draws_its_share_and_the_next_another(at):
    at("one")
    first = drawn()
    assert first == drawn()
    assert 80 < len(first) < 160
    at("two")
    assert len(drawn() & first) < 60


def test_what_was_changed_is_always_drawn(at):
    at("one", "program_7", "program_8")
    assert {"program_7", "program_8"} <= drawn()
    assert {"program_7", "program_8"} <= drawn(10**9)


@pytest.mark.parametrize("here", ["edited", "new", "committed"])
def test_git_tells_what_was_changed(here, tmp_path, monkeypatch):
    program = tmp_path / "snippets" / "chapter" / "one.py"
    mended = tmp_path / "snippets" / "chapter" / "mend" / "two" / "start.py"
    for path in (program, mended):
        path.parent.mkdir(parents=True)
        path.write_text("1\n")

    def git(*given: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *given], cwd=tmp_path, check=True, capture_output=True)

    git("init", "--initial-branch", "main")
    git("add", ".")
    git("commit", "--message", "a")
    git("commit", "--allow-empty", "--message", "b")
    monkeypatch.setattr(drawing, "ROOT", tmp_path)
    drawing.changed_files.cache_clear()
    assert drawing.changed.__wrapped__() == frozenset()
    program.with_name("three.py" if here == "new" else "one.py").write_text("2\n")
    mended.write_text("2\n")
    if here == "committed":
        git("commit", "--all", "--message", "c")
    drawing.changed_files.cache_clear()
    due = {"new": "three", "edited": "one", "committed": "one"}[here]
    assert drawing.changed.__wrapped__() == {due, "start", "two"}
    drawing.changed_files.cache_clear()  # the next test looks at the real repository


def test_the_two_commands_leave_nothing_out(at, pytester):
    at("one")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TEST)
    quick = pytester.inline_run("-m", "not slow").countoutcomes()[0]
    slow = pytester.inline_run("-m", "slow").countoutcomes()[0]
    assert quick + slow == 120
    assert 10 < quick < 80
    assert quick % 2 == 0  # a program's tests are drawn together


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ("", range(3, 30)),
        ("src/engine/core.py", range(60, 61)),
        ("tests/part/test_one.py", range(60, 61)),
        ("src/engineering.py", range(3, 30)),
    ],
)
def test_a_part_is_taken_whole_where_what_it_is_about_was_changed(
    changed, taken, at, pytester, monkeypatch
):
    monkeypatch.setattr(drawing, "ROOT", pytester.path)
    monkeypatch.setattr(drawing, "PARTS", {"tests/part": (5, ("src/engine",))})
    at("one", files=(changed,))
    pytester.makeconftest(CONFTEST)
    file = pytester.path / "tests" / "part" / "test_one.py"
    file.parent.mkdir(parents=True)
    file.write_text(WHOLE)
    quick = pytester.inline_run("-m", "not slow").countoutcomes()[0]
    slow = pytester.inline_run("-m", "slow").countoutcomes()[0]
    assert quick + slow == 60
    assert quick in taken


def test_each_part_and_what_it_is_about_exist():
    for part, (_, about) in drawing.PARTS.items():
        assert (drawing.ROOT / part).exists(), part
        for folder in about:
            assert (drawing.ROOT / folder).is_dir(), folder
