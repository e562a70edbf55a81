"""A hook of MkDocs: at the end of a page, on which versions its programs were last checked."""

from mkdocs.structure.pages import Page

from examples.checked import line_of
from examples.files import DOCS
from examples.pages import shown_on


def on_page_markdown(text: str, /, *, page: Page, **_: object) -> str:
    """Append what the record says, if it says anything."""
    source = DOCS / page.file.src_uri
    if source.suffix != ".md" or not source.exists():  # a lab, or a page that a hook makes
        return text
    line = line_of(shown.path for shown in shown_on(source))
    return f"{text}\n\n{line}\n" if line else text
