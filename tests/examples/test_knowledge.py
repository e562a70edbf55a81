"""What do you know about threads?: each item is true, and leads to what prepares for it."""

from dataclasses import asdict

import pytest

from examples import knowledge
from examples.files import PageError, read

SOME = next(one for one in knowledge.items() if one.lines)


def test_there_are_twenty_and_the_page_has_them():
    assert len(knowledge.items()) == 20
    assert read(knowledge.MADE) == knowledge.made(), "make record NAMES=what_do_you_know"


def test_no_place_of_the_right_answer_is_a_habit():
    places = [one.right for one in knowledge.items()]
    assert max(map(places.count, places)) <= len(places) / 2


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("evidence", "Final counter: 2", "nothing beside thread_communication"),
        ("program", "thread_communication/nowhere", "no program"),
        ("lines", "    counter += one()\ndef one():\n", "has no line 'def one"),
        ("section", "nowhere.md#at-all", "no page nowhere.md"),
        ("right", 4, "the number of an option"),
        ("options", ["a", "a", "b"], "all different"),
        ("key", "a-b", "a key is a word"),
    ],
)
def test_what_is_not_so_is_refused(name: str, value: object, said: str):
    assert SOME.key == "increment"
    with pytest.raises(PageError, match=said):
        knowledge._item(asdict(SOME) | {name: value})


def test_a_section_that_is_not_there_is_refused():
    with pytest.raises(PageError, match="no section #at-all"):
        knowledge._heading("thread-pool.md#at-all")
