"""Pages as plain Markdown: what is included stands there, what only lays out does not."""

import pytest

from examples.files import DOCS, SNIPPETS, PageError
from publish.texts import copy, description

URL = "https://example.org/site/"
FIRST = next(
    path for path in sorted(SNIPPETS.rglob("*.expect")) if path.with_suffix(".svg").exists()
)
NAME = FIRST.relative_to(SNIPPETS).with_suffix("").as_posix()
SOURCE = f"""---
search: {{boost: 0.3}}
description: What it is about
---

# A page

<div class="example" id="one" markdown>

**loses updates**{{ .badge }}

```python title="{NAME}.py"
--8<-- "{NAME}.py"
```

<div class="run" markdown>

=== "One run"

    ```text
    --8<-- "{NAME}.out"
    ```

=== "Every run"

    ```text
    --8<-- "{NAME}.expect"
    ```

<figure class="timeline">
--8<-- "{NAME}.svg"
</figure>

See [another](other.md#part), [up](../index.md), [a lab](labs/a-lab.py) and [far](https://x.org/y.md).

</div>
</div>
"""


def made(where="page.md"):
    return copy(SOURCE, where, URL)


def test_programs_outputs_and_guarantees_stand_in_it_whole():
    text = made()
    for ending in (".py", ".out", ".expect"):
        file = FIRST.with_suffix(ending).read_text("utf-8").rstrip()
        assert f"\n{file}\n```\n" in text, ending
    assert "--8<--" not in text


def test_layout_is_left_out():
    text = made()
    assert "<" not in text.replace(FIRST.with_suffix(".py").read_text("utf-8"), "").split("```")[0]
    assert "\n**loses updates**\n" in text
    assert "\n**One run**\n" in text
    for mark in ("<div", "<figure", "<svg", "===", "{ .badge }", "boost"):
        assert mark not in text


def test_a_picture_is_told():
    assert "*Timeline: " in made()


def test_links_to_pages_are_whole():
    text = made("playground/page.md")
    assert f"[another]({URL}playground/other/#part)" in text
    assert f"[up]({URL})" in text
    assert "(https://x.org/y.md)" in text
    assert f"[a lab]({URL}labs/a-lab/)" in made()


def test_a_missing_include_fails():
    with pytest.raises(PageError):
        copy('--8<-- "no/such.py"\n', "page.md", URL)


def test_description_is_that_of_the_page():
    assert description(SOURCE) == "What it is about"
    assert description("# Without\n") == ""
    assert all(description(page.read_text("utf-8")) for page in DOCS.glob("*.md"))
