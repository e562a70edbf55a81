"""A hook of MkDocs: while the site is served, the lists of programs follow the snippets.

`make` writes them into docs/playground (browser.contract) before it serves. When an edit rebuilds
the pages, another process makes them anew meanwhile, and they go to the built site alone: written
into docs/ they would be one more edit.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

SOURCE = Path(__file__).parents[1]
log = logging.getLogger("mkdocs.plugins.lists")


class _Lists:
    """The lists as another process makes them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lists_"))
        paths = os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "browser.contract", str(self.folder)],
            cwd=SOURCE.parent,
            env=os.environ | {"PYTHONPATH": paths},
            stderr=subprocess.PIPE,
            text=True,
        )

    def put(self, target: Path) -> None:
        """Wait for them, and copy them to the built site."""
        words = self._process.communicate()[1]
        if self._process.returncode:
            log.info("the playground's lists are those of before: %s", words.strip()[-300:])
        else:
            shutil.copytree(self.folder, target, dirs_exist_ok=True)

    def drop(self) -> None:
        """Leave nothing of it behind."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        shutil.rmtree(self.folder, ignore_errors=True)


_begun: list[_Lists] = []  # one while pages are built; none stays when a build fails
_served = False  # whether the first build, which `make` has prepared, is over


def on_serve(server: Any, /, **_: object) -> None:
    """From now on, each build is of an edit."""
    global _served
    _served = True


def on_pre_build(**_: object) -> None:
    """Begin."""
    on_build_error()
    if _served:
        _begun.append(_Lists())


def on_post_build(*, config: MkDocsConfig) -> None:
    """End."""
    if _begun:
        _begun[0].put(Path(config.site_dir) / "playground")
        on_build_error()


def on_build_error(**_: object) -> None:
    """Leave nothing behind."""
    while _begun:
        _begun.pop().drop()


def on_shutdown() -> None:
    """Leave nothing behind."""
    on_build_error()
