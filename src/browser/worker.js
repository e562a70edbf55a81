/* The worker: starts Python and runs one program at a time. Lives in the sandboxed frame.
 *
 * In:  start {packs, module}; compiled {module}; run | explore | judge | step | play {id, source,
 *      filename, options, packs, pages}; library {packs}; or, to a worker that runs no program:
 *      compile {pack}, which it answers with compiled
 * Out: kept, ready; begun, wants, output, events, progress (while it runs); result; fatal
 */
"use strict";
/** @import {PyodideAPI} from "pyodide" */
/** @import {PyCallable, PyProxy} from "pyodide/ffi" */
/** @typedef {{HEAP8: Int8Array, HEAPU32: Uint32Array, _PyThreadState_Get: () => number}} Module */
/** @typedef {{_api: {on_fatal: (error: unknown) => void}, _module: Module}} Private */
/** @import {Arriving, Compile, Library, Pack, Phases, Start, ToWorker, Work, FromWorker} from "./messages.d.ts" */

// build/runtime.py puts the library's text before this one.
/** @type {{XzReadableStream: new (packed: ReadableStream) => ReadableStream}} */
const { XzReadableStream } = Reflect.get(globalThis, "xz-decompress");

// A classic worker, for Chromium starts no module worker from a blob of a frame without an origin;
// Pyodide asks for importScripts to tell the two apart.
Reflect.set(self, "importScripts", undefined);

const BLOATED = 256 * 2 ** 20; // bytes; after its start Python has 30 million
const LIBRARY = "python_stdlib.zip";
const LONGEST = 2 ** 16; // bytes of a pack's index
const PAGE = 4096; // bytes, of build/snapshot.py
const START = `
import sys
sys.path.insert(0, "/lib/site.zip")
from browser import bridge
bridge.warm_up()
`;

/** @type {Map<string, Uint8Array<ArrayBuffer>>} name of a file of Pyodide, or of a zip file to import from -> its bytes */
const files = new Map();
/** @type {Map<string, (bytes: ArrayBuffer | null) => void>} who takes the packs that are on their way */
const feeds = new Map();
/** @type {Map<string, () => void>} files that are waited for */
const awaited = new Map();
/** @type {PromiseWithResolvers<WebAssembly.Module>} Pyodide, compiled */
const machine = Promise.withResolvers();
/** @type {PyodideAPI & Private} */
let pyodide;
/** @type {PyProxy & Record<string, PyCallable>} */
let bridge; // bridge.py

// Ours is the first listener: a program may add others, and set `onmessage`.
addEventListener("message", (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === "start") start(data);
  else if (data.type === "bytes") feeds.get(data.name)?.(data.bytes);
  else if (data.type === "compile") compile(data);
  else if (data.type === "compiled") machine.resolve(data.module);
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
async function start({ packs, module, plain }) {
  try {
    /** @type {Phases} */
    const phases = [];
    let last = now();
    const over = (/** @type {string} */ name) => phases.push([name, last, (last = now())]);
    const scripts = Promise.all([importFile("pyodide.mjs"), importFile("pyodide.asm.mjs")]);
    scripts.catch(() => {}); // what unpacks them says it first
    if (module) machine.resolve(module);
    const unpacked = await Promise.all(packs.map(unpack));
    over("unpack");
    if (!module) keep(packs, unpacked);
    const compiled = await machine.promise;
    over("compile");
    await startPython(compiled, await scripts, plain ? null : memory());
    over("start");
    tell({ type: "ready", phases });
  } catch (error) {
    fatal(error);
  }
}

/**
 * Gives back what was unpacked, for workers to come and, by the page, for later visits.
 * @param {(Pack | Arriving)[]} packs
 * @param {string[][]} unpacked the names of their files
 */
function keep(packs, unpacked) {
  /** @type {Map<string, Blob>} */
  const made = new Map();
  packs.forEach(({ name, encoding }, at) => encoding !== "none" && made.set(name, packed(unpacked[at] ?? [])));
  if (made.size) tell({ type: "kept", packs: made });
}

/**
 * Files as build/pack.py packs them, without compression.
 * @param {string[]} names
 */
function packed(names) {
  const found = names.map(file);
  const index = new TextEncoder().encode(JSON.stringify(names.map((name, at) => [name, found[at]?.length])));
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, index.length, true);
  return new Blob([head, index, ...found]);
}

/**
 * Unpacks and compiles Pyodide, in a worker that does nothing else.
 * @param {Compile} order
 */
async function compile({ pack, keep }) {
  try {
    const unpacking = new Unpacking(opened(pack));
    const [name = "", size = 0] = (await unpacking.index())[0] ?? [];
    const code = await unpacking.take(size);
    files.set(name, code);
    await unpacking.end();
    // Not compileStreaming: Chromium's page crashed, now and then, it seems, where its worker was ended meanwhile.
    const compiling = WebAssembly.compile(code);
    tell({ type: "compiled", module: await compiling, bytes: keep ? packed([name]) : null });
  } catch (error) {
    fatal(error);
  }
}

/** @typedef {{_loadSnapshot: Uint8Array, _heapLength: number, _fillHeap: (heap: Int8Array) => void, base: number}} Memory */

/**
 * Pyodide's private options, which may go with any version: the frame then starts without them. See
 * build/snapshot.py, which writes the file, and build/runtime.py, which makes Pyodide ask for two of them.
 * @returns {Memory | null}
 */
function memory() {
  const sparse = files.get("memory");
  if (!sparse) return null;
  files.delete("memory");
  const { buffer } = sparse;
  const [header = 0, length = 0, base = 0, count = 0] = new Uint32Array(buffer, 0, 4);
  const pages = new Uint32Array(buffer, 16, count);
  const first = 16 + 4 * count + header;
  return {
    _loadSnapshot: new Uint8Array(buffer, 16 + 4 * count, header),
    _heapLength: length,
    base,
    _fillHeap(heap) {
      heap.fill(0);
      heap.set(new Int8Array(begin));
      pages.forEach((page, at) => place(heap, page * PAGE, new Int8Array(buffer, first + at * PAGE, PAGE), base));
    },
  };
}

let begin = new ArrayBuffer(0); // what the memory begins with before anything runs: the module's own data

/**
 * Puts a page in its place. Of the module's data only what has changed is told.
 * @param {Int8Array} heap
 * @param {number} to
 * @param {Int8Array} page
 * @param {number} base the end of the module's data
 */
function place(heap, to, page, base) {
  if (to >= base) return heap.set(page, to);
  const old = new Int32Array(heap.buffer, to, PAGE / 4);
  new Int32Array(page.buffer, page.byteOffset, PAGE / 4).forEach((word, at) => (old[at] = (old[at] ?? 0) ^ word));
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
 * The bytes of a pack, without compression.
 * @param {Pack | Arriving} pack
 * @returns {ReadableStream<Uint8Array>}
 */
function opened(pack) {
  const { name, encoding, bytes } = pack;
  if (encoding === "none" && bytes) return new ReadableStream(whole(bytes));
  const stream = bytes ? new Blob([bytes]).stream() : arriving(name);
  if (encoding === "none") return stream;
  return encoding === "xz" ? new XzReadableStream(stream) : stream.pipeThrough(new DecompressionStream(encoding));
}

/**
 * What is here already, in one piece: much quicker than a Blob's own stream.
 * @param {ArrayBuffer | Blob} bytes
 * @returns {UnderlyingDefaultSource<Uint8Array>}
 */
function whole(bytes) {
  return {
    async start(controller) {
      controller.enqueue(new Uint8Array(bytes instanceof Blob ? await bytes.arrayBuffer() : bytes));
      controller.close();
    },
  };
}

/**
 * What the page sends while it downloads.
 * @param {string} name of the pack
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function arriving(name) {
  return new ReadableStream({
    start(controller) {
      feeds.set(name, (bytes) => (bytes ? controller.enqueue(new Uint8Array(bytes)) : controller.close()));
    },
  });
}

/** A pack that is read from its beginning: length of the index (4 bytes), the index [[name, size], ...]
 * as JSON, the files. */
class Unpacking {
  #reader;
  /** @type {Uint8Array} */
  #rest = new Uint8Array();

  /** @param {ReadableStream<Uint8Array>} stream */
  constructor(stream) {
    this.#reader = stream.getReader();
  }

  /** @returns {Promise<[name: string, size: number][]>} */
  async index() {
    const length = new DataView((await this.take(4)).buffer).getUint32(0, true);
    if (length > LONGEST) throw new Error("this is no pack");
    return JSON.parse(new TextDecoder().decode(await this.take(length)));
  }

  /** @param {number} size */
  async take(size) {
    const all = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      if (!this.#rest.length && !(await this.#more())) throw new Error("a pack ends too early");
      const part = this.#rest.subarray(0, size - at);
      this.#rest = this.#rest.subarray(part.length);
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Reads on to the end, where its checksum stands. */
  async end() {
    while (await this.#more());
  }

  async #more() {
    const { done, value } = await this.#reader.read();
    if (value) this.#rest = value;
    return !done;
  }
}

/**
 * @param {Pack | Arriving} pack
 * @returns {Promise<string[]>} the names of its files
 */
async function unpack(pack) {
  const unpacking = new Unpacking(opened(pack));
  const index = await unpacking.index();
  for (const [name, size] of index) {
    files.set(name, await unpacking.take(size));
    awaited.get(name)?.();
  }
  await unpacking.end();
  return index.map(([name]) => name);
}

/**
 * @param {WebAssembly.Module} module
 * @param {[typeof import("pyodide"), {default: any}]} scripts
 * @param {Memory | null} memory that it starts from
 */
async function startPython(module, [{ loadPyodide }, { default: createPyodideModule }], memory) {
  // Pyodide fetches its parts by name and compiles what comes; ours are here, compiled.
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  // It asks for the module's bytes too, but gets the module below: an empty answer will do.
  self.fetch = async (url) => new Response(files.get(String(url).split("/").pop() ?? "") ?? null);
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const instance = await WebAssembly.instantiate(module, imports);
    const { memory: fresh } = /** @type {{memory: WebAssembly.Memory}} */ (imports?.env?.memory ? imports.env : instance.exports);
    begin = fresh.buffer.slice(0, memory?.base ?? 0);
    return { module, instance };
  };
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
      ...memory,
    });
    pyodide = /** @type {PyodideAPI & Private} */ (loaded);
  } finally {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
  pyodide._api.on_fatal = fatal;
  begin = new ArrayBuffer(0);
  if (!memory) pyodide.runPython(START);
  bridge = pyodide.pyimport("browser.bridge");
  for (const name of libraries()) asked("add_library")(`/lib/${name}`);
  if (!files.has(LIBRARY)) asked("await_library")(library);
}

/**
 * Imports a script as soon as it is unpacked.
 * @param {string} name
 */
async function importFile(name) {
  if (!files.has(name)) await new Promise((resolve) => awaited.set(name, () => resolve(null)));
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
