"""The marks catch what they are there to catch."""

import random

import pytest

from guarantee import MarkError, exactly, misfit, parse
from guarantee.glue import unglued
from guarantee.rules import all_rules, rule

POOL = """\
begin
╭ Processing task ‹0–3 each›
╰ Task ‹0–3 in order› completed
wait ‹0.5–1.0› s  ×1–2
end
takes 1.0–2.0 s
"""


def run_of(order: str) -> str:
    """Lines for letters: a-d process tasks 0-3, A-D complete them."""
    lines = ["begin"]
    for letter in order:
        task = "abcd".find(letter.lower())
        lines.append(f"Task {task} completed" if letter.isupper() else f"Processing task {task}")
    return "\n".join([*lines, "wait 0.70 s", "end"]) + "\n"


@pytest.mark.parametrize("order", ["abcdABCD", "aAbBcCdD", "dcbaABCD", "ABCDabcd"])
def test_any_order_that_the_marks_allow_fits(order):
    assert misfit(parse(POOL, "pool"), run_of(order), 1.5) is None


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (run_of("abcABCD"), "'Processing task 3' is due"),
        (run_of("abcdABC"), "'Task 3 completed' is due"),
        (run_of("abcddABCD"), "line 6: 'Processing task 3'"),
        (run_of("abccABCD"), "'Processing task 3' is due"),
        (run_of("abcdBACD"), "'Task 1 completed' comes too early"),
        (run_of("abcdABCD").replace("begin\n", ""), "'begin' is due"),
        (run_of("abcdABCD").replace("end\n", ""), "'end'"),
        (run_of("abcdABCD") + "end\n", "too much: 'end'"),
        (run_of("abcdABCD").replace("0.70", "0.49"), "wait 0.49 s"),
        (run_of("abcdABCD").replace("0.70", "1.01"), "wait 1.01 s"),
        (run_of("abcdABCD").replace("wait 0.70 s\n", "wait 0.70 s\n" * 3), "wait"),
        (run_of("abcdABCD").replace("Processing task 2", "Processing task 4"), "task 4"),
        (run_of("abcdABCD").replace("task 2\n", "task 2Processing"), "task 2Processing"),
        ("", "too early"),
    ],
)
def test_what_does_not_fit_is_named(output, message):
    assert message in misfit(parse(POOL, "pool"), output, 1.5)


def test_the_time_has_hard_bounds():
    guarantee, output = parse(POOL, "pool"), run_of("abcdABCD")
    assert "took 0.99 s" in misfit(guarantee, output, 0.99)
    assert "took 2.01 s" in misfit(guarantee, output, 2.01)
    assert misfit(guarantee, output, None) is None


def test_exit_status():
    assert "exit status 1, not 0" in misfit(parse("a\n", "x"), "a\n", status=1)
    assert misfit(parse("a\nexits with 3\n", "x"), "a\n", status=3) is None
    assert "exit status 0, not 3" in misfit(parse("a\nexits with 3\n", "x"), "a\n")


def test_a_line_that_several_patterns_allow_does_not_block_another():
    guarantee = parse("╭ …\n│ Worker …\n╰ Worker 1\n", "x")
    lines = ["Worker 1", "Worker 2", "other"]
    for _ in range(20):
        random.shuffle(lines)
        assert misfit(guarantee, "\n".join(lines)) is None
    assert misfit(guarantee, "Worker 2\nWorker 2\nother")


def test_any_lines_may_be_none():
    guarantee = parse("Traceback:\n⋮\nError\n", "x")
    assert misfit(guarantee, "Traceback:\nError\n") is None
    assert misfit(guarantee, "Traceback:\n  a\n  b\nError\n") is None
    assert misfit(guarantee, "Traceback:\n  a\n  b\n")


def test_choice_and_any_text():
    guarantee = parse("it is ‹red|green›, …!\n", "x")
    assert misfit(guarantee, "it is red, yes!\n") is None
    assert misfit(guarantee, "it is blue, yes!\n")


def test_whole_numbers_are_whole():
    assert misfit(parse("n ‹1–9›\n", "x"), "n 4.5\n")
    assert misfit(parse("n ‹1–9›\n", "x"), "n 4\n") is None


def test_exactly_takes_marks_as_text():
    assert misfit(exactly("a … ‹1–2›\n", "x"), "a … ‹1–2›\n") is None
    assert misfit(exactly("a …\n", "x"), "a b\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("╭ a\nb\n", "line 2: the group above has no ╰"),
        ("╭ a\n", "last group has no ╰"),
        ("│ a\n", "line 1: │ without a ╭"),
        ("a ‹huh›\n", "no range and no choice"),
        ("a ‹0–3 each› ‹0–3 each›\n", "one `each`"),
        ("takes 1–2 s\nb\n", "line 2: output after"),
        ("a\n✓ the moon is full\n", "no function checks the rule 'the moon is full'"),
    ],
)
def test_a_guarantee_that_cannot_be_read_names_its_line(text, message):
    with pytest.raises(MarkError, match=message):
        parse(text, "x.expect")


def test_glued_lines_are_taken_apart_and_nothing_else():
    guarantee = parse("╭ cake ‹0–2 each› is ready\n╰ end\n", "x")
    glued = "cake 1 is ready\ncake 0 is readycake 2 is ready\n\nend\n"
    assert misfit(guarantee, glued)
    assert misfit(guarantee, unglued(glued, guarantee)) is None
    for broken in (
        glued.replace("cake 2 is ready", ""),
        glued.replace("cake 2", "cake 1"),
        glued.replace("\n\n", "\n"),
        glued + "\nmore\n",
    ):
        assert misfit(guarantee, unglued(broken, guarantee)), broken


def test_rules_do_not_raise_on_garbage():
    garbage = ["", "nonsense", "Task : ", "-1", "╭", "1 2 3 4 5", "x" * 1000]
    for sentence, check in all_rules().items():
        for lines in ([], garbage, garbage[::-1]):
            answer = check(lines)
            assert answer is None or isinstance(answer, str), sentence


def test_two_rules_may_not_share_a_sentence():
    sentence = "a sentence for this test only"
    rule(sentence)(lambda lines: None)

    def other(lines):
        return None

    with pytest.raises(ValueError, match="two rules"):
        rule(sentence)(other)
