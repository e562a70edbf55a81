"""No check is blind: the checker objects to every broken copy of every program."""

from examples.breaks import AUTOMATIC, Broken, all_broken

AT_LEAST = 2  # breaks written down per program, besides the automatic ones


def pytest_generate_tests(metafunc):
    if "broken" in metafunc.fixturenames:
        copies = all_broken()
        ids = [f"{one.name}: {one.break_name}" for one in copies]
        metafunc.parametrize("broken", copies, ids=ids)


def test_checker_objects_to(broken: Broken, runs):
    if reason := runs.why_not(broken.shown.path):
        import pytest

        pytest.skip(reason)
    assert runs.objection_to(broken), f"survived: {broken.name}: {broken.break_name}"


def test_every_program_has_breaks():
    counts: dict[str, list[str]] = {}
    for one in all_broken():
        counts.setdefault(one.name, []).append(one.break_name)
    few = [
        f"{name} ({', '.join(names)})"
        for name, names in counts.items()
        if len([n for n in names if n not in AUTOMATIC]) < AT_LEAST
    ]
    assert not few, "programs with too few breaks: " + "; ".join(few)
