"""`python -m greenthreads`: what it prints, its exit status, and what it refuses."""

import json
import shutil
import subprocess
import sys
import zipfile

import pytest

from examples import ROOT
from greenthreads.__main__ import main

PACKAGE = ROOT / "src" / "greenthreads"
LOSES = """\
import threading
total = 0
def add():
    global total
    total += 1
threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(total)
"""
LOCKS_ITSELF = "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n"


@pytest.fixture
def program(tmp_path):
    """Writes a program; gives its path."""

    def write(text: str | bytes) -> str:
        path = tmp_path / "program.py"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    return write


def test_run_prints_what_the_program_prints(program, capsys):
    assert main(["run", program(LOSES)]) == 0
    assert capsys.readouterr().out == "2\n"


def test_run_tells_of_a_deadlock(program, capsys):
    assert main(["run", program(LOCKS_ITSELF)]) == 1
    assert "line 4: Lock.acquire(lock)" in capsys.readouterr().err


def test_an_exploration_as_data(program, capsys):
    assert main(["explore", program(LOSES), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "complete": True,
        "classes": 4,
        "redundant": 0,
        "outcomes": [
            {"kind": "finished", "text": "2\n", "classes": 2, "late": False},
            {"kind": "finished", "text": "1\n", "classes": 2, "late": False},
        ],
    }


LOST = (
    "`Thread-1` read `total` (0) in line 5; before it wrote 1 in line 5, `Thread-2` wrote 1 in "
    "line 5; that write is lost."
)


def test_an_outcome_is_shown_with_its_witness_and_what_happened(program, capsys):
    assert main(["explore", program(LOSES)]) == 1
    assert f"finished: 2 classes\nwitness: 0-1.1-2-1-0\n{LOST}\n    1\n" in capsys.readouterr().out
    assert main(["explore", program(LOSES), "--json", "--explain"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["witness"] for one in told["outcomes"]] == ["0-1-2-0", "0-1.1-2-1-0"]
    assert [one["sentence"] for one in told["outcomes"]] == ["", LOST]
    assert [race["name"] for race in told["races"]] == ["total"]


def test_a_witness_is_replayed(program, tmp_path, capsys):
    picture = tmp_path / "run.svg"
    arguments = ["replay", program(LOSES), "--witness", "0-1.1-2-1-0", "--svg", str(picture)]
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("1\n", LOST + "\n")
    assert picture.read_text("utf-8").startswith("<svg")
    assert main([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["stdout"], told["witness"], told["sentence"]) == ("1\n", "0-1.1-2-1-0", LOST)


def test_every_schedule_alike_is_status_0(program, capsys):
    assert main(["explore", program("print('once')")]) == 0
    assert "proved: the only class" in capsys.readouterr().out


def test_an_outcome_that_is_not_expected_is_status_1(program, tmp_path, capsys):
    path, expected = program(LOSES), tmp_path / "expected"
    expected.write_text("2\n")
    assert main(["explore", path, "--expect", str(expected)]) == 1
    assert main(["explore", path, "--level", "gil", "--expect", str(expected)]) == 0


def test_json_and_a_timeline(program, tmp_path, capsys):
    picture = tmp_path / "run.svg"
    arguments = ["run", program(LOSES), "--seed", "3", "--json", "--svg", str(picture)]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["outcome"], told["stdout"], len(told["threads"])) == ("finished", "2\n", 3)
    assert picture.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        (["run", "nowhere.py"], None, "nowhere.py: No such file"),
        (["run", "FILE"], b"x = 1\ny = '\xff'\n", "line 2: not UTF-8"),
        (["run", "FILE", "--speed", "-1"], "", "speed must be"),
        (["replay", "FILE", "--schedule", "1,2,3"], "", "a schedule is a list of pairs"),
        (["replay", "FILE", "--schedule", "x"], "", "no list of whole numbers"),
        (["replay", "FILE", "--witness", "x"], "", "is no witness"),
        (["replay", "FILE", "--witness", "0-3"], "", "does not fit this program"),
        (["replay", "FILE"], "", "one of the arguments --witness --schedule is required"),
    ],
)
def test_what_makes_no_sense_is_refused(program, capsys, arguments, content, message):
    path = program(content) if content is not None else ""
    with pytest.raises(SystemExit) as leaving:
        main([path if part == "FILE" else part for part in arguments])
    assert leaving.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_the_wheel_holds_all_and_runs_alone(tmp_path, program):
    """Built as it would be published, installed into an environment that knows nothing of us."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    copy = tmp_path / "package"  # setuptools builds in the folder itself
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run([*pip, "wheel", "--no-deps", "-w", tmp_path, copy], check=True)
    (wheel,) = tmp_path.glob("greenthreads-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"greenthreads/py.typed", "greenthreads/README.md"} <= set(names)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "--quiet", "install", wheel], check=True)
    done = subprocess.run(
        [python, "-I", "-m", "greenthreads", "run", program(LOSES)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.stdout, done.returncode) == ("2\n", 0), done.stderr
