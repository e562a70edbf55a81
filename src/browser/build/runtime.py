"""The runtime in docs/playground/pyodide: five packs, the sandboxed frame, and their manifest.

machine-….xz   Pyodide's WebAssembly, which no change of ours changes
python-….xz    its scripts, our own Python (the green threads, the guarantees, the bridge), and
               its memory as it has started with all that most programs import
library-….xz   the trimmed standard library, loaded with the first import of something else
explore-….xz   what "Every schedule" needs besides, loaded with the first exploration
requests-….xz  what the scraper's programs import, loaded for them only
frame-….htm    the frame that keeps all that away from the page

Every name but the manifest's holds a digest of the file, so browsers may keep them forever.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from . import navigation
from .files import (
    CACHE,
    PLAYGROUND,
    ROOT,
    SNIPPETS,
    SOURCE,
    Broken,
    digest,
    modules,
    write_folder,
)
from .pack import Pack, pack, zipped
from .packages import npm, pure_python
from .snapshot import snapshot
from .stdlib import lock_file, stdlib

MACHINE, LIBRARY = "pyodide.asm.wasm", "python_stdlib.zip"
OUT = PLAYGROUND / "pyodide"
HERE = SOURCE / "browser"
HEAP = 1 << 30  # a program that eats memory gets a MemoryError at 1 GiB, not a dead tab at 4
OURS = ("greenthreads", "guarantee")  # whole packages that Python in the page imports
# Modules of this package that it does.
PAGE_SIDE = (
    "__init__",
    "bridge",
    "exploring",
    "fake_web",
    "judging",
    "late",
    "reaching",
    "web",
)
# The green threads' back-end for CPython, and their command line.
NATIVE = ("backend_greenlet.py", "__main__.py")
# What comes with the first exploration, or when a run is first gone through step by step.
LATER = (SOURCE / "greenthreads" / "exploration", SOURCE / "greenthreads" / "stepping")
SCRAPER = ("requests", "urllib3", "idna", "charset-normalizer")
LATE = ("library", "explore", "requests")  # packs that not every program needs
PAGES = 5  # chapters that `requests` gets in the page instead of the internet


def make() -> list[Path]:
    """Write the folder; returns what it wrote. Raises Unavailable or Broken."""
    python, site = pyodide_files(npm("pyodide")), {"site.zip": zipped(our_files())}
    memory = {"memory": snapshot(python | site, CACHE)}
    machine, library = ({name: python.pop(name)} for name in (MACHINE, LIBRARY))
    packs = {
        "machine": pack("machine", machine, CACHE),
        "python": pack("python", python | site | memory, CACHE),
        "library": pack("library", library, CACHE),
        "explore": pack("explore", {"explore.zip": zipped(exploration())}, CACHE),
        "requests": pack("requests", {"requests.zip": zipped(scraper_files())}, CACHE),
    }
    worker = (HERE / "worker.js").read_text("utf-8")
    unpacker = npm("xz-decompress") / "dist" / "package" / "xz-decompress.min.js"
    page = frame((HERE / "frame.js").read_text("utf-8"), unpacker.read_text("utf-8"), worker)
    name = f"frame-{digest(page)}.htm"  # not .html: mkdocs' live reload would write into it
    files = {one.path: one.data for one in packs.values()} | {name: page}
    files["manifest.json"] = manifest(packs, name)
    write_folder(OUT, files)
    return [OUT / path for path in files]


def pyodide_files(package: Path) -> dict[str, bytes]:
    """The files of Pyodide as the browser gets them. Raises Unavailable or Broken."""
    script = (package / "pyodide.asm.mjs").read_text("utf-8")
    script = replaced(script, "getHeapMax=()=>4294901760", f"getHeapMax=()=>{HEAP}")
    # A memory is put together in its place, from what is there already: see snapshot.py.
    script = replaced(
        script, "return Module.HEAP8.set(t),", "return API.config._fillHeap(Module.HEAP8),"
    )
    loader = (package / "pyodide.mjs").read_text("utf-8")
    loader = replaced(loader, "t.INITIAL_MEMORY=i.length", "t.INITIAL_MEMORY=e._heapLength")
    return {
        "pyodide.mjs": loader.encode(),
        "pyodide.asm.mjs": script.encode(),
        MACHINE: (package / MACHINE).read_bytes(),
        "pyodide-lock.json": lock_file(package),
        LIBRARY: stdlib(package, CACHE),
    }


def replaced(text: str, old: str, new: str) -> str:
    """`text` with `old`, which is in it once, replaced. Raises Broken."""
    if text.count(old) != 1:
        raise Broken(f"{old!r} is not once in this Pyodide: look at the new version")
    return text.replace(old, new)


def our_files() -> dict[str, bytes]:
    """Our own Python, with paths as it is imported; the chapters' rules as package `rules_of`."""
    paths = [HERE / f"{name}.py" for name in PAGE_SIDE]
    paths += [path for path in modules(*OURS) if path.name not in NATIVE]
    paths = [path for path in paths if not set(LATER) & set(path.parents)]
    files = {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in paths}
    chapters = {path.parent.name: path.read_bytes() for path in sorted(SNIPPETS.glob("*/rules.py"))}
    files |= {f"rules_of/{chapter}.py": text for chapter, text in chapters.items()}
    files["rules_of/__init__.py"] = "".join(f"from . import {one}\n" for one in chapters).encode()
    return files


def exploration() -> dict[str, bytes]:
    """What explores, judges exercises, and writes runs down step by step."""
    later = (path for folder in LATER for path in folder.rglob("*.py"))
    paths = [*sorted(later), *modules("mending")]
    return {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in paths}


def scraper_files() -> dict[str, bytes]:
    """`requests` and what it needs, led to browser.web instead of a network."""
    files: dict[str, bytes] = {}
    for name in SCRAPER:
        files |= pure_python(name)
    files = {path: data for path, data in files.items() if "/contrib/" not in path}
    # urllib3 would take over the browser's requests here; ours go through web.py.
    files["urllib3/contrib/__init__.py"] = b""
    files["urllib3/contrib/emscripten/__init__.py"] = b"def inject_into_urllib3(): pass\n"
    # No certificate is checked, for nothing leaves the browser.
    files["certifi.py"] = b"def where(): return '/no/certificates.pem'\n"
    files["requests/adapters.py"] += b"\nimport browser.web\nHTTPAdapter.send = browser.web.send\n"
    return files


def frame(script: str, unpacker: str, worker: str) -> bytes:
    """The sandboxed frame: its policy, its script, and the worker's text. Raises Broken."""
    worker = "(function () {" + unpacker + "\n}).call(globalThis);\n" + worker
    if "</script" in (script + worker).lower():
        raise Broken("'</script' in frame.js or worker.js would end the frame's element")
    name = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{name}' blob: 'wasm-unsafe-eval'; "
    policy += "worker-src blob:"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="robots" content="noindex"><title>Python runtime</title>\n'
        f'<script type="text/plain" id="worker">{worker}</script>\n'
        f"<script>{script}</script></html>\n"
    ).encode()


def manifest(packs: dict[str, Pack], frame_name: str) -> bytes:
    """What runner.mjs reads first: which files there are, and when they are needed."""
    entries = {name: one.entry() for name, one in packs.items()}
    # One comes with the first import of what is not in memory, one with the first exploration, one
    # with a program that imports `requests`, and the pages along with it.
    for name, entry in entries.items():
        entry["when"] = name if name in LATE else "first"
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]["pyodide"]
    text = {
        "id": digest(frame_name.encode(), json.dumps(entries).encode()),
        "pyodide": version,
        "frame": frame_name,
        "packs": entries,
        "pages": pages(),
    }
    return json.dumps(text, indent=1).encode()


def pages() -> list[str]:
    """The first chapters, as seen from this folder on the site. Raises Broken."""
    chapters = navigation.chapters()[:PAGES]
    for page in chapters:
        if not (ROOT / "docs" / page.file).is_file():
            raise Broken(f"mkdocs.yml names {page.file}, which is not in docs/")
    if len(chapters) < PAGES:
        raise Broken(f"mkdocs.yml: fewer than {PAGES} chapters in the navigation")
    return [f"../../{page.address}" for page in chapters]
