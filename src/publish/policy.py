"""The Content Security Policy's list of inline scripts.

`python -m publish.policy` builds the site and prints the hashes that belong into
docs/templates/policy.html; on stderr it prints how each script begins. (A published page has
neither: publish.shared checks the list and makes files of the scripts.) Renew the list after
an update of Material or an edit of main.html, and look at what changed in the scripts
first: a hash is a signature.
"""

import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
RENEW = "python -m publish.policy prints the list for docs/templates/policy.html"


class _Page(HTMLParser):
    """The inline scripts of a page, and its policy."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.policy: str | None = None
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and "src" not in values:
            # Data, like Material's settings, is no script to a browser.
            self._open = values.get("type") in (None, "module", "text/javascript")
            if self._open:
                self.scripts.append("")
        if tag == "meta" and values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.scripts[-1] += data


def read_page(html: str) -> tuple[dict[str, str], str | None]:
    """The inline scripts of a page by their hash, and its policy (None: it has none)."""
    page = _Page()
    page.feed(html)
    return {_hash(script): script for script in page.scripts}, page.policy


def allowed(policy: str) -> set[str]:
    """The hashes that a policy allows."""
    return set(re.findall(r"'(sha256-[^']+)'", policy))


def build(site: Path, url: str = "http://127.0.0.1:8000/", *, publish: bool = True) -> str:
    """Build the site as `make build` does, for an address, into a folder; returns why it failed."""
    env = os.environ | {
        "SITE_URL": url,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": str(ROOT / "src"),
    }
    commands = (
        ["publish.start", "build", "--strict", "--site-dir", str(site)],
        ["publish", str(site)],
    )
    for command in commands if publish else commands[:1]:
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=ROOT, env=env, capture_output=True, text=True
        )
        if done.returncode:
            return done.stdout + done.stderr
    return ""


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()


def _print_list() -> None:
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        if words := build(Path(folder), publish=False):
            sys.exit(words)
        scripts: dict[str, str] = {}
        for page in Path(folder).rglob("*.html"):
            scripts |= read_page(page.read_text("utf-8"))[0]
    for name in sorted(scripts):
        print(f"    '{name}'")
        print("        ", " ".join(scripts[name].split())[:80], "...", file=sys.stderr)


if __name__ == "__main__":
    _print_list()
