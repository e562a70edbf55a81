"""`mkdocs serve` shows an edit of a program: on its page, and in the list of the playground."""

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from examples.files import ROOT

PROGRAM = "thread_pool/thread_pool.py"
PATIENCE = 30.0  # seconds


@pytest.fixture
def site(tmp_path):
    """A copy of the site with one chapter, served; gives its folder and address."""
    shutil.copytree(ROOT / "snippets", tmp_path / "snippets")
    shutil.copytree(ROOT / "src", tmp_path / "src")  # the hook that makes pages light
    shutil.copytree(ROOT / "docs" / "templates", tmp_path / "docs" / "templates")
    shutil.copytree(ROOT / "docs" / "assets", tmp_path / "docs" / "assets")
    shutil.copy(ROOT / "docs" / "thread-pool.md", tmp_path / "docs" / "index.md")
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    head, _, rest = config.partition("\nnav:")
    config = head + "\nnav:\n  - Home: index.md\n" + rest[rest.index("\n# Edits of programs") :]
    (tmp_path / "mkdocs.yml").write_text(config.replace("strict: true", "strict: false"), "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--livereload", "-a", address]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
        yield tmp_path, f"http://{address}/"
        server.terminate()
        server.wait(10)


def eventually(address: str, text: str, log) -> None:
    """Wait until the page holds `text`; fails with the server's log."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                if text in page.read().decode():
                    return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"{text!r} did not come to {address}\n{log.read_text()}")


def test_an_edit_of_a_program_reaches_the_page(site):
    folder, address = site
    eventually(address, "Processing task", folder / "log")
    program = folder / "snippets" / PROGRAM
    program.write_text(program.read_text("utf-8").replace("Processing task", "Edited task"))
    eventually(address, "Edited task", folder / "log")
    eventually(f"{address}playground/programs.json", "Edited task", folder / "log")
    with urllib.request.urlopen(f"{address}playground/programs.json", timeout=5) as listed:
        names = [one["name"] for one in json.load(listed)["programs"]]
    assert PROGRAM.removesuffix(".py") in names
    # One edit, one build: the lists are written beside the site, not into the watched docs/.
    time.sleep(2)
    assert (folder / "log").read_text().count("Building documentation...") == 2
