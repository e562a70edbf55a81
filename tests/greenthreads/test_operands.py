"""Every opcode is classified, and what each takes from the stack agrees with `dis`."""

import dis
import sys
from types import CodeType

import pytest

from greenthreads.exploration import operands

# Of the Pythons that come; those of this one are taken from itself.
LATER = {
    "3.14": """
        ANNOTATIONS_PLACEHOLDER BUILD_INTERPOLATION BUILD_TEMPLATE JUMP_IF_FALSE JUMP_IF_TRUE
        LOAD_COMMON_CONSTANT LOAD_FAST_BORROW LOAD_FAST_BORROW_LOAD_FAST_BORROW LOAD_SMALL_INT
        LOAD_SPECIAL NOT_TAKEN POP_ITER
    """,
}


def test_every_opcode_is_classified():
    assert operands.unclassified(dis.opmap) == []


@pytest.mark.parametrize("version", LATER)
def test_every_opcode_of_later_pythons_is_classified(version):
    assert operands.unclassified(LATER[version].split()) == []


def test_an_opcode_that_is_not_is_found():
    assert operands.unclassified(["NOP", "NEW_OPCODE", "LOAD_ATTR"]) == ["NEW_OPCODE"]


def codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def library():
    """Some modules of the standard library, with every kind of statement in them."""
    for name in ("threading", "queue", "dataclasses", "asyncio.tasks", "ast", "contextlib", "re"):
        __import__(name)
        path = sys.modules[name].__file__
        with open(path, encoding="utf-8") as file:
            yield from codes(compile(file.read(), path, "exec"))


def test_the_stack_is_followed_as_the_interpreter_has_it():
    checked = 0
    for code in library():
        planner = operands._Planner(code)
        planner.plans()
        for number, before in planner.before.items():
            ins = planner.instructions[number]
            planner._step(number, list(before))
            if ins.opname in operands.ENDS:
                continue
            arg = ins.arg if ins.opcode in dis.hasarg else None
            effect = dis.stack_effect(ins.opcode, arg, jump=False)
            assert len(planner.stack) - len(before) == effect, (code, ins)
            checked += 1
    assert checked > 10_000


def plans(text, name="f"):
    code = next(c for c in codes(compile(text, "p.py", "exec")) if c.co_name == name)
    return list(operands.plans_of(code).values())


def test_a_value_is_kept_from_when_it_was_loaded():
    (first, second) = plans("def f(): table[0]")
    assert (first.kind, first.keep) == ("global_read", True)
    assert second.operands[0][0] == "def"


def test_a_variable_that_changes_is_not_known_any_more():
    *_, call = plans("def f(x): g(x, (x := 1))")
    assert call.operands[2] is None


def test_what_lies_on_the_stack_through_a_loop_is_known_after_an_exception():
    text = "def f(items):\n for i in items:\n  with lock:\n   if i: break\n"
    (loop,) = [plan for plan in plans(text) if plan.kind == "for_iter"]
    assert loop.operands[0][0] == "def"
