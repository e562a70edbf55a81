"""Pages that are kept from build to build are what they would be anew, and never of yesterday."""

import logging
import shutil

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from examples.files import DOCS, ROOT, SNIPPETS

HOOK = "src/publish/kept.py"
# Tabs and pictures, exercises and questions, a front page, a page in a folder.
FEW = (
    "index.md",
    "how-to-read.md",
    "thread-pool.md",
    "thread-synchronization.md",
    "playground/index.md",
)
SILENT = {
    "nav": {"omitted_files": "ignore", "not_found": "ignore"},
    "links": {"not_found": "ignore", "anchors": "ignore", "unrecognized_links": "ignore"},
}


class House:
    """A site of its own: pages, snippets, and what is kept of them."""

    def __init__(self, folder, monkeypatch):
        self.folder, self._monkeypatch = folder, monkeypatch
        monkeypatch.chdir(ROOT)
        self.kept = folder / "kept"
        self.snippets = folder / "snippets"
        shutil.copytree(SNIPPETS, self.snippets)
        for name in FEW:
            (folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DOCS / name, folder / "docs" / name)

    def built(self, **options):
        """Build it; returns each file's bytes by its path."""
        site = self.folder / "site"
        config = load_config(
            str(ROOT / "mkdocs.yml"),
            docs_dir=str(self.folder / "docs"),
            site_dir=str(site),
            nav=None,
            strict=False,
            plugins=[{"search": {"lang": "en", "pipeline": [], "separator": " "}}],
            **{"validation": SILENT} | options,
        )
        self._monkeypatch.setattr(config.hooks[HOOK], "CACHE", self.kept)
        config.mdx_configs["pymdownx.snippets"]["base_path"] = [str(self.snippets)]
        build(config)
        texts = (path for path in site.rglob("*") if path.suffix in (".html", ".json"))
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in texts}

    def edit(self, path, old, new):
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def house(tmp_path, monkeypatch):
    return House(tmp_path, monkeypatch)


def test_kept_pages_are_the_same_byte_for_byte(house, monkeypatch):
    monkeypatch.setenv("NO_KEPT_PAGES", "1")
    anew = house.built()
    assert not house.kept.exists()
    monkeypatch.delenv("NO_KEPT_PAGES")
    assert house.built() == anew
    assert len(list(house.kept.rglob("*.json"))) == 2 * len(FEW)
    assert house.built() == anew
    _spoil(house)
    assert house.built() != anew, "nothing of what is kept is used"


def _spoil(house):
    for path in house.kept.rglob("*.json"):
        path.write_text(path.read_text("utf-8").replace(" threads ", " THREADS "), "utf-8")


def test_an_edit_of_a_snippet_shows(house):
    house.built()
    program = house.snippets / "thread_pool" / "thread_pool.py"
    house.edit(program, "Processing task", "Edited task")
    page = house.built()["thread-pool/index.html"].decode()
    assert "Edited task" in page
    assert "Processing task" not in page.partition("thread_pool/thread_pool.py")[2][:3000]


def test_an_edit_reaches_the_search(house):
    house.built()
    house.edit(
        house.folder / "docs" / "how-to-read.md", "# How to read", "# Xylophone. How to read"
    )
    made = house.built()
    assert "Xylophone" in made["how-to-read/index.html"].decode()
    assert "Xylophone" in made["search/search_index.json"].decode()


def test_a_setting_and_a_new_page_count(house):
    first = house.built()
    other = house.built(use_directory_urls=False)
    assert b'href="thread-pool.html' in _article(other["index.html"])
    assert house.built() == first
    (house.folder / "docs" / "summary.md").write_text("# Summary\n", "utf-8")
    assert b'href="summary/"' in _article(house.built()["index.html"])


def _article(page):
    return page.partition(b"<article")[2].partition(b"</article>")[0]


def test_a_page_that_was_warned_about_is_warned_about_again(house, caplog):
    (house.folder / "docs" / "broken.md").write_text("# Broken\n\n[no](nowhere.md)\n", "utf-8")
    strict = {"links": {"not_found": "warn"}}
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "mkdocs"):
            house.built(validation=strict)
        assert [one for one in caplog.messages if "nowhere.md" in one]
