"""No check is blind: the checker objects to every broken copy of every program."""

import sys

import pytest

from examples.breaks import AUTOMATIC, Broken, all_broken
from examples.running import PATIENCE
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


@pytest.mark.drawn(10)
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


@pytest.mark.slow  # it judges the broken copies of all programs with rules
def test_each_rule_is_needed(virtual):
    """Replaced by "accept", each rule would let a break of its programs pass."""
    needed = {
        virtual.verdict(one).result().needs_rule
        for one in all_broken()
        if one.promise.out.rules and not _native(one)
    }
    idle = set(_sentences()) - needed - _of_native_programs()
    assert not idle, "no break needs these rules: " + "; ".join(sorted(idle))


@pytest.mark.slow
@pytest.mark.weekly
def test_each_rule_of_programs_on_real_threads_is_needed():
    """An objection names a rule only where all marks fit."""
    idle = _of_native_programs()
    for one in all_broken():
        for sentence in idle & set(one.promise.out.rules):
            if f"broken: {sentence}" in (one.objection(sys.executable, {}, PATIENCE) or ""):
                idle.remove(sentence)
    assert not idle, "no break needs these rules: " + "; ".join(sorted(idle))


def _of_native_programs() -> set[str]:
    """Rules of programs that cannot run in virtual time, and of no others."""
    native, virtual = set(), set()
    for one in all_broken():
        (native if _native(one) else virtual).update(one.promise.out.rules)
    return native - virtual


def _sentences() -> list[str]:
    """The rules of the chapters, not those that tests register."""
    return [s for s, check in all_rules().items() if check.__module__.startswith("rules_of.")]
