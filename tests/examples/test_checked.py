"""On which versions a program was checked is said from the tests' own record, and only from it."""

from pathlib import Path

from examples import checked
from examples.checked import Checked, digest, line_of, stale, text_of
from examples.files import all_programs, needs

ALL = all_programs()


def record(which: str, programs: list[Path], date: str = "2026-12-01") -> Checked:
    passed = {
        path.relative_to(checked.SNIPPETS).with_suffix("").as_posix(): digest(path)
        for path in programs
    }
    return Checked(which, "Linux x86_64", date, "abc1234", passed)


def test_the_record_names_only_programs_that_exist():
    assert not stale({one.which: one for one in checked.records()})
    assert stale({"3.11.7": Checked("3.11.7", "", "", "", {"no/such": "0"})}) == ["no/such"]


def test_without_a_record_nothing_is_said():
    assert line_of(ALL, []) == ""


def test_the_versions_of_most_programs_are_said_once():
    known = [record("3.11.7", ALL[:3]), record("3.13.0", ALL[:3]), record("3.14.9t", ALL[1:3])]
    assert line_of(ALL[1:3], known) == (
        "Checked on CPython 3.11.7, 3.13.0 and 3.14.9t (2026-12-01)."
    )
    assert f"; `{ALL[0].name}` on 3.11.7 and 3.13.0." in line_of(ALL[:3], known)
    assert f"; `{ALL[3].name}` on none of them." in line_of(ALL[:4], known)


def test_a_program_that_needs_a_newer_version_says_why():
    new = next(path for path in ALL if needs(path) > (3, 11))
    known = [record("3.11.7", ALL[:2]), record("3.14.10", [*ALL[:2], new])]
    assert line_of([*ALL[:2], new], known).endswith(
        f"`{new.name}` on 3.14.10 (needs {needs(new)[0]}.{needs(new)[1]})."
    )


def test_a_program_that_has_changed_was_not_checked(monkeypatch):
    known = [record("3.13.0", ALL[:1])]
    assert line_of(ALL[:1], known)
    monkeypatch.setattr(checked, "digest", lambda path: "another")
    assert line_of(ALL[:1], known) == ""


def test_what_is_written_is_what_is_read(tmp_path, monkeypatch):
    ones = [
        record("3.11.6", ALL[:1], "2026-11-01"),
        record("3.14.9t", ALL[:1]),
        record("3.11.7", ALL[:2]),
        record("3.9.1", ALL[:1]),
    ]
    file = tmp_path / "checked.toml"
    file.write_text(text_of(ones), "utf-8")
    monkeypatch.setattr(checked, "RECORD", file)
    read = checked.records.__wrapped__()
    assert [one.which for one in read] == ["3.9.1", "3.11.7", "3.14.9t"]
    assert read[1] == ones[2]


def test_a_session_of_all_programs_keeps_which_passed(tmp_path, monkeypatch):
    monkeypatch.setattr(checked, "KEPT", tmp_path)
    checked.keep("3.13.0", ALL[:2])
    (one,) = checked.kept(tmp_path)
    assert (one.which, len(one.passed)) == ("3.13.0", 2)
    assert line_of(ALL[:1], [one])


def test_only_a_session_of_all_programs_is_a_record():
    """One of a page would take the others' record away."""
    assert checked.is_whole(ALL)
    assert not checked.is_whole(ALL[1:])
    assert not checked.is_whole([])
