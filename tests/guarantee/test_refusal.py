"""Whether a class of schedules keeps what is promised."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from guarantee import exactly, parse, refusal

SOURCES = Path(__file__).parents[2] / "src"


@dataclass
class Ended:
    kind: str = "finished"
    stdout: str = "1\n"
    stderr: str = ""
    status: int = 0
    seconds: float = 0.0
    late: bool = False


def refused(**how):
    return refusal(exactly("1\n", "x.out"), parse("", "x.err"), Ended(**how))


@pytest.mark.parametrize("how", [{}, {"kind": "step limit", "stdout": ""}])
def test_what_keeps_it_or_is_not_known_is_not_refused(how):
    assert refused(**how) is None


@pytest.mark.parametrize("how", [{"stdout": "2\n"}, {"stderr": "x\n"}, {"kind": "deadlock"}])
def test_what_does_not_keep_it_is_refused(how):
    assert refused(**how)


def test_it_is_said_once_what_refuses_a_class():
    found = [
        path
        for path in SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "refusal"
        if any(argument.arg == "ending" for argument in node.args.args)
    ]
    assert [path.name for path in found] == ["judge.py"]
