"""The glossary: each word once, in two sentences, with the section that teaches it.

That the linked sections exist is the build's business: it is strict about anchors.
"""

import re

import pytest

from examples.files import DOCS, read

PAGE = DOCS / "glossary.md"
ENTRIES = re.findall(r"^## ([^\n]+)\n\n(.+?)\n(?=\n## |\Z)", read(PAGE), re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"(.+?[.?!])\s+See\s+\[[^\]]+\]\([\w/-]+\.md#[\w-]+\)\.?", re.DOTALL)


def test_each_word_stands_once_and_in_order():
    words = [word.partition(",")[0].casefold() for word, _ in ENTRIES]
    assert len(words) > 35
    assert words == sorted(set(words))


@pytest.mark.parametrize(("word", "text"), ENTRIES, ids=[word for word, _ in ENTRIES])
def test_a_word_is_told_in_two_sentences_and_a_link(word: str, text: str):
    told = _ENTRY.fullmatch(text)
    assert told, f"{word}: sentences, then See and one link to a section"
    assert len(re.findall(r"[.?!](?=\s|$)", told[1])) == 2, f"{word}: {told[1]}"
