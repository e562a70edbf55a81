/* The page's side of Run: one class, `Runner`. The user interface needs nothing else.
 *
 *   import {Runner} from "./runner.mjs";
 *
 *   const why = Runner.unsupported();       // null, or a sentence why this browser cannot run
 *   const runner = new Runner();            // loads nothing; one per page is enough
 *
 *   runner.addEventListener("state", e => e.detail);     // {state, message}
 *   runner.addEventListener("progress", e => e.detail);  // {stage, loaded, total}
 *
 *   await runner.prepare();                 // optional: run() and explore() do it themselves
 *   const result = await runner.run(source, filename, options, {onoutput, onevents});
 *   const result = await runner.explore(source, filename, options, {onprogress});
 *   await runner.stop();                    // ends what runs, at once; resolves when ready again
 *   runner.close();                         // gives back all memory; the next run loads again
 *
 * States (`runner.state`)
 *   "off"        nothing loaded (the state until the first prepare or run)
 *   "loading"    files are on their way, or Python starts (also after stop and after a fatal error)
 *   "ready"      the next run begins at once
 *   "running"    a program runs          "exploring"  schedules are being counted
 *
 * Progress: `stage` is "download" (loaded and total in bytes as they travel, packed), then "start".
 *
 * run(source, filename, options, callbacks) -> Promise of a result; a program that fails, hangs,
 * is stopped or breaks the runtime *resolves*: look at `status`.
 *   source    text of the program (string)
 *   filename  what tracebacks and events call it, e.g. "lost_update.py"
 *   options   plain data, all may be left out; beyond these, what greenthreads.runner.Options knows:
 *               seed      number of the schedule (0, 1, ...), default 0
 *               speed     null (instant, default) or a factor: 1 real time, 2 twice as fast
 *               level     "gil" (default) | "free-threaded" | "off": where turns may be lost
 *               schedule  a witness from explore(): replayed exactly instead of seed
 *               max_steps steps after which an endless program is ended
 *               expect    text of a guarantee (.expect), or
 *               exact     the recorded output (.out), that the run is held against: result.fit
 *               stderr    with one of them: the guarantee of stderr (.err); left out: nothing
 *   callbacks.onoutput(chunks)  list of {time, thread, stream: "out" | "err" | "note", text}, at
 *                               most one call in 16 ms, line by line at a speed; a note is ours.
 *                               Text is untrusted: show it with textContent.
 *   callbacks.onevents(events)  new events in order {time, thread, ident, kind, object, operation,
 *                               line}, see greenthreads.scheduler.Event; same rhythm
 *   result    {status, message, line, code, fit, timeline, output, events, elapsed, threads,
 *              schedule, steps, switches, real}
 *     status  "ok"        ended by itself          "error"   uncaught exception of the main thread
 *             "syntax"    does not compile         "exit"    left with an exit status not 0 (code)
 *             "deadlock"  all threads wait         "limit"   an endless loop, or output without end
 *             "stopped"   stop() was called        "fatal"   the runtime broke; it is started anew
 *             "refused"   options make no sense
 *     message one sentence for the reader (a deadlock: several lines), "" for "ok"
 *     line    the program's line that an error is at, or null
 *     fit     null, or {fits, why}: whether the run shows what every run shows
 *     timeline SVG text of greenthreads.timeline.draw; untrusted, like all that a program can reach
 *     output  all chunks in order; events: all events (both also sent while it ran)
 *     elapsed virtual seconds; real: seconds it took; threads: [{ident, name, daemon}]
 *     Of "stopped" and "fatal" only status, message, output and events are there.
 *
 * explore(source, filename, options, {onprogress})
 *   options   max_preemptions (default 2), limit (schedules, default 5000), level (default
 *             "free-threaded")
 *   onprogress({done, total, complete, outcomes})   about 20 times a second; total grows
 *   result    {status, message, done, total, complete, outcomes, real}; complete: the limit did
 *             not end it; outcomes: [{outcome, count, schedule}], schedule for run()'s options
 *
 * prepare() rejects (and run/explore resolve with status "fatal" and the same fields) with a
 * RunnerError: `reason` is "unsupported" (no JSPI), "no-runtime" (the site was built without it),
 * "network" or "start"; `message` is a sentence for the reader.
 *
 * How it is kept apart: Python lives in a worker of a sandboxed frame without an origin, whose
 * policy allows no connection at all. This file downloads the runtime and hands over its bytes.
 * See README.txt beside this file.
 */

const HERE = new URL("./pyodide/", import.meta.url);
const SNAPSHOTS = "threading-deep-dive-snapshots";
const JSPI = "Suspending" in WebAssembly;

/** What keeps the runtime from starting: `reason` for programs, `message` for people. */
export class RunnerError extends Error {
  constructor(reason, message) {
    super(message);
    this.name = "RunnerError";
    this.reason = reason;
  }
}

export class Runner extends EventTarget {
  #root; // where manifest.json lies
  #keepSnapshot;
  #state = "off";
  #ready = null; // promise of prepare()
  #frame = null;
  #port = null;
  #manifest = null;
  #job = null; // what runs: {id, kind, callbacks, output, events, resolve}
  #lastId = 0;
  #waiting = []; // [{resolve, reject}] until the frame says ready
  #pages = null; // promise of sitePages()
  #downloads = new Map(); // pack name -> {loaded, total}

  /**
   * @param {object} [settings] root: URL of the folder that fetch.py wrote;
   *   keepSnapshot: keep Python's started memory in Cache Storage for the next visit.
   */
  constructor({ root = HERE, keepSnapshot = true } = {}) {
    super();
    this.#root = new URL(root, document.baseURI);
    this.#keepSnapshot = keepSnapshot;
  }

  /** Null where Run works, else a sentence that says why not. */
  static unsupported() {
    if (!JSPI) {
      return "This browser cannot run Python threads yet: it needs WebAssembly stack switching " +
        "(Chrome or Edge 137, Firefox 153, Safari 27, or newer).";
    }
    return null;
  }

  get state() {
    return this.#state;
  }

  /** Loads what is missing; resolves when the next run can begin at once. */
  prepare() {
    if (this.#frame && !this.#frame.isConnected) this.close(); // the page took it out
    this.#ready ??= this.#load().catch((error) => {
      this.#drop();
      const known = error instanceof RunnerError;
      const reason = known ? error : new RunnerError("start", `Python did not start: ${error.message}`);
      this.#setState("off", reason.message);
      throw reason;
    });
    return this.#ready;
  }

  /** Runs one program; see the top of this file. */
  run(source, filename, options = {}, callbacks = {}) {
    return this.#start("run", source, filename, options, callbacks);
  }

  /** Tries every schedule of one program; see the top of this file. */
  explore(source, filename, options = {}, callbacks = {}) {
    return this.#start("explore", source, filename, options, callbacks);
  }

  /** Ends what runs, even an endless loop; resolves when the next run can begin. */
  async stop() {
    if (!this.#ready) return;
    if (this.#state !== "loading") {
      this.#await("");
      this.#port.postMessage({ type: "restart" });
    }
    this.#end({ status: "stopped", message: "Stopped." });
    await this.#ready;
  }

  /** Gives back all memory (a tab that leaves the page does so by itself). */
  close() {
    this.#end({ status: "stopped", message: "Stopped." });
    this.#drop();
    this.#setState("off");
  }

  // ------------------------------------------------------------------ jobs

  async #start(kind, source, filename, options, callbacks) {
    if (this.#job) throw new Error("a program is running already: stop() it first");
    const job = { id: ++this.#lastId, kind, callbacks, output: [], events: [] };
    const done = new Promise((resolve) => (job.resolve = resolve));
    this.#job = job;
    try {
      await this.prepare();
      if (this.#job !== job) return done; // stopped meanwhile
      const packs = await this.#extraPacks(source);
      const pages = /\brequests\b/.test(source) ? await this.#sitePages() : null;
      if (this.#job !== job) return done;
      this.#setState(kind === "run" ? "running" : "exploring");
      this.#port.postMessage(
        {
          type: kind, id: job.id, source: String(source), filename: String(filename), options,
          packs, pages,
        },
        packs.map((pack) => pack.bytes),
      );
    } catch (error) {
      if (this.#job === job) {
        this.#end({ status: "fatal", reason: error.reason ?? "start", message: error.message });
        if (this.#state !== "off") this.#setState("ready");
      }
    }
    return done;
  }

  #end(result) {
    const job = this.#job;
    if (!job) return;
    this.#job = null;
    job.resolve({ traceback: "", ...result, output: job.output, events: job.events });
  }

  /** A new worker is starting: the next run waits for it. */
  #await(message) {
    this.#ready = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#ready.catch(() => {});
    this.#setState("loading", message);
  }

  #receive({ data }) {
    const job = this.#job;
    const ours = job && data.id === job.id;
    switch (data.type) {
      case "ready":
        this.#setState("ready");
        this.#settle("resolve");
        break;
      case "broken": // Python could not start
        this.#ready = null;
        this.#settle("reject", new RunnerError("start", `Python did not start: ${data.message}`));
        break;
      case "snapshot":
        this.#store(data.bytes);
        break;
      case "output":
        if (ours) job.output.push(...data.output);
        if (ours) job.callbacks.onoutput?.(data.output);
        break;
      case "events":
        if (ours) job.events.push(...data.events);
        if (ours) job.callbacks.onevents?.(data.events);
        break;
      case "progress":
        if (ours) job.callbacks.onprogress?.(data.progress);
        break;
      case "result":
        if (data.bloated) this.#await("");
        else if (ours && this.#state !== "loading") this.#setState("ready");
        if (ours) this.#end(data.result);
        break;
      case "fatal": // the frame has started a new worker already
        this.#await(data.message);
        this.#end({ status: "fatal", message: data.message });
        break;
    }
  }

  #settle(how, value) {
    for (const waiting of this.#waiting.splice(0)) waiting[how](value);
  }

  #setState(state, message = "") {
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, message } }));
  }

  // ------------------------------------------------------------------ loading

  async #load() {
    const why = Runner.unsupported();
    if (why) throw new RunnerError("unsupported", why);
    this.#setState("loading");
    this.#manifest ??= await this.#readManifest();
    const id = this.#manifest.id;
    const snapshot = await this.#stored(id);
    const names = Object.keys(this.#manifest.packs).filter((name) => this.#manifest.packs[name].first);
    const [packs] = await Promise.all([
      Promise.all(names.map((name) => this.#download(name))),
      this.#openFrame(),
    ]);
    this.#progress("start");
    const started = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const transfer = packs.map((pack) => pack.bytes);
    if (snapshot) transfer.push(snapshot);
    this.#port.postMessage({ type: "start", packs, snapshot }, transfer);
    await started;
  }

  async #readManifest() {
    let response;
    try {
      response = await fetch(new URL("manifest.json", this.#root), { cache: "no-cache" });
    } catch (error) {
      throw new RunnerError("network", `The Python runtime cannot be reached (${error.message}).`);
    }
    if (response.status === 404) {
      throw new RunnerError(
        "no-runtime",
        "This copy of the site was built without its Python runtime: `make build` on a machine " +
          "with network brings it.",
      );
    }
    if (!response.ok) {
      throw new RunnerError("network", `The Python runtime cannot be loaded (HTTP ${response.status}).`);
    }
    return response.json();
  }

  /** @returns {Promise<{name: string, encoding: string, bytes: ArrayBuffer}>} */
  async #download(name) {
    const { path, size, encoding } = this.#manifest.packs[name];
    const count = { loaded: 0, total: size };
    this.#downloads.set(name, count);
    this.#progress("download");
    try {
      const response = await fetch(new URL(path, this.#root));
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const bytes = new Uint8Array(size);
      for await (const chunk of chunks(response.body)) {
        bytes.set(chunk, count.loaded); // a RangeError here: not the file of the manifest
        count.loaded += chunk.length;
        this.#progress("download");
      }
      if (count.loaded !== size) throw new Error(`${count.loaded} of ${size} bytes`);
      return { name, encoding, bytes: bytes.buffer };
    } catch (error) {
      throw new RunnerError("network", `${path} did not arrive whole (${error.message}).`);
    } finally {
      this.#downloads.delete(name);
    }
  }

  #progress(stage) {
    let loaded = 0;
    let total = 0;
    for (const count of this.#downloads.values()) {
      loaded += count.loaded;
      total += count.total;
    }
    this.dispatchEvent(new CustomEvent("progress", { detail: { stage, loaded, total } }));
  }

  /** Packs that only some programs need, loaded when a program imports what they hold. */
  async #extraPacks(source) {
    const packs = [];
    for (const [name, pack] of Object.entries(this.#manifest.packs)) {
      if (pack.first || pack.sent) continue;
      const imported = new RegExp(`^\\s*(import|from)\\s+[^#\\n]*\\b(${pack.modules.join("|")})\\b`, "m");
      if (!imported.test(source)) continue;
      packs.push(await this.#download(name));
      pack.sent = true; // the frame keeps it for the workers to come
    }
    return packs;
  }

  /** What `requests` gets in the browser: some pages of this site, path -> text. */
  async #sitePages() {
    this.#pages ??= Promise.all(
      this.#manifest.pages.map(async (path) => {
        const url = new URL(path, this.#root);
        try {
          const response = await fetch(url, { credentials: "omit" });
          return response.ok ? [[url.pathname, await response.text()]] : [];
        } catch {
          return [];
        }
      }),
    ).then((found) => Object.fromEntries(found.flat()));
    return this.#pages;
  }

  #openFrame() {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts"); // no allow-same-origin: an origin of its own
    frame.src = new URL(this.#manifest.frame, this.#root);
    frame.title = "Python runtime";
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    this.#frame = frame;
    return new Promise((resolve, reject) => {
      frame.onload = () => {
        const { port1, port2 } = new MessageChannel();
        this.#port = port1;
        const timer = setTimeout(
          () => reject(new RunnerError("start", "The frame that Python runs in did not answer.")),
          10000,
        );
        port1.onmessage = (event) => {
          if (event.data.type !== "hello") return;
          clearTimeout(timer);
          port1.onmessage = (next) => this.#receive(next);
          resolve();
        };
        frame.contentWindow.postMessage("threading-deep-dive", "*", [port2]);
      };
      document.documentElement.append(frame);
    });
  }

  #drop() {
    this.#port?.close();
    this.#frame?.remove();
    this.#port = this.#frame = this.#ready = null;
    this.#settle("reject", new RunnerError("start", "The runtime was closed."));
    for (const pack of Object.values(this.#manifest?.packs ?? {})) delete pack.sent;
  }

  // ------------------------------------------------------------------ snapshot (may always fail)

  #snapshotUrl(id) {
    return new URL(`snapshot-${id}`, this.#root).href;
  }

  async #stored(id) {
    if (!this.#keepSnapshot || typeof caches === "undefined") return null;
    try {
      const found = await (await caches.open(SNAPSHOTS)).match(this.#snapshotUrl(id));
      return found ? await found.arrayBuffer() : null;
    } catch {
      return null;
    }
  }

  async #store(bytes) {
    if (!this.#keepSnapshot || typeof caches === "undefined") return;
    try {
      const cache = await caches.open(SNAPSHOTS);
      for (const old of await cache.keys()) await cache.delete(old);
      await cache.put(this.#snapshotUrl(this.#manifest.id), new Response(bytes));
    } catch {
      // private window or no room: the next visit starts Python the plain way
    }
  }
}

async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
