"""The site as one file to take along: unpacked, its pages open from the folder (file://).

There a browser shows a folder for an address that ends in a slash, and gives a page neither
modules nor workers nor data. So links name their files, the search index is a script, and
`iframe-worker` runs the search where a worker would; Run says that it needs a server. The policy
stays out: to it, files of one folder are strangers.
"""

import json
import re
import zipfile
from pathlib import Path

from browser.build.files import MODULES

from .site import Site

NAME = "threading-deep-dive"
SHIM = MODULES / "iframe-worker" / "shim" / "index.js"
INDEX = "search/search_index"
# What means nothing without a server, and what only a debugger asks for.
LEFT_OUT = re.compile(
    r"404\.html|sitemap\.xml(\.gz)?|llms\.txt|.*\.(map|zip)|.*/index\.md|index\.md"
)
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\s*')
_ADDRESS = re.compile(r'(\b(?:href|src)=")([^":?#]*)((?:[?#][^"]*)?")')
_BUTTONS = re.compile(r'<script src="([^"]*)buttons\.mjs" type="module"></script>')
_BEFORE = re.compile(r'(?=<script src="([^"]*)before[\w-]*\.js"></script>)')


def write(site: Site) -> int:
    """Write the archive; returns its size in bytes. Raises FileNotFoundError without the shim."""
    path = site.folder / f"{NAME}.zip"
    files = [name for name in site.files() if not LEFT_OUT.fullmatch(name.as_posix())]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in files:
            _add(archive, name, _content(site.folder / name))
        index = (site.folder / f"{INDEX}.json").read_text("utf-8")
        _add(archive, Path(f"{INDEX}.js"), searchable(index).encode())
        _add(archive, Path("assets/iframe-worker.js"), SHIM.read_bytes())
    return path.stat().st_size


def opened(html: str) -> str:
    """A page as it works when it is opened as a file."""
    html = _POLICY.sub("", html)
    html = _ADDRESS.sub(lambda part: part[1] + _file(part[2]) + part[3], html)
    html = _BUTTONS.sub(r'<script src="\1offline.js"></script>', html)
    return _BEFORE.sub(r'<script src="\1iframe-worker.js"></script>', html)


def searchable(index: str) -> str:
    """The search index as the script that the theme loads from a folder."""
    data = json.loads(index)
    for entry in data["docs"]:
        path, anchor, place = entry["location"].partition("#")
        entry["location"] = (_file(path) if path else "index.html") + anchor + place
    return "var __index = " + json.dumps(data, separators=(",", ":"))


def _file(path: str) -> str:
    """What a relative address means where there is no server to complete it."""
    if path.endswith("/"):
        return path + "index.html"
    return path + "/index.html" if path in (".", "..") or path.endswith("/..") else path


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    return opened(data.decode()).encode() if path.suffix == ".html" else data


def _add(archive: zipfile.ZipFile, name: Path, data: bytes) -> None:
    entry = zipfile.ZipInfo(f"{NAME}/{name.as_posix()}", EPOCH)
    entry.external_attr = 0o644 << 16
    packed = zipfile.ZIP_STORED if name.suffix in (".xz", ".gz", ".png") else zipfile.ZIP_DEFLATED
    archive.writestr(entry, data, packed)
