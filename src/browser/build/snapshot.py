"""Python's memory as it has started, made when the site is built: the page starts from it.

Made by Pyodide in Node, with the very files that the browser gets, before any program ran. Most
of the memory is empty, so only pages with something in them are written (`sparse`); `grown` in
worker.js is the other side.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from .files import digest
from .node import node

PAGE = 4096
SWITCHING = "--experimental-wasm-jspi"  # Node 24 has it, but not by itself
SECONDS = 300.0
# What worker.js gives to loadPyodide too, as far as Python can see it.
SCRIPT = """
import fs from "node:fs";
const [folder, start, target] = process.argv.slice(2);
// Python finds out at its start whether stacks can be switched, and remembers that.
if (!("Suspending" in WebAssembly)) throw new Error("this Node cannot switch stacks");
const { loadPyodide } = await import(`${folder}/pyodide.mjs`);
const python = await loadPyodide({
  indexURL: folder,
  lockFileContents: JSON.parse(fs.readFileSync(`${folder}/pyodide-lock.json`)),
  env: { HOME: "/home/reader", PYTHONHASHSEED: "0", PYTHONINSPECT: "" },
  stdout: () => {},
  fsInit: async (FS) => FS.writeFile("/lib/site.zip", fs.readFileSync(`${folder}/site.zip`)),
  _makeSnapshot: true,
});
python.runPython(start);
fs.writeFileSync(target, python.makeMemorySnapshot());
"""
START = """
import sys
sys.path.insert(0, "/lib/site.zip")
from browser import bridge
bridge.warm_up()
"""


def snapshot(files: Mapping[str, bytes], cache: Path) -> bytes:
    """The memory of a Python that these files have started, sparse. Raises Unavailable.

    The cache keeps it under a digest of all that decides it; a failure leaves nothing there.
    """
    named = [part for name, data in files.items() for part in (name.encode(), data)]
    given = (text.encode() for text in (SWITCHING, SCRIPT, START))
    kept = cache / f"memory-{digest(*named, *given)}.bin"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _make(files, kept)
    return sparse(kept.read_bytes())


def _make(files: Mapping[str, bytes], target: Path) -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        script, memory = folder / "make.mjs", folder / "memory"
        script.write_text(SCRIPT, "utf-8")
        node([SWITCHING, script, folder, START, memory], SECONDS)
        part = target.with_suffix(".part")
        shutil.copyfile(memory, part)
        part.replace(target)


def sparse(memory: bytes) -> bytes:
    """The length of a memory, how many of its pages hold anything, which, and these pages."""
    pages = range(0, len(memory), PAGE)
    full = [at for at in pages if memory.count(0, at, at + PAGE) < len(memory[at : at + PAGE])]
    head = struct.pack(f"<{2 + len(full)}I", len(memory), len(full), *(at // PAGE for at in full))
    return head + b"".join(memory[at : at + PAGE].ljust(PAGE, b"\0") for at in full)
