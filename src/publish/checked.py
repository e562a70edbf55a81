"""A hook of MkDocs: at the end of a page, on which versions its programs were last checked."""

from mkdocs.structure.pages import Page

from examples.checked import line_of
from examples.files import DOCS
from examples.pages import shown_on


def on_page_markdown(text: str, /, *, page: Page, **_: object) -> str:
    """Append what the record says, if it says anything."""
    if not page.file.src_uri.endswith(".md"):
        return text
    line = line_of(shown.path for shown in shown_on(DOCS / page.file.src_uri))
    return f"{text}\n\n{line}\n" if line else text
