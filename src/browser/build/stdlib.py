"""The standard library of the browser's Python: trimmed, and compiled to bytecode.

Bytecode starts Python in a quarter of the time. Pyodide itself compiles it, in Node, so it is of
the right version whatever Python builds the site.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from .files import digest
from .node import node
from .pack import zipped

# Parts that no program about threads wants: tests, other protocols, other processes, desktop,
# development. (Names of top-level modules; "a/b" of submodules.)
_UNUSED = """
    _pyrepl antigravity bdb cProfile cmd code compileall ctypes doctest ensurepip filecmp ftplib
    getpass idlelib imaplib mailbox modulefinder netrc nturl2path optparse pdb
    pickletools plistlib poplib profile pstats pty pyclbr pydoc pydoc_data rlcompleter shelve
    smtplib socketserver sqlite3 symtable tabnanny trace tty turtle unittest venv wave webbrowser
    wsgiref xml xmlrpc zipapp __phello__ __hello__ _pyio _aix_support _android_support
    _apple_support _ios_support _osx_support
    multiprocessing/heap multiprocessing/managers multiprocessing/shared_memory
    multiprocessing/sharedctypes http/server importlib/_bootstrap importlib/_bootstrap_external
    importlib/resources importlib/readers importlib/simple zipimport tarfile asyncio/__main__
    asyncio/proactor_events asyncio/windows_events asyncio/windows_utils asyncio/tools pyodide/http
    email/mime ssl tomllib difflib fileinput sre_compile
    sre_constants sre_parse _ast_unparse _pylong uuid curses tkinter lib2to3 dbm
"""
UNUSED = frozenset(_UNUSED.split())
_ENCODINGS = """
    __init__ aliases ascii charmap cp1252 cp437 hex_codec base64_codec idna iso8859_1 iso8859_15
    latin_1 punycode raw_unicode_escape undefined unicode_escape utf_16 utf_16_be utf_16_le utf_32
    utf_32_be utf_32_le utf_7 utf_8 utf_8_sig
"""
ENCODINGS = frozenset(_ENCODINGS.split())
# Tracebacks of programs show lines of these, so their text comes along with their bytecode.
SHOWN = re.compile(
    r"(threading|queue|sched|random|contextlib|concurrent/futures/.*|logging/__init__|_weakrefset"
    r"|json/.*|dataclasses|enum|heapq|copy|functools|statistics|collections/__init__)\.py$"
)

# What Python imports at its start, of which nothing is needed here: no package is ever loaded, and
# nothing is ever compiled for this Python.
SHORT = {
    "pyodide/_package_loader.py": b"""
from pyodide_js import loadedPackages  # a snapshot has it in its list
class Folder:
    def __init__(self, path): self.path = path
    def __str__(self): return self.path
SITE_PACKAGES, DSO_DIR = Folder("/lib/python3.14/site-packages"), Folder("/usr/lib")
def init_loaded_packages(): pass
""",
    "_sysconfigdata__emscripten_wasm32-emscripten.py": b"""
build_time_vars = {"Py_GIL_DISABLED": 0, "EXT_SUFFIX": ".so"}
""",
}

SECONDS = 300.0  # for Pyodide to start and to compile 400 modules: 4 s here
# Run by Pyodide. Without docstrings and asserts, but for Pyodide's own code, which reads its own.
COMPILE = """
import importlib._bootstrap_external as external, zipfile
with zipfile.ZipFile("/source.zip") as old, zipfile.ZipFile("/target.zip", "w") as new:
    for item in old.infolist():
        level = 0 if "pyodide" in item.filename else 2
        path = "/lib/python314.zip/" + item.filename
        code = compile(old.read(item), path, "exec", 0, True, level)
        data = bytes(external._code_to_hash_pyc(code, bytes(8), False))
        new.writestr(zipfile.ZipInfo(item.filename + "c"), data)
"""
SCRIPT = """
import fs from "node:fs";
const [pyodide, program, source, target] = process.argv.slice(2);
const { loadPyodide } = await import(pyodide);
const python = await loadPyodide();
python.FS.writeFile("/source.zip", fs.readFileSync(source));
python.runPython(program);
fs.writeFileSync(target, python.FS.readFile("/target.zip"));
"""


def stdlib(pyodide: Path, cache: Path) -> bytes:
    """The library's zip file made from that of a Pyodide's folder. Raises Unavailable."""
    texts = used((pyodide / "python_stdlib.zip").read_bytes())
    code = compiled(texts, pyodide, cache)
    return zipped({name: data for name, data in texts.items() if SHOWN.match(name)} | code)


def used(archive: bytes) -> dict[str, bytes]:
    """The modules of a library's zip file that programs here may want."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        kept = {name: old.read(name) for name in old.namelist() if _wanted(name)}
    return kept | {name: text for name, text in SHORT.items() if name in kept}


def _wanted(name: str) -> bool:
    if not name.endswith(".py"):
        return False
    path = name.removesuffix(".py")
    package, *below = path.split("/")
    if package == "encodings":
        return below[0] in ENCODINGS
    return UNUSED.isdisjoint((package, "/".join([package, *below[:1]]), path))


def compiled(texts: dict[str, bytes], pyodide: Path, cache: Path) -> dict[str, bytes]:
    """The bytecode of modules, by its path. Raises Unavailable where compiling fails.

    The cache keeps it under a digest of all that decides it; a failure leaves nothing there.
    """
    source = zipped(texts)
    compiler = (pyodide / "pyodide.asm.wasm").read_bytes()
    name = digest(source, compiler, COMPILE.encode(), SCRIPT.encode())
    kept = cache / f"library-{name}.zip"
    if not kept.exists():
        _compile(source, pyodide, kept)
    with zipfile.ZipFile(kept) as archive:
        return {item: archive.read(item) for item in archive.namelist()}


def _compile(source: bytes, pyodide: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    script, given, made = (target.with_suffix(end) for end in (".mjs", ".source", ".part"))
    script.write_text(SCRIPT, "utf-8")
    given.write_bytes(source)
    try:
        node([script, (pyodide / "pyodide.mjs").as_uri(), COMPILE, given, made], SECONDS)
        made.replace(target)
    finally:
        for path in (script, given, made):
            path.unlink(missing_ok=True)


def lock_file(pyodide: Path) -> bytes:
    """Pyodide's lock file without its packages: none of them is ever loaded."""
    lock = json.loads((pyodide / "pyodide-lock.json").read_text("utf-8"))
    return json.dumps({"info": lock["info"], "packages": {}}).encode()
