"""A built site and the sources of its pages, as the steps of `python -m publish` see them.

They read what any generator leaves, HTML at the pages' addresses, and the Markdown files; of
MkDocs only the navigation is read.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from browser.build import navigation
from examples.files import DOCS, ROOT

__all__ = ["DOCS", "ROOT", "Page", "Site"]


@dataclass(frozen=True)
class Page:
    """A page of the navigation: its title, its source, its address below the site's root."""

    title: str
    source: Path
    address: str
    section: str

    @property
    def is_text(self) -> bool:
        """Whether its source is Markdown; a lab's is a program."""
        return self.source.suffix == ".md"


@dataclass(frozen=True)
class Site:
    """The folder of a built site, and the address that it will have."""

    folder: Path
    url: str

    @classmethod
    def of(cls, folder: Path) -> "Site":
        """The site in a folder; its address stands in its first page."""
        first = (folder / "index.html").read_text("utf-8")
        _, found, rest = first.partition('<link rel="canonical" href="')
        if not found:
            raise ValueError(f"{folder / 'index.html'} does not say its address (site_url)")
        return cls(folder, rest.partition('"')[0])

    def pages(self) -> list[Page]:
        """The pages of the navigation that were built, in its order."""
        named = [
            Page(page.title, DOCS / page.file, page.address, (page.sections or ("",))[0])
            for page in navigation.pages()
        ]
        return [page for page in named if self.html(page).is_file()]

    def html(self, page: Page) -> Path:
        """The file of a page."""
        return self.folder / page.address / "index.html"

    def files(self) -> list[Path]:
        """All files of the site, relative to its folder, in order."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted((path.relative_to(self.folder) for path in found), key=os.fspath)

    def html_files(self) -> list[Path]:
        """The files of all pages, the one for what is not found included."""
        return [self.folder / path for path in self.files() if path.suffix == ".html"]

    def write(self, name: str, text: str) -> None:
        """Write a file of the site."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
