"""No check is blind: the checker objects to every broken copy of every program."""

import pytest

from examples.breaks import AUTOMATIC, Broken, all_broken
from examples.sessions import not_virtual, too_new
from guarantee.rules import all_rules

AT_LEAST = 2  # breaks written down per program, besides the automatic ones


def pytest_generate_tests(metafunc):
    """What cannot be judged in virtual time takes processes, and long."""
    if "broken" in metafunc.fixturenames:
        params = [
            pytest.param(one, id=str(one), marks=[pytest.mark.slow] * bool(_native(one)))
            for one in all_broken()
        ]
        metafunc.parametrize("broken", params)


def _native(one: Broken) -> str | None:
    return not_virtual(one.shown.path)


def test_checker_objects_to(broken: Broken, virtual, real):
    if not _native(broken):
        objection = virtual.verdict(broken).result().objection
    elif reason := too_new(broken.shown.path, real.version):
        pytest.skip(reason)
    else:
        objection = real.objection_to(broken)
    assert objection, f"survived: {broken}"


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


def test_each_rule_is_needed(virtual):
    """Replaced by "accept", each rule would let a break of its programs pass."""
    copies: dict[str, list[Broken]] = {}
    for one in all_broken():
        for sentence in one.promise.out.rules:
            copies.setdefault(sentence, []).append(one)
    idle = []
    for sentence in _sentences():
        virtually = [one for one in copies.get(sentence, []) if not _native(one)]
        if copies.get(sentence) and not virtually:
            continue  # its programs cannot run in virtual time
        if not any(virtual.verdict(one).result().needs_rule == sentence for one in virtually):
            idle.append(sentence)
    assert not idle, "no break needs these rules: " + "; ".join(idle)


def _sentences() -> list[str]:
    """The rules of the chapters, not those that tests register."""
    return [s for s, check in all_rules().items() if check.__module__.startswith("rules_of.")]
