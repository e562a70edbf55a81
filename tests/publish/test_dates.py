"""The sitemap's dates are those of real change, or there are none."""

import os
import subprocess

import pytest

from examples.files import DOCS, ROOT
from publish import dates
from publish.site import Page, Site


def git(folder, *words):
    day = "2020-02-03T12:00:00"
    env = os.environ | {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    who = ["-c", "user.name=x", "-c", "user.email=x@x"]
    subprocess.run(["git", *who, *words], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    for name in ("page.py", "other.py"):
        (folder / name).write_text("")
        git(folder, "add", name)
        git(folder, "commit", "-qm", name)
    return folder


def test_a_page_has_the_day_of_its_last_commit(repository):
    page = Page("A page", repository / "page.py", "page/", "")
    assert dates.changed(page, repository) == "2020-02-03"
    new = Page("Never committed", repository / "new.py", "new/", "")
    assert dates.changed(new, repository) == ""


def test_what_a_page_includes_dates_it(monkeypatch):
    asked = []
    monkeypatch.setattr(dates, "_git", lambda root, *words: asked.extend(words) or "2020-01-01")
    source = next(page for page in sorted(DOCS.glob("*.md")) if "--8<--" in page.read_text("utf-8"))
    dates.changed(Page("", source, "", ""))
    assert str(source) in asked
    assert [word for word in asked if word.startswith(str(ROOT / "snippets"))]


def test_a_shallow_clone_has_no_dates(repository, tmp_path):
    assert dates.no_history(repository) == ""
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    assert "shallow" in dates.no_history(tmp_path / "shallow")
    assert "no git repository" in dates.no_history(tmp_path)


@pytest.mark.parametrize("why", ["", "no history"])
def test_the_dates_of_the_build_go(why, tmp_path, monkeypatch):
    page = Page("A page", tmp_path / "page.md", "page/", "")
    monkeypatch.setattr(dates, "no_history", lambda: why)
    monkeypatch.setattr(dates, "changed", lambda page: "2020-02-03")
    monkeypatch.setattr(Site, "pages", lambda site: [page])
    entry = "<url><loc>https://x.org/{}</loc><lastmod>1999-09-09</lastmod></url>"
    (tmp_path / "sitemap.xml").write_text(entry.format("page/") + entry.format("other/"))
    assert dates.write(Site(tmp_path, "https://x.org/")) == why
    text = (tmp_path / "sitemap.xml").read_text()
    assert "1999" not in text
    assert ("2020-02-03" in text) == (not why)
    assert text.count("<loc>") == 2
