"""The marks catch what they are there to catch."""

import random
import time

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


def test_on_a_real_machine_a_time_has_a_lower_bound_only():
    guarantee, output = parse(POOL, "pool"), run_of("abcdABCD")
    assert "took 0.98 s, not at least 1.0 s" in misfit(guarantee, output, 0.98)
    assert misfit(guarantee, output, 99.0) is None
    assert misfit(guarantee, output, None) is None


def test_in_virtual_time_a_time_has_both_bounds():
    guarantee, output = parse(POOL, "pool"), run_of("abcdABCD")
    assert "took 0.98 s" in misfit(guarantee, output, 0.98, exact=True)
    assert "took 2.02 s of virtual time, not 1.0–2.0 s" in misfit(
        guarantee, output, 2.02, exact=True
    )
    assert misfit(guarantee, output, 2.005, exact=True) is None


def test_an_exact_time():
    guarantee = parse("a\ntakes 5.0+ s\n", "x")
    for seconds in (4.995, 5.0, 5.009):
        assert misfit(guarantee, "a", seconds, exact=True) is None
    for seconds in (4.98, 5.02, 6.0):
        assert "not 5.0 s" in misfit(guarantee, "a", seconds, exact=True)
    assert misfit(guarantee, "a", 60.0) is None
    assert misfit(guarantee, "a", 4.98)


@pytest.mark.parametrize(
    ("mark", "exact", "later", "never"),
    [
        (
            "‹2.0+› s",
            ["2.0", "2.00", "2.01", "2.005", "2"],
            ["2.1", "2.02", "60.0"],
            ["1.9", "1.98"],
        ),
        ("‹0.25+› s", ["0.2", "0.3", "0.25", "0.26"], ["0.4", "0.27"], ["0.1", "0.23"]),
        ("‹1.0–1.5+› s", ["1.0", "1.25", "1.51"], ["1.6", "1.53"], ["0.9", "0.98"]),
        ("‹≈4.0›", ["4.0", "4.01", "4"], ["4.1", "3.9", "0.0", "-7.5", "99.0"], ["4.0x"]),
        ("‹300+› ms", ["300", "310", "291"], ["311", "9000"], ["289"]),
    ],
)
def test_a_number_from_a_clock(mark, exact, later, never):
    guarantee = parse(f"in {mark}\n", "x")
    unit = mark.partition("›")[2]
    for number in exact:
        assert misfit(guarantee, f"in {number}{unit}", exact=True) is None, number
        assert misfit(guarantee, f"in {number}{unit}") is None, number
    for number in later:
        assert misfit(guarantee, f"in {number}{unit}", exact=True), number
        assert misfit(guarantee, f"in {number}{unit}") is None, number
    for number in never:
        assert misfit(guarantee, f"in {number}{unit}", exact=True), number
        assert misfit(guarantee, f"in {number}{unit}"), number


def test_other_ranges_hold_everywhere():
    guarantee = parse("n ‹1–9›\n", "x")
    for exact in (False, True):
        assert misfit(guarantee, "n 9", exact=exact) is None
        assert misfit(guarantee, "n 10", exact=exact)


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
        ("╭ a\n✓ b\n", "line 2: the group above has no ╰"),
        ("╭a\n╰ b\n", "line 1: ╭ and its line need a space"),
        ("a\nb ‹huh›\n", "line 2: the mark ‹huh› is no range and no choice"),
        ("a\nb ‹0-2 each›\n", "line 2: .*a range has –, not a hyphen"),
        ("b ‹0.5–2 each›\n", "line 1: .*two whole numbers"),
        ("b ‹3.0.1–4›\n", "line 1: the mark ‹3.0.1–4›"),
        ("b ‹9–1›\n", "line 1: '‹9–1›' ends below its beginning"),
        ("b ‹9–1 each›\n", "line 1: '‹9–1 each›' ends below its beginning"),
        ("b ‹9.0–1.0+›\n", "line 1: '‹9.0–1.0"),
        ("b ‹0–99999 each›\n", "line 1: .*more than 1000 lines"),
        ("b ‹2.0+ each›\n", "line 1: the mark"),
        ("b ‹+2.0›\n", "line 1: the mark"),
        ("b ‹≈›\n", "line 1: the mark"),
        ("b ‹a|a›\n", "line 1: the mark"),
        ("b ‹›\n", "line 1: ‹› is no mark"),
        ("b ‹1–2\n", "line 1: ‹ is no mark"),
        ("b 1–2›\n", "line 1: › is no mark"),
        ("b ×20\n", "line 1: × is no mark"),
        ("b  ×a\n", "line 1: × is no mark"),
        ("b  ×3–1\n", "line 1: '×3–1' ends below its beginning"),
        ("b  ×0\n", "line 1: ×0 promises nothing"),
        ("b ⋮\n", "line 1: ⋮ is no mark"),
        ("a ‹0–3 each› ‹0–3 each›\n", "line 1: one `each`"),
        ("a ‹0–3 each›  ×2\n", "line 1: one `each`"),
        ("╭ a ‹0–3 in order›\n╰ a ‹1–2 in order›\n", "line 2: two `in order` lines"),
        ("takes 1–2 s\nb\n", "line 2: output after"),
        ("exits with 1\nb\n", "line 2: output after"),
        ("a\ntakes 5–1 s\n", "line 2: 'takes 5–1 s' ends below its beginning"),
        ("a\ntakes 5 s\n", "line 2: 'takes 5 s' is neither"),
        ("a\ntake 5.0+ s\n", "line 2: 'take 5.0. s' is neither"),
        ("a\ntakes 5.0+\n", "line 2: 'takes 5.0.' is neither"),
        ("takes 5.0+ s\ntakes 5.0+ s\n", "line 2: a second takes"),
        ("a\nexit with 1\n", "line 2: 'exit with 1' is not like"),
        ("a\nexits with failure\n", "line 2: 'exits with failure' is not like"),
        ("exits with 1\nexits with 1\n", "line 2: a second exits"),
        ("a\n✓ the moon is full\n", "line 2: no function checks the rule 'the moon is full'"),
        ("a\n✓the moon is full\n", "line 2: a rule is ✓, a space and a sentence"),
        ("a\n✓ a rule of this test\n✓ a rule of this test\n", "line 3: .*stands there twice"),
    ],
)
def test_a_guarantee_that_cannot_be_read_names_its_line(text, message):
    with pytest.raises(MarkError, match=f"x.expect.*{message}"):
        parse(text, "x.expect")


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        (r"a \… b", "a … b"),
        (r"\‹0–2 each\›", "‹0–2 each›"),
        (r"3 \× 4", "3 × 4"),
        (r"a  \×5", "a  ×5"),
        (r"\⋮", "⋮"),
        (r"\✓ done", "✓ done"),
        (r"\╭ a", "╭ a"),
        (r"\takes 5 s", "takes 5 s"),
        (r"\exits with 1", "exits with 1"),
        (r"C:\temp\new", r"C:\temp\new"),
        (r"two \\\\ are one", r"two \\ are one"),
        (r"\… ‹1–2› \×", "… 2 ×"),
    ],
)
def test_an_escaped_mark_is_text(line, printed):
    guarantee = parse(line + "\n", "x")
    assert misfit(guarantee, printed) is None
    assert misfit(guarantee, printed + "x")
    assert misfit(guarantee, printed.replace("…", "any").replace("a", "b", 1) + "x")


def test_a_number_between_any_texts_is_the_first_that_fits():
    guarantee = parse("… ‹1–2› s …\n", "x")
    assert misfit(guarantee, "x 5 s 1 s y") is None
    assert misfit(guarantee, "x 5 s 11 s y")
    guarantee = parse("…‹1–9›…\n", "x")
    assert misfit(guarantee, "15 and 5 and 15") is None
    assert misfit(guarantee, "15 and 15")


def test_an_order_is_not_asked_of_a_line_that_others_allow():
    guarantee = parse("╭ n ‹0–2 in order›\n╰ n …\n", "x")
    assert misfit(guarantee, "n 2\nn 0\nn 1\nn 2") is None
    assert misfit(guarantee, "n 0\nn 1\nn 2\nn 1") is None
    assert "comes too early" in misfit(guarantee, "n 2\nn 1\nn 0\nn 7")


def _cpu_seconds(guarantee, lines) -> float:
    start = time.process_time()
    misfit(guarantee, "\n".join(lines))
    return time.process_time() - start


def test_ten_thousand_lines_take_no_time():
    guarantee = parse("a\n⋮\nb …\n⋮\nc ‹0–9›\n⋮\nd\n", "x")
    lines = ["a", *["x"] * 3300, "b x", *["x"] * 3300, "c 3", *["x"] * 3300, "d"]
    assert misfit(guarantee, "\n".join(lines)) is None
    assert min(_cpu_seconds(guarantee, lines) for _ in range(3)) < 0.1
    assert min(_cpu_seconds(guarantee, lines[:-1]) for _ in range(3)) < 0.1


def test_no_output_blows_up():
    """Groups of all kinds between `⋮`, lines that nearly fit everywhere."""
    text = (
        "⋮\n╭ a …  ×0–9999\n│ … b  ×0–9999\n│ n ‹0–19 in order›\n│ m ‹0–19 each›\n╰ …  ×3\n"
        + "╭ x ‹0–9 each›\n╰ …  ×0–20\n⋮\n" * 3
        + "end\n"
    )
    lines = ["a b", "a c", "c b", "z", *(f"{c} {n}" for c in "nmx" for n in range(20))]
    hostile = random.choices(lines, k=10_000)
    assert _cpu_seconds(parse(text, "x"), hostile) < 20
    assert _cpu_seconds(parse("a … b … c … d … e‹0–3› …\n", "x"), ["a b " * 100_000]) < 2


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


@rule("a rule of this test")
def accept(lines):
    return None


def test_two_rules_may_not_share_a_sentence():
    sentence = "a sentence for this test only"
    rule(sentence)(lambda lines: None)

    def other(lines):
        return None

    with pytest.raises(ValueError, match="two rules"):
        rule(sentence)(other)
