"""Python's memory as it has started, made when the site is built: the page starts from it.

Made by Pyodide in Node, with the very files that the browser gets, before any program ran. Most
of the memory is empty, and much of the rest is data of the WebAssembly module, which comes with it:
only what differs from a memory before anything ran is written (`sparse`); `memory` in worker.js is
the other side.
"""

from __future__ import annotations

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
const { instantiate } = WebAssembly;
let fresh = null; // the memory before anything ran
WebAssembly.instantiate = async (code, imports) => {
  const made = await instantiate(code, imports);
  const { memory } = imports?.env?.memory ? imports.env : (made.instance ?? made).exports;
  if (memory) fresh ??= new Uint8Array(memory.buffer).slice();
  return made;
};
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
fs.writeFileSync(`${target}.fresh`, fresh);
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
        part = kept.with_suffix(".part")
        part.write_bytes(sparse(*_made(files)))
        part.replace(kept)
    return kept.read_bytes()


def _made(files: Mapping[str, bytes]) -> tuple[bytes, bytes]:
    """A memory as Pyodide writes it, and the heap before anything ran. Raises Unavailable."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        script, memory, fresh = (folder / name for name in ("make.mjs", "memory", "memory.fresh"))
        script.write_text(SCRIPT, "utf-8")
        node([SWITCHING, script, folder, START, memory], SECONDS)
        return memory.read_bytes(), fresh.read_bytes()


def sparse(memory: bytes, fresh: bytes) -> bytes:
    """What a memory has that a fresh heap has not.

    Four numbers: lengths of its header and of its heap, the end of what a fresh heap holds, how
    many pages follow. The numbers of these pages, the header, the pages: as far as a fresh heap
    holds anything, each bit that is another there; beyond it, as they are.
    """
    start = struct.unpack_from("<I", memory, 4)[0]  # Pyodide's: where the heap follows its header
    header, heap = memory[:start], memory[start:]
    heap = heap.ljust(_up(len(heap)), b"\0")
    end = _up(len(fresh.rstrip(b"\0")))
    heap = _differing(heap[:end], fresh[:end]) + heap[end:]
    full = [at for at in range(0, len(heap), PAGE) if heap.count(0, at, at + PAGE) < PAGE]
    head = struct.pack(
        f"<{4 + len(full)}I", len(header), len(heap), end, len(full), *(at // PAGE for at in full)
    )
    return head + header + b"".join(heap[at : at + PAGE] for at in full)


def _up(length: int) -> int:
    """To the end of the last page."""
    return -(-length // PAGE) * PAGE


def _differing(one: bytes, other: bytes) -> bytes:
    number = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    return number.to_bytes(len(one), "little")
