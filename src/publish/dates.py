"""The sitemap with the date at which each page really changed, by the repository's history.

A page changes with its text and with what it includes. A clone without its history (as CI
makes by default) would date every page at its one commit: then the sitemap has no dates.
"""

import gzip
import re
import subprocess
from pathlib import Path

from examples.files import SNIPPETS
from examples.pages import included

from .site import ROOT, Page, Site

_ENTRY = re.compile(r"(<loc>([^<]*)</loc>)(\s*<lastmod>[^<]*</lastmod>)?")


def write(site: Site) -> str:
    """Put the dates into the sitemap; returns why there are none, if so."""
    why = no_history()
    dates = {} if why else {site.url + page.address: changed(page) for page in site.pages()}
    text = (site.folder / "sitemap.xml").read_text("utf-8")
    text = _ENTRY.sub(lambda entry: _dated(entry[1], dates.get(entry[2])), text)
    site.write("sitemap.xml", text)
    packed = gzip.compress(text.encode(), mtime=0)
    (site.folder / "sitemap.xml.gz").write_bytes(packed)
    return why


def no_history(root: Path = ROOT) -> str:
    """Why the dates of change cannot be known here; "" if they can."""
    try:
        shallow = _git(root, "rev-parse", "--is-shallow-repository")
    except (OSError, subprocess.CalledProcessError):
        return "this is no git repository"
    return "this clone is shallow (git fetch --unshallow)" if shallow == "true" else ""


def changed(page: Page, root: Path = ROOT) -> str:
    """The day of the last commit of a page or of what it includes; "" if never committed."""
    files = [page.source]
    if page.is_text:
        files += [SNIPPETS / name for name in included(page.source)]
    return _git(root, "log", "-1", "--format=%cs", "--", *map(str, files))


def _dated(location: str, date: str | None) -> str:
    return f"{location}\n         <lastmod>{date}</lastmod>" if date else location


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()
