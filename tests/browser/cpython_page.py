"""CPython's own tests in the page: a runtime like the site's that brings them; never published.

Frame, worker and our own Python are the site's. The library is Pyodide's whole one, for the tests
use modules that no program of the site wants, and its docstrings.
"""

from __future__ import annotations

import json
import sysconfig
from pathlib import Path

from browser.build import pack, runtime
from browser.build.packages import npm

LIBRARY = Path(sysconfig.get_path("stdlib"))
DATA = (
    "certdata",
    "data",
    "decimaltestdata",
    "randv*.pck",
)  # in the folder of the tests, and read by them
# Run before the tests: they want to be files, but a worker imports from archives.
UNPACK = """
import os, sys, zipfile
if not os.path.exists("/tests"):
    zipfile.ZipFile("/lib/tests.zip").extractall("/tests")
sys.path.insert(0, "/tests")
"""


def tests() -> dict[str, bytes]:
    """CPython's own tests, those of the Python that runs this, and the data that they read."""
    folder = LIBRARY / "test"
    found = [*folder.rglob("*.py"), *(path for name in DATA for path in folder.rglob(name))]
    found += [path for one in found if one.is_dir() for path in one.rglob("*")]
    return {p.relative_to(LIBRARY).as_posix(): p.read_bytes() for p in found if p.is_file()}


def library() -> bytes:
    """Pyodide's whole library, as it came."""
    return (npm("pyodide") / "python_stdlib.zip").read_bytes()


def make(cache: Path) -> dict[str, bytes]:
    """The files of such a runtime, by name."""
    files = {path.name: path.read_bytes() for path in runtime.OUT.iterdir()}
    manifest = json.loads(files["manifest.json"])
    python = runtime.pyodide_files(npm("pyodide")) | {runtime.LIBRARY: library()}
    python |= {"site.zip": pack.zipped(runtime.our_files())}
    python.pop(runtime.MACHINE)  # the site's own pack brings it
    contents = {"python": python, "tests": {"tests.zip": pack.zipped(tests())}}
    for name, content in contents.items():
        made = pack.pack(name, content, cache, "gzip")
        manifest["packs"][name] = made.entry() | {"when": "first"}
        files[made.path] = made.data
    return files | {"manifest.json": json.dumps(manifest).encode()}
