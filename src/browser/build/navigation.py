"""The pages of the site in the order of its navigation, as mkdocs.yml has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from .files import ROOT, Broken

CHAPTERS = "Chapters"  # the section of the navigation that holds them


@dataclass(frozen=True)
class Page:
    """One page: its title in the navigation, its file below docs/, the sections it is in."""

    title: str
    file: str
    sections: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it is on the site, relative to its root: `thread-pool/`, "" for the first."""
        path = self.file.rpartition(".")[0]
        return "" if path == "index" else path.removesuffix("/index") + "/"


def pages() -> list[Page]:
    """Every page that the navigation names."""
    with (ROOT / "mkdocs.yml").open(encoding="utf-8") as file:
        # load_config() would import every plugin: a second, for a list of titles.
        config = yaml_load(file, get_yaml_loader(config=MkDocsConfig()))
    return list(_flat(config["nav"], ()))


def chapters() -> list[Page]:
    """The chapters in their order. Raises Broken when the navigation has none."""
    found = [page for page in pages() if CHAPTERS in page.sections]
    if not found:
        raise Broken(f"mkdocs.yml: no section {CHAPTERS!r} in the navigation")
    return found


def _flat(entries: list[dict[str, Any]], sections: tuple[str, ...]) -> Iterator[Page]:
    for entry in entries:
        for title, value in entry.items():
            if isinstance(value, str):
                yield Page(title, value, sections)
            else:
                yield from _flat(value, (*sections, title))
