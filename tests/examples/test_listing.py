"""The list of programs is what the pages and the snippets say."""

from examples import listing
from examples.files import all_programs, read


def test_the_list_is_up_to_date():
    assert read(listing.LIST) == listing.listed(), "make record NAMES=programs"


def test_every_program_stands_in_it_once():
    names = [one.shown.path for _, all_of_it in listing.programs() for one in all_of_it]
    assert sorted(names) == sorted(all_programs())


def test_a_failure_is_listed_by_what_goes_wrong():
    wrong = listing.listed().partition("## By chapter")[0]
    (line,) = (line for line in wrong.splitlines() if line.startswith("- **loses updates**"))
    assert "[`plus_equals_call.py`](thread-communication.md#plus_equals_call)" in line
