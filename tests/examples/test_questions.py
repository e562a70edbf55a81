"""The page Questions: each has an answer, a program that shows it, a section that tells more."""

import re

import pytest

from examples.files import DOCS, read
from examples.pages import shown_on

PAGE = DOCS / "questions.md"
HOW_MANY = 20
SHORT = 75  # words of an answer: three lines of a page
_LINK = re.compile(r"\[([^\]]+)\]\(([\w/-]+\.md)?#([\w-]+)\)")
SECTIONS = dict(re.findall(r"^## (.+?)\n\n(.+?)(?=\n## |\Z)", read(PAGE), re.DOTALL | re.MULTILINE))
HERE = [shown.path.stem for shown in shown_on(PAGE)]


def test_there_are_twenty():
    assert len(SECTIONS) == HOW_MANY


@pytest.mark.parametrize("question", SECTIONS)
def test_a_question_is_answered_shown_and_told(question: str):
    text = SECTIONS[question]
    answer = text.split("\n\n")[0]
    assert len(answer.split()) <= SHORT, "an answer is three lines"
    links = _LINK.findall(text)
    programs = [(words, anchor) for words, _, anchor in links if words.endswith(".py`")]
    told = [words for words, page, _ in links if page and not words.endswith(".py`")]
    ours = [name for name in HERE if f'id="{name}"' in text]
    assert programs or ours, "no program shows it"
    assert told, "no section tells more"


def test_a_program_on_another_page_is_linked_by_its_name():
    """To its example, or, where it has no id because it unfolds, to the section that it is in."""
    for words, page, anchor in _LINK.findall(read(PAGE)):
        if not words.endswith(".py`"):
            continue
        name = words.strip("`").removesuffix(".py")
        shown = {one.path.stem for one in shown_on(DOCS / page)}
        assert name in shown, f"{page} does not show {name}"
        has_id = f'id="{name}"' in read(DOCS / page)
        assert not has_id or anchor == name, f"{words}: link to #{name}"
