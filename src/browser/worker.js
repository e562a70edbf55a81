/* The worker: starts Python and runs one program at a time. Lives in the sandboxed frame.
 *
 * In:  start {packs, kept}, run | explore {id, source, filename, options, packs, pages}
 * Out: kept, snapshot, ready; output, events, progress (while it runs); result; fatal
 */
"use strict";
const { XzReadableStream } = globalThis["xz-decompress"]; // put before this text by fetch.py

// A classic worker, for Chromium starts no module worker from a blob of a frame without an origin;
// Pyodide asks for importScripts to tell the two apart.
self.importScripts = undefined;

const BLOATED = 256 * 2 ** 20; // bytes; after its start Python has 30 million
const START = `
import sys
sys.path.insert(0, "/lib/site.zip")
from browser import bridge
bridge.warm_up()
`;

let files; // name -> Uint8Array
let pyodide;
let bridge; // bridge.py

self.onmessage = ({ data }) => (data.type === "start" ? start(data) : work(data));

// ------------------------------------------------------------------ start

/** `photograph`: only make a snapshot of Python as it is before any program ran. */
async function start({ packs, kept, photograph }) {
  try {
    files = new Map(kept.files);
    const fresh = packs.length > 0;
    for (const pack of packs) await unpack(pack);
    let { module, snapshot } = kept;
    if (!module) {
      module = await WebAssembly.compile(files.get("pyodide.asm.wasm"));
      files.delete("pyodide.asm.wasm");
    }
    if (fresh) postMessage({ type: "kept", kept: { files, module } });
    await startPython(module, photograph ? { _makeSnapshot: true } : snapshot && { _loadSnapshot: snapshot });
    if (photograph) {
      const { buffer } = pyodide.makeMemorySnapshot();
      postMessage({ type: "snapshot", bytes: buffer }, [buffer]);
    } else {
      postMessage({ type: "ready" });
    }
  } catch (error) {
    fatal(error);
  }
}

async function unpack({ encoding, bytes }) {
  const packed = new Blob([bytes]).stream();
  const stream =
    encoding === "xz" ? new XzReadableStream(packed) : packed.pipeThrough(new DecompressionStream(encoding));
  const data = await new Response(stream).arrayBuffer();
  // A pack: length of the index (4 bytes), the index [[name, size], ...] as JSON, the files.
  const head = new DataView(data).getUint32(0, true);
  let at = 4 + head;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, head)))) {
    files.set(name, new Uint8Array(data.slice(at, at + size)));
    at += size;
  }
}

async function startPython(module, snapshotOptions) {
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    importFile("pyodide.mjs"),
    importFile("pyodide.asm.mjs"),
  ]);
  // Pyodide fetches its parts by name and compiles what comes; ours are here, compiled.
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  self.fetch = async (url) => new Response(files.get(String(url).split("/").pop()));
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  try {
    pyodide = await loadPyodide({
      indexURL: "https://runtime.invalid/", // never asked: the policy allows no connection
      packageBaseUrl: "https://runtime.invalid/",
      lockFileContents: JSON.parse(new TextDecoder().decode(files.get("pyodide-lock.json"))),
      createPyodideModule,
      env: { HOME: "/home/reader", PYTHONHASHSEED: "0", PYTHONINSPECT: "" },
      stdout: () => {},
      stderr: (text) => console.warn(text),
      fsInit: (FS) => {
        for (const name of libraries()) FS.writeFile(`/lib/${name}`, files.get(name));
      },
      ...snapshotOptions,
    });
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
  pyodide._api.on_fatal = (error) => fatal(error);
  if (!snapshotOptions?._loadSnapshot) pyodide.runPython(START);
  if (snapshotOptions?._makeSnapshot) return;
  bridge = pyodide.pyimport("browser.bridge");
  for (const name of libraries()) bridge.add_library(`/lib/${name}`);
}

async function importFile(name) {
  const url = URL.createObjectURL(new Blob([files.get(name)], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// ------------------------------------------------------------------ work

async function work({ type, id, packs, ...job }) {
  try {
    for (const pack of packs) await install(pack);
    // postMessage leaves the worker at once, even from an endless loop.
    const emit = (kind, json) => postMessage({ type: kind, id, [kind]: JSON.parse(json) });
    const result = await bridge[type].callPromising(JSON.stringify(job), emit);
    // Memory that a program took stays taken: a worker that grew much is not used again.
    const bloated = pyodide._module.HEAP8.length > BLOATED;
    postMessage({ type: "result", id, result: JSON.parse(result), bloated });
    if (!bloated) bridge.tidy();
  } catch (error) {
    fatal(error);
  }
}

/** Adds a pack that came later: its zip files become importable. */
async function install(pack) {
  const before = libraries();
  await unpack(pack);
  for (const name of libraries()) {
    if (before.includes(name)) continue;
    pyodide.FS.writeFile(`/lib/${name}`, files.get(name));
    bridge.add_library(`/lib/${name}`);
  }
}

/** Names of the zip files to import from, beside the standard library's. */
function libraries() {
  return [...files.keys()].filter((name) => name.endsWith(".zip") && name !== "python_stdlib.zip");
}

let dead = false;

function fatal(error) {
  if (dead) return;
  dead = true; // the frame ends this worker when it hears of it
  console.warn(String(error?.message ?? error));
  postMessage({ type: "fatal", message: explain(error) });
}

/** What broke, in words for the reader. */
function explain(error) {
  const text = String(error?.message ?? error);
  if (/call stack|stack overflow/i.test(text)) {
    return "The recursion went too deep for the Python runtime.";
  }
  if (/memory|allocation/i.test(text)) return `The Python runtime ran out of memory (${text}).`;
  if (error?.name === "ExitStatus" || error?.name === "Exit") {
    return `The program ended the whole Python runtime (exit status ${error.status}).`;
  }
  return text;
}

// ------------------------------------------------------------------ stacks

/** The JavaScript half of greenthreads/backend_jspi.py: who is suspended, and whose turn is next. */
class Stacks {
  #gates = []; // number of a stack -> its gate
  #body = null; // begins a stack: Python's function of its number
  #next = 0; // who goes on when the running stack is suspended
  #wake = null; // ends the idle time that goes on
  made = null; // the gate made last

  begin(body) {
    this.#body = body.copy();
    this.#gates = [];
  }

  end() {
    this.#body.destroy();
    this.#body = this.made = null;
    this.#gates = [];
  }

  /** Makes the gate that stack `number` waits at; Python reads it from `made`. */
  make(number) {
    this.made = this.#gates[number] = {
      open: null,
      // Called by `await` in a microtask, when the stack is suspended.
      then: (resolve) => {
        this.#gates[number].open = resolve;
        this.#go(this.#next);
      },
    };
  }

  passTo(number) {
    this.#next = number;
  }

  #go(next) {
    const gate = this.#gates[next];
    if (!gate?.open) {
      this.#begin(next);
      return;
    }
    const { open } = gate;
    gate.open = null;
    open();
  }

  async #begin(number) {
    try {
      this.#go(await this.#body.callPromising(number));
    } catch (error) {
      fatal(error);
    }
  }

  /** A promise for after `milliseconds`; less than 0: until `wake`. */
  idle(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (milliseconds >= 0) setTimeout(resolve, milliseconds);
    });
  }

  wake() {
    this.#wake?.();
  }
}
self.greenStacks = new Stacks();
