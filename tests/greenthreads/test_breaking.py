"""The reader is the scheduler: choices are a schedule, the par is the fewest forced switches."""

import pytest
from test_stepping import LOST

from greenthreads import Options
from greenthreads.exploration import explore, replay
from greenthreads.stepping.breaking import play
from greenthreads.stepping.fewest import Ended, par

FREE = Options(level="free-threaded")


def lost(ended: Ended) -> bool:
    return ended.printed == "1\n"


def game(choose, source: str = LOST):
    """Play to the end; `choose` picks one of the choices."""
    choices: list[int] = []
    while True:
        played = play(source, choices=choices)
        if not played.choices:
            return choices, played
        choices.append(choose(played))


def first(played) -> int:
    """Whoever goes next without force."""
    return next(one.thread for one in played.choices if not one.forces)


def test_who_forces_nothing_loses_nothing():
    _, played = game(first)
    assert (played.kind, played.printed, played.forced) == ("finished", "2\n", 0)


def test_choices_say_what_each_would_do():
    played = play(LOST, choices=())
    assert [(one.name, one.words) for one in played.choices] == [
        ("A", "reads counter"),
        ("B", "reads counter"),
    ]
    on = play(LOST, choices=[2])
    assert [(one.name, one.words, one.forces) for one in on.choices] == [
        ("A", "writes counter", False),
        ("B", "reads counter", True),
    ]
    assert on.log.steps[-1].words == "reads counter (0)"
    assert on.forced == 0
    assert not on.kind


def test_a_game_is_replayed_from_its_witness():
    """A reads, B reads and writes, A writes: one forced switch, and one update is lost."""
    choices, played = game(lambda now: {0: 2, 1: 3}.get(len(now.log.steps) - 4, first(now)))
    assert played.printed == "1\n", choices
    assert played.forced == 1
    assert replay(LOST, witness=played.witness).stdout == "1\n"


@pytest.mark.parametrize("choice", [1, 9])
def test_who_cannot_go_on_cannot_be_chosen(choice):
    with pytest.raises(ValueError, match="is not possible"):
        play(LOST, choices=[choice])


def test_the_par_of_a_lost_update_is_one():
    best = par(LOST, fails=lost)
    assert best is not None
    assert best.forced == 1
    assert replay(LOST, witness=best.witness).stdout == "1\n"
    assert play(LOST, choices=best.choices).forced <= 1


def test_nobody_breaks_a_cure():
    cured = LOST.replace("counter = 0\n", "counter = 0\nlock = threading.Lock()\n").replace(
        "    temp = counter\n    counter = temp + 1\n",
        "    with lock:\n        temp = counter\n        counter = temp + 1\n",
    )
    assert par(cured, fails=lost) is None


def test_a_deadlock_is_found_with_one_forced_switch():
    source = """
import threading
one, two = threading.Lock(), threading.Lock()
def work(first, second):
    with first:
        with second:
            pass
a = threading.Thread(target=work, args=(one, two), name="A")
b = threading.Thread(target=work, args=(two, one), name="B")
a.start(); b.start(); a.join(); b.join()
"""
    best = par(source)
    assert best is not None
    assert (best.forced, best.text.splitlines()[0][:8]) == (1, "Deadlock")


TWICE = LOST.replace("    temp = counter\n    counter = temp + 1\n", "    if free:\n        free = False\n        counter += 1\n        free = True\n").replace("    global counter\n", "    global counter, free\n").replace("counter = 0\n", "counter = 0\nfree = True\n", 1)  # fmt: skip # noqa: E501


@pytest.mark.parametrize("source", [LOST, TWICE], ids=["lost", "flag"])
def test_pars_agree_with_the_exploration(source):
    """Every outcome of the exploration is reached, and with no more switches than its witness."""
    *_, found = explore(source)
    assert found.complete
    for outcome in found.outcomes:
        best = par(source, fails=lambda ended, text=outcome.text: ended.text == text)
        assert best is not None, outcome.text
        assert best.forced <= outcome.witness.count(".")


def test_what_no_schedule_does_is_none():
    assert par(LOST, fails=lambda ended: ended.printed == "0\n") is None


def test_too_many_runs_are_no_answer():
    with pytest.raises(ValueError, match="3 runs do not tell"):
        par(LOST, fails=lambda ended: False, limit=3)
