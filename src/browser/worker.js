/* The worker: starts Python and runs one program at a time. Lives in the sandboxed frame.
 *
 * In:  start {packs, kept}; run | explore | judge | step | play {id, source, filename, options,
 *      packs, pages}; library {packs}
 * Out: kept, ready; begun, wants, output, events, progress (while it runs); result; fatal
 */
"use strict";
/** @import {PyodideAPI} from "pyodide" */
/** @import {PyCallable, PyProxy} from "pyodide/ffi" */
/** @typedef {{HEAP8: Int8Array, HEAPU32: Uint32Array, _PyThreadState_Get: () => number}} Module */
/** @typedef {{_api: {on_fatal: (error: unknown) => void}, _module: Module}} Private */
/** @import {Kept, Library, Pack, Phases, Start, ToWorker, Work, FromWorker} from "./messages.d.ts" */

// build/runtime.py puts the library's text before this one.
/** @type {{XzReadableStream: new (packed: ReadableStream) => ReadableStream}} */
const { XzReadableStream } = Reflect.get(globalThis, "xz-decompress");

// A classic worker, for Chromium starts no module worker from a blob of a frame without an origin;
// Pyodide asks for importScripts to tell the two apart.
Reflect.set(self, "importScripts", undefined);

const BLOATED = 256 * 2 ** 20; // bytes; after its start Python has 30 million
const LIBRARY = "python_stdlib.zip";
const PAGE = 4096; // bytes, of build/snapshot.py
const START = `
import sys
sys.path.insert(0, "/lib/site.zip")
from browser import bridge
bridge.warm_up()
`;

/** @type {Kept["files"]} */
let files;
/** @type {PyodideAPI & Private} */
let pyodide;
/** @type {PyProxy & Record<string, PyCallable>} */
let bridge; // bridge.py

// Ours is the first listener: a program may add others, and set `onmessage`.
addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "start") start(data);
  else if (data.type === "library") arrive(data);
  else work(data);
});
// A closed worker hears nothing, and nobody is told that it is closed.
Reflect.set(self, "close", () => {
  throw new Error("a program cannot close the worker that it runs in");
});

// ------------------------------------------------------------------ start

/**
 * @param {FromWorker} message
 * @param {Transferable[]} [transfer]
 */
function tell(message, transfer = []) {
  postMessage(message, transfer);
}

/** The time, by the clock that the page and all workers share. */
function now() {
  return performance.timeOrigin + performance.now();
}

/** @param {Start} order */
async function start({ packs, kept }) {
  try {
    files = new Map(kept.files);
    /** @type {Phases} */
    const phases = [];
    let last = now();
    const over = (/** @type {string} */ name) => phases.push([name, last, (last = now())]);
    await Promise.all(packs.map(unpack));
    over("unpack");
    const module = kept.module ?? (await WebAssembly.compile(file("pyodide.asm.wasm")));
    if (!kept.module) tell({ type: "kept", kept: { files, module } });
    files.delete("pyodide.asm.wasm"); // 10 MB that nobody needs twice
    over("compile");
    await startPython(module, snapshotOptions());
    over("start");
    tell({ type: "ready", phases });
  } catch (error) {
    fatal(error);
  }
}

/**
 * Pyodide's private option, which may go with any version: the frame then starts without it.
 * @returns {{_loadSnapshot?: Uint8Array}}
 */
function snapshotOptions() {
  const memory = files.get("memory");
  return memory ? { _loadSnapshot: grown(memory) } : {};
}

/**
 * A memory from its pages that hold something: see build/snapshot.py.
 * @param {Uint8Array<ArrayBuffer>} sparse
 */
function grown({ buffer, byteOffset }) {
  const [length = 0, count = 0] = new Uint32Array(buffer, byteOffset, 2);
  const pages = new Uint32Array(buffer, byteOffset + 8, count);
  const memory = new Uint8Array(length);
  let at = byteOffset + 8 + 4 * count;
  for (const page of pages) {
    memory.set(new Uint8Array(buffer, at, Math.min(PAGE, length - page * PAGE)), page * PAGE);
    at += PAGE;
  }
  return memory;
}

/**
 * A file that a pack brought. Throws if none did.
 * @param {string} name
 */
function file(name) {
  const found = files.get(name);
  if (!found) throw new Error(`${name} is in no pack`);
  return found;
}

/**
 * @param {Exclude<Pack["encoding"], "none">} encoding
 * @param {ArrayBuffer} bytes
 */
function unpacked(encoding, bytes) {
  const packed = new Blob([bytes]).stream();
  const stream =
    encoding === "xz" ? new XzReadableStream(packed) : packed.pipeThrough(new DecompressionStream(encoding));
  return new Response(stream).arrayBuffer();
}

/** @param {Pack} pack */
async function unpack({ encoding, bytes }) {
  const data = encoding === "none" ? bytes : await unpacked(encoding, bytes);
  // A pack: length of the index (4 bytes), the index [[name, size], ...] as JSON, the files.
  const head = new DataView(data).getUint32(0, true);
  let at = 4 + head;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, head)))) {
    files.set(name, new Uint8Array(data.slice(at, at + size)));
    at += size;
  }
}

/**
 * @param {WebAssembly.Module} module
 * @param {ReturnType<typeof snapshotOptions>} options
 */
async function startPython(module, options) {
  /** @type {[typeof import("pyodide"), {default: any}]} */
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    importFile("pyodide.mjs"),
    importFile("pyodide.asm.mjs"),
  ]);
  // Pyodide fetches its parts by name and compiles what comes; ours are here, compiled.
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  // It asks for the module's bytes too, but gets the module below: an empty answer will do.
  self.fetch = async (url) => new Response(files.get(String(url).split("/").pop() ?? "") ?? null);
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  try {
    const loaded = await loadPyodide({
      indexURL: "https://runtime.invalid/", // never asked: the policy allows no connection
      packageBaseUrl: "https://runtime.invalid/",
      lockFileContents: JSON.parse(new TextDecoder().decode(file("pyodide-lock.json"))),
      createPyodideModule,
      env: { HOME: "/home/reader", PYTHONHASHSEED: "0", PYTHONINSPECT: "" },
      stdout: () => {},
      stderr: (text) => console.warn(text),
      fsInit: async (FS) => {
        for (const name of libraries()) FS.writeFile(`/lib/${name}`, file(name));
      },
      ...options,
    });
    pyodide = /** @type {PyodideAPI & Private} */ (loaded);
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
  pyodide._api.on_fatal = fatal;
  if (!options._loadSnapshot) pyodide.runPython(START);
  bridge = pyodide.pyimport("browser.bridge");
  for (const name of libraries()) asked("add_library")(`/lib/${name}`);
  if (!files.has(LIBRARY)) asked("await_library")(library);
}

/** @param {string} name */
async function importFile(name) {
  const url = URL.createObjectURL(new Blob([file(name)], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// ------------------------------------------------------------------ work

/** @param {Work} work */
async function work({ type, id, packs, ...job }) {
  tell({ type: "begun", id });
  try {
    for (const pack of packs) await install(pack);
    // postMessage leaves the worker at once, even from an endless loop.
    /** @type {(kind: "output" | "events" | "progress" | "picture", json: string) => void} */
    const emit = (kind, json) => tell({ type: kind, id, [kind]: JSON.parse(json) });
    const reaches = (await asked("reaches").callPromising(job.source)) !== "";
    const result = await asked(type).callPromising(JSON.stringify(job), emit);
    // Memory that a program took stays taken: a worker that grew much is not used again, nor one
    // whose program reached its Python.
    const bloated = reaches || pyodide._module.HEAP8.length > BLOATED;
    tell({ type: "result", id, result: JSON.parse(result), bloated });
    if (!bloated) asked("tidy")();
  } catch (error) {
    fatal(error);
  }
}

/**
 * A function of bridge.py.
 * @param {string} name
 */
function asked(name) {
  return /** @type {PyCallable} */ (bridge[name]);
}

/**
 * Adds a pack that came later: its zip files become importable.
 * @param {Pack} pack
 */
async function install(pack) {
  const before = libraries();
  await unpack(pack);
  for (const name of libraries()) {
    if (before.includes(name)) continue;
    pyodide.FS.writeFile(`/lib/${name}`, file(name));
    asked("add_library")(`/lib/${name}`);
  }
}

/** Names of the zip files to import from, beside the standard library's. */
function libraries() {
  return [...files.keys()].filter((name) => name.endsWith(".zip") && name !== LIBRARY);
}

/** @type {PromiseWithResolvers<void> | null} */
let coming = null;

/** Brings the standard library's zip file: what most programs import is in memory. */
function library() {
  if (!coming) {
    coming = Promise.withResolvers();
    tell({ type: "wants" });
  }
  return coming.promise;
}

/** @param {Library} message */
async function arrive({ packs, error }) {
  try {
    if (error) throw new Error(error);
    for (const pack of packs) await unpack(pack);
    pyodide.FS.writeFile("/lib/python314.zip", file(LIBRARY));
    coming?.resolve();
  } catch (problem) {
    coming?.reject(problem);
    coming = null; // the next import asks again
  }
}

let dead = false;

/** @param {any} error whatever was thrown */
function fatal(error) {
  if (dead) return;
  dead = true; // the frame ends this worker when it hears of it
  console.warn(String(error?.message ?? error));
  tell({ type: "fatal", message: explain(error) });
}

/**
 * What broke, in words for the reader.
 * @param {any} error
 */
function explain(error) {
  const text = String(error?.message ?? error);
  if (/call stack|stack overflow|too much recursion/i.test(text)) {
    return "The recursion went too deep for the Python runtime.";
  }
  if (error?.name === "PythonError") {
    return "The program changed the Python that runs it so that it could not go on. A new one is starting.";
  }
  if (/memory|allocation/i.test(text)) return `The Python runtime ran out of memory (${text}).`;
  if (error?.name === "ExitStatus" || error?.name === "Exit") {
    return `The program ended the whole Python runtime (exit status ${error.status}).`;
  }
  return text || "The Python runtime broke.";
}

// ------------------------------------------------------------------ stacks

/** @typedef {{open: (() => void) | null, then: (resolve: () => void) => void}} Gate */

const F_FRAME = 3; // words before the field of that name in a frame object
const MOST = 64; // words of a PyThreadState among which its field `current_frame` is looked for

/**
 * Hides the frames of a suspended stack from Python.
 *
 * Each suspended stack has a PyThreadState of its own, whose frames are linked through a part of
 * the machine's stack that others use meanwhile. What walks the frames of all threads, as
 * sys.settrace and the garbage collector do, would follow links that lead anywhere.
 */
class Hiding {
  #field = -1; // where `current_frame` is in a PyThreadState, in words

  /** @param {number} frame address of the frame object that runs */
  constructor(frame) {
    const { HEAPU32, _PyThreadState_Get } = pyodide._module;
    const thread = _PyThreadState_Get() >> 2;
    this.#field = HEAPU32.subarray(thread, thread + MOST).indexOf(HEAPU32[(frame >> 2) + F_FRAME] ?? 0);
    if (this.#field < 0) throw new Error("this Python's threads are not as we know them");
  }

  /** The running thread, for `hide`. */
  current() {
    return (pyodide._module._PyThreadState_Get() >> 2) + this.#field;
  }

  /**
   * @param {number} thread that is suspended
   * @returns {number} what brings its frames back
   */
  hide(thread) {
    const frames = pyodide._module.HEAPU32[thread] ?? 0;
    pyodide._module.HEAPU32[thread] = 0;
    return frames;
  }

  /**
   * @param {number} thread that is about to go on
   * @param {number} frames as `hide` gave them
   */
  show(thread, frames) {
    pyodide._module.HEAPU32[thread] = frames;
  }
}

/** The JavaScript half of greenthreads/backend_jspi.py: who is suspended, and whose turn is next. */
class Stacks {
  /** @type {Hiding | null} */
  #hiding = null;
  #thread = 0; // that is being suspended
  /** @type {Gate[]} */
  #gates = []; // number of a stack -> its gate
  /** @type {PyCallable | null} */
  #body = null; // begins a stack: Python's function of its number
  #next = 0; // who goes on when the running stack is suspended
  /** @type {(() => void) | null} */
  #wake = null; // ends the idle time that goes on
  /** @type {Gate | null} */
  made = null; // the gate made last

  /**
   * @param {PyCallable} body Python's function of a stack's number; returns the next one's
   * @param {number} frame address of the frame object that runs
   */
  begin(body, frame) {
    this.#hiding ??= new Hiding(frame);
    this.#body = /** @type {PyCallable} */ (body.copy());
    this.#gates = [];
  }

  end() {
    this.#body?.destroy();
    this.#body = this.made = null;
    this.#gates = [];
  }

  /**
   * Makes the gate that stack `number` waits at; Python reads it from `made`.
   * @param {number} number
   */
  make(number) {
    /** @type {Gate} */
    const gate = {
      open: null,
      // Called by `await` in a microtask, when the stack is suspended.
      then: (resolve) => {
        const thread = this.#thread;
        const frames = this.#hiding?.hide(thread) ?? 0;
        gate.open = () => {
          this.#hiding?.show(thread, frames);
          resolve();
        };
        this.#go(this.#next);
      },
    };
    this.made = this.#gates[number] = gate;
  }

  /** @param {number} number who goes on when the running stack is suspended */
  passTo(number) {
    this.#next = number;
    this.#thread = this.#hiding?.current() ?? 0;
  }

  /** @param {number} next */
  #go(next) {
    const gate = this.#gates[next];
    if (!gate?.open) {
      this.#begin(next); // it has not waited yet
      return;
    }
    const { open } = gate;
    gate.open = null;
    open();
  }

  /** @param {number} number */
  async #begin(number) {
    try {
      this.#go(await this.#body?.callPromising(number));
    } catch (error) {
      fatal(error);
    }
  }

  /**
   * A promise for after `milliseconds`; less than 0: until `wake`.
   * @param {number} milliseconds
   * @returns {Promise<void>}
   */
  idle(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (milliseconds >= 0) setTimeout(resolve, milliseconds);
    });
  }

  wake() {
    this.#wake?.();
  }

  /** @param {string} why this interpreter is of no more use */
  giveUp(why) {
    fatal(new Error(why));
  }
}
Reflect.set(self, "greenStacks", new Stacks());
