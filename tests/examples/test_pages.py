"""Nothing is lost on the way from a snippet to its page."""

import re
from pathlib import Path

import pytest

from examples.files import DOCS, MEND, ROOT, SNIPPETS, PageError, all_programs, read, syntax
from examples.pages import all_pages, all_shown, blocks, expand, included, shown_on

SHOWN_ENDINGS = {".py", ".md", ".out", ".expect", ".err", ".schedules", ".svg", ".txt", ".html"}
UNSHOWN = {"badges.toml", "pars.toml", "breaks.toml", "not_proved.toml", "rules.py", "proofs.py"}
UNSHOWN |= {"what_do_you_know.toml", "checked.toml"}  # pages are made of what they say
UNSHOWN |= {"cells.toml", "real.json"}  # the tables of what is one step are made of these


def _is_ours(path) -> bool:
    """Whether a file belongs to an example and is to be seen by readers."""
    apart = {"__pycache__", MEND} & set(path.parts)  # test_exercises looks at the exercises
    unshown = path.name in UNSHOWN or path.name.endswith((".predict.toml", ".steps.json"))
    return path.is_file() and not unshown and not apart


def on_pages() -> set[str]:
    """What pages include, and what labs read."""
    labs = "".join(read(lab) for lab in (DOCS / "labs").glob("*.py"))
    by_labs = set(re.findall(r'"snippets/([\w/]+\.txt)"', labs))
    return {path for page in all_pages() for path in included(page)} | by_labs


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


def test_each_program_is_shown_whole():
    shown = {one.path for one in all_shown()}  # raises PageError for one that is shown twice
    assert set(all_programs()) - shown == set()


def test_a_missing_snippet_is_named():
    with pytest.raises(PageError, match="nowhere/missing.py"):
        expand('--8<-- "nowhere/missing.py"', "a page, line 1")


def test_a_missing_section_is_named():
    some = all_programs()[0].relative_to(SNIPPETS).as_posix()
    with pytest.raises(PageError, match="no_such_section"):
        expand(f'--8<-- "{some}:no_such_section"', "a page, line 1")


def page(folder: Path, *lines: str) -> Path:
    """A page of this test."""
    path = folder / "page.md"
    path.write_text("# T\n\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    "fence",
    [
        "```python",
        "```py",
        "```pycon",
        "```python3",
        "```{.python}",
        "``` { .python }",
        "``` python",
        '```python title="x.py"',
        "````python",
        "    ```python",
        "```ipython",
    ],
)
def test_a_fence_of_python_that_is_no_include_is_an_error(tmp_path, fence):
    closing = fence[: len(fence) - len(fence.lstrip(" `"))].rstrip()
    with pytest.raises(PageError, match=r"page\.md, line 3: a \w+ fence that is no include"):
        blocks(page(tmp_path, fence, "print(1)", closing))


@pytest.mark.parametrize("fence", ["~~~python", "~~~", "> ```python", "  ~~~ {.python}"])
def test_a_fence_that_no_test_would_see_is_an_error(tmp_path, fence):
    quote = ">" if fence[0] == ">" else ""
    closing = "~~~" if "~" in fence else "> ```"
    lines = ["```text", "~~~", "```", fence, f"{quote} print(1)", closing]
    with pytest.raises(PageError, match=r"page\.md, line 6: a fence is ``` on a line of its own"):
        blocks(page(tmp_path, *lines))


def test_a_fence_that_never_ends_is_an_error(tmp_path):
    with pytest.raises(PageError, match=r"page\.md: Hit end-of-file"):
        blocks(page(tmp_path, "```text", "a"))


def include(path: str, title: str | None = None, language: str = "python") -> list[str]:
    titled = f' title="{title}"' if title else ""
    return [f"```{language}{titled}", f'--8<-- "{path}"', "```", ""]


SOME = [path.relative_to(SNIPPETS).as_posix() for path in all_programs()[:2]]


def test_a_title_that_names_another_file_is_an_error(tmp_path):
    with pytest.raises(PageError, match=f"line 3: the title names '{SOME[1]}', the include is"):
        blocks(page(tmp_path, *include(SOME[0], SOME[1])))
    with pytest.raises(PageError, match="line 3: the title names nothing"):
        blocks(page(tmp_path, *include(SOME[0])))


def test_a_program_shown_twice_is_an_error(tmp_path):
    program = include(SOME[0], SOME[0])
    output = include(SOME[0].replace(".py", ".out"), language="text")
    assert len(shown_on(page(tmp_path, *program, *output))) == 1
    with pytest.raises(PageError, match=r"line 11: .*is shown by .*page\.md, line 3"):
        shown_on(page(tmp_path, *program, *output, *program))


def test_a_program_without_its_output_is_an_error(tmp_path):
    with pytest.raises(PageError, match="line 3: shows .* without its output"):
        shown_on(page(tmp_path, *include(SOME[0], SOME[0])))


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes("# T\n\nGrüße\n".encode("latin-1"))
    with pytest.raises(PageError, match=r"page\.md, line 3: not UTF-8"):
        blocks(path)


def test_a_syntax_error_in_a_program_is_named(tmp_path):
    path = tmp_path / "program.py"
    path.write_text("import threading\nprint(\n", "utf-8")
    with pytest.raises(PageError, match=r"program\.py, line 2: '\(' was never closed"):
        syntax(path)
    path.write_text("# Needs Python 3.99\nprint(\n", "utf-8")
    assert syntax(path) is None


def test_each_example_has_an_id_of_its_own():
    """The program's name: what a link to it ends in. A solution that unfolds may have none."""
    wrong = []
    for one in all_pages():
        text = read(one)
        divs = re.findall(r'<div class="example\b[^>]*>', text)
        ids = [found[1] if (found := re.search(r'\bid="([^"]+)"', div)) else "" for div in divs]
        folded = [s for s in shown_on(one) if text.splitlines()[s.program.line - 1][:1] == " "]
        names = {Path(s.name).name for s in shown_on(one)}
        must = names - {Path(s.name).name for s in folded}
        wrong += [f"{one.name}: {i or 'none'} twice" for i in set(ids) if ids.count(i) > 1]
        wrong += [f"{one.name}: {i or 'none'} is no program there" for i in set(ids) - names]
        wrong += [f"{one.name}: {i} has no id" for i in must - set(ids)]
    assert not wrong, "; ".join(wrong)


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
