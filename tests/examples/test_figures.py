"""The figures on the pages are what their programs print, and old ones are found out."""

import re
import sys

import pytest

from examples import figures
from examples.figures import all_figures, measured, printed_by, renew, rows_of, what_is_measured

NUMBER = re.compile(r"[\d,.]*\d")
QUICK = ["one_long_call", "price_of_a_thread", "listed_and_dead"]


def shape(text: str) -> str:
    """What a program prints, without its numbers."""
    return NUMBER.sub("#", text).strip()


@pytest.mark.parametrize("program", all_figures(), ids=lambda path: path.stem)
def test_its_figures_are_recorded_with_what_they_are(program):
    text = printed_by(program).read_text("utf-8")
    assert text.startswith(what_is_measured(program) + "\n")
    assert max(map(len, text.splitlines())) <= figures.WIDTH
    versions = [which.strip() for which in rows_of(text)]
    for due in ("3.11", "3.12", "3.13", "3.14", "3.15"):
        assert any(which.startswith(due) and not which.endswith("t") for which in versions), due
    assert any(which.endswith("t") for which in versions)


@pytest.mark.parametrize("name", QUICK)
def test_it_still_prints_what_is_recorded(name):
    (program,) = [path for path in all_figures() if path.stem == name]
    rows = rows_of(printed_by(program).read_text("utf-8")).values()
    assert shape(measured(program, sys.executable)) in {shape(row) for row in rows}


def test_a_version_keeps_its_row_until_it_is_measured_again(tmp_path, monkeypatch):
    program = tmp_path / "it.py"
    program.write_text('"""What it is."""\nprint(1)\n', "utf-8")
    monkeypatch.setattr(figures, "PRINTED", tmp_path)
    here = figures.machine()
    which = ".".join(map(str, sys.version_info[:3]))
    older = f"{which.rpartition('.')[0]}.99"
    (tmp_path / "it.txt").write_text(f"It was.\n{here}\n\n3.9.1  7\n{older}  8\n", "utf-8")
    renew(program, [sys.executable])
    text = (tmp_path / "it.txt").read_text("utf-8")
    assert text.startswith("What it is.\n")
    rows = {key.strip(): row.strip() for key, row in rows_of(text).items()}
    assert rows == {"3.9.1": "7", which: "1"}


def test_a_failing_measurement_is_no_figure(tmp_path):
    program = tmp_path / "it.py"
    program.write_text('"""It."""\n1 / 0\n', "utf-8")
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        measured(program, sys.executable)
