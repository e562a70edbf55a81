"""Nothing is lost on the way from a snippet to its page."""

from collections import Counter

import pytest

from examples.pages import (
    DOCS,
    ROOT,
    SNIPPETS,
    PageError,
    all_pages,
    all_programs,
    blocks,
    expand,
    included,
)

SHOWN_ENDINGS = {".py", ".out", ".expect", ".err", ".svg", ".txt"}
UNSHOWN = {"breaks.toml", "rules.py"}


def _is_ours(path) -> bool:
    """Whether a file belongs to an example and is to be seen by readers."""
    return path.is_file() and path.name not in UNSHOWN and "__pycache__" not in path.parts


def on_pages() -> set[str]:
    return {path for page in all_pages() for path in included(page)}


def test_every_snippet_file_is_on_a_page():
    files = {
        path.relative_to(SNIPPETS).as_posix()
        for path in SNIPPETS.rglob("*")
        if _is_ours(path) and path.suffix in SHOWN_ENDINGS
    }
    missing = sorted(files - on_pages())
    assert not missing, f"on no page: {', '.join(missing)}"


def test_every_file_below_snippets_has_a_known_ending():
    strange = [
        str(path.relative_to(ROOT))
        for path in SNIPPETS.rglob("*")
        if _is_ours(path) and path.suffix not in SHOWN_ENDINGS
    ]
    assert not strange


def test_each_program_is_shown_whole_exactly_once():
    whole = Counter(
        b.include
        for page in all_pages()
        for b in blocks(page)
        if b.include and b.include.endswith(".py") and not b.section
    )
    programs = {path.relative_to(SNIPPETS).as_posix() for path in all_programs()}
    assert {name for name, count in whole.items() if count > 1} == set()
    assert programs - set(whole) == set()


def test_a_missing_snippet_is_named():
    with pytest.raises(PageError, match="nowhere/missing.py"):
        expand('--8<-- "nowhere/missing.py"', "a page, line 1")


def test_a_missing_section_is_named():
    with pytest.raises(PageError, match="no_such_section"):
        expand('--8<-- "thread_pool/thread_pool.py:no_such_section"', "a page, line 1")


def test_a_python_fence_that_is_no_include_is_an_error(tmp_path):
    page = DOCS / "not-there.md"
    text = "# T\n\n```python\nprint(1)\n```\n"

    class Fake(type(page)):
        def read_text(self, *_args, **_kwargs):
            return text

    with pytest.raises(PageError, match=r"not-there\.md, line 3"):
        blocks(Fake(page))


def test_a_timeline_is_indented_like_its_output():
    # One that is not closes the solution that unfolds: the picture would give it away.
    astray, pictures = [], 0
    for page in all_pages():
        indent = None
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            here = len(line) - len(line.lstrip())
            if line.lstrip().startswith(("=== ", "```text title")):
                indent = here
            if line.lstrip() == '<figure class="timeline">':
                pictures += 1
                astray += [] if here == indent else [f"{page.relative_to(ROOT)}:{number}"]
    assert pictures > 50
    assert not astray


def test_snippets_are_narrow():
    wide = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in all_programs()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > 60
    ]
    assert not wide, f"wider than 60 columns: {wide}"
