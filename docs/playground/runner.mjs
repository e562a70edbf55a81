/* The page's side of Run: one class, `Runner`. The user interface needs nothing else.
 *
 *   import { Runner } from "./runner.mjs";
 *
 *   const why = Runner.unsupported();       // null, or a sentence why this browser cannot run
 *   const runner = new Runner();            // loads nothing; one per page is enough
 *
 *   runner.addEventListener("state", e => e.detail);     // {state, message}
 *   runner.addEventListener("progress", e => e.detail);  // {stage, loaded, total}
 *
 *   await runner.prepare();                 // optional: run() and explore() do it themselves
 *   const result = await runner.run(source, filename, options, {onoutput, onevents, onpicture});
 *   const result = await runner.explore(source, filename, options, {onprogress});
 *   const result = await runner.step(source, filename, options);   // result.log: the run's steps
 *   const result = await runner.play(source, filename, {choices}); // result.game: as far as it is
 *   await runner.stop();                    // ends what runs, at once; resolves when ready again
 *   runner.close();                         // gives back all memory; the next run loads again
 *
 * States (`runner.state`)
 *   "off"        nothing loaded (the state until the first prepare or run)
 *   "loading"    files are on their way, or Python starts (also after stop and after a fatal error)
 *   "ready"      the next run begins at once
 *   "running"    a program runs          "exploring"  every schedule is being tried
 *
 * Progress: `stage` is "download" (loaded and total in bytes as they travel, packed), then "start".
 *
 * A program that fails, hangs, is stopped or breaks the runtime *resolves*: look at `status`.
 * prepare() rejects with a RunnerError; run() and explore() then resolve with status "fatal" and
 * its `reason` and `message`.
 *
 * How it is kept apart: Python lives in a worker of a sandboxed frame without an origin, whose
 * policy allows no connection at all. This class downloads the runtime and hands over its bytes.
 * See src/browser/README.md.
 */
import { RunnerError, messageOf } from "./runner/error.mjs";
import { openFrame } from "./runner/frame.mjs";
import { Packs } from "./runner/packs.mjs";
import { sound } from "./runner/sound.mjs";
import { forget, store, stored } from "./runner/unpacked.mjs";

export { RunnerError };

/**
 * @typedef {object} Options plain data; beyond these, what greenthreads.runner.Options knows
 * @property {number} [seed] number of the schedule (0, 1, ...), default 0
 * @property {number | null} [speed] null (instant, default) or a factor: 1 real time, 2 twice as fast
 * @property {string} [level] "gil" (default) | "free-threaded" | "off": where turns may be lost
 * @property {string} [witness] an Outcome's of explore(): replayed exactly instead of seed
 * @property {number} [max_steps] steps after which an endless program is ended
 * @property {string} [expect] text of a guarantee (.expect), or
 * @property {string} [exact] the output itself (.out), that each run is held against: result.fit, or
 *   an Outcome's `breaks`
 * @property {string} [stderr] with one of them: the guarantee of stderr (.err); left out: nothing
 * @property {object} [badge] what stands above a program that fails (guarantee.Badge): result.badge,
 *   or an Outcome's `fails`
 * @property {boolean} [ordered] of explore(), and of a witness that it found: whether the order of
 *   different threads' lines counts
 * @property {string} [contract] of judge(): the text, see src/mending/contract.py
 * @property {number[]} [choices] of play(): threads by their numbers
 * @property {string} [shows] of play(): lines, in marks, of which a run that fails prints some; or
 * @property {string} [lacks] lines that it does not print
 * @property {number} [limit] of explore(): runs, default 40,000: half of them at random
 *
 * @typedef {object} Chunk a piece of output; the text is untrusted: show it with textContent
 * @property {number} time
 * @property {string} thread
 * @property {"out" | "err" | "note"} stream a note is ours
 * @property {string} text
 *
 * @typedef {object} Event see greenthreads.scheduler.Event
 * @property {number} time
 * @property {string} thread
 * @property {number} ident
 * @property {string} kind
 * @property {string} object
 * @property {string} operation
 * @property {number} line
 *
 * @typedef {object} Outcome what some classes of schedules come to
 * @property {"finished" | "error" | "deadlock" | "endless" | "step limit"} kind
 * @property {string} text what is printed, then what went wrong; untrusted
 * @property {number} classes so many come to it
 * @property {boolean} late only if a thread is held up
 * @property {string} witness its plainest schedule, for run()'s options
 * @property {string} sentence how it comes about; may be empty
 * @property {string} breaks why it does not fit what every run shows; empty if it does, or nothing
 *   was given to hold it against
 * @property {string} fails the program's badge, if this shows the failure it tells of; else empty
 *
 * @typedef {object} Counts of explore()
 * @property {number} classes of schedules that were run
 * @property {boolean} complete all were, and nothing is known that makes that no proof
 * @property {string[]} reasons why it is no proof
 * @property {string} random what random schedules found after that, in a sentence; may be empty
 * @property {Outcome[]} outcomes
 *
 * @typedef {object} Callbacks
 * @property {(chunks: Chunk[]) => unknown} [onoutput] at most once in 16 ms, line by line at a speed
 * @property {(events: Event[]) => unknown} [onevents] new ones, in order; same rhythm
 * @property {(svg: string) => unknown} [onpicture] at a speed: the timeline as far as the run has
 *   come, some ten times a second; untrusted
 * @property {(counts: Counts) => unknown} [onprogress] of explore(): about 20 times a second
 *
 * @typedef {object} Always what each result has
 * @property {"ok" | "error" | "syntax" | "exit" | "deadlock" | "endless" | "limit" | "stopped" | "fatal" | "refused"} status
 *   "ok" ended by itself, "error" uncaught exception of the main thread, "syntax" does not compile,
 *   "exit" left with an exit status not 0 (`code`), "deadlock" all threads wait,
 *   "endless" some of them in a loop (of a witness only), "limit" an endless loop, or output without end, "stopped" stop() was called, "fatal" the runtime broke and is
 *   started anew, "refused" the options make no sense
 * @property {string} message one sentence for the reader (a deadlock: several lines), "" for "ok"
 * @property {Chunk[]} output all chunks in order, also sent while it ran
 * @property {Event[]} events likewise, for who has an `onevents`: it can be 100,000
 *
 * @typedef {object} Sometimes what only a program that ran has ("stopped" and "fatal" did not)
 * @property {number | null} line the program's line that an error is at
 * @property {number} code its exit status
 * @property {{fits: boolean, why: string} | null} fit whether it shows what every run shows
 * @property {{shown: boolean, told: string, badge: string} | null} badge whether it shows the
 *   failure that its badge tells of
 * @property {string} timeline SVG text of greenthreads.timeline.draw; untrusted, like all that a
 *   program can reach
 * @property {number} elapsed virtual seconds
 * @property {number} real seconds it took
 * @property {{ident: number, name: string, daemon: boolean}[]} threads
 * @property {number[]} schedule
 * @property {number} steps
 * @property {number} switches
 * @property {string} sentence how the schedule of a witness comes about; may be empty
 * @property {string} reason of "fatal": a RunnerError's
 *
 * @typedef {object} Ruling of judge(), on one clause of the contract; texts are untrusted
 * @property {string} text as the contract has it
 * @property {string} words for the reader; code stands in backticks
 * @property {"holds" | "fails" | "open"} state
 * @property {string} said why it fails, or is open
 * @property {string} how the run of the witness comes about; may be empty
 * @property {number} classes that break it
 * @property {string} witness the plainest schedule that does, for run()'s options; may be empty
 *
 * @typedef {object} Verdict of judge()
 * @property {boolean} keeps whether it is proved that the program keeps its contract
 * @property {Ruling[]} rulings clause by clause
 * @property {number} classes of schedules that were run
 * @property {boolean} complete whether these are all
 * @property {string[]} reasons if not, why
 *
 * @typedef {object} Acted what judge(), step() and play() add
 * @property {Verdict} verdict
 * @property {import("./ui/steps.mjs").Log} log
 * @property {import("./ui/games.mjs").Game} game
 *
 * @typedef {Always & Partial<Sometimes> & Partial<Counts> & Partial<Acted>} Result
 *
 * @typedef {object} Start what the frame gets first
 * @property {(import("./runner/packs.mjs").Arriving | import("./runner/unpacked.mjs").Unpacked)[]} packs
 * @property {Promise<unknown>} arrived
 * @property {boolean} fresh
 *
 * @typedef {object} Job what runs
 * @property {number} id
 * @property {"run" | "explore" | "judge" | "step" | "play"} kind
 * @property {Callbacks} callbacks
 * @property {Chunk[]} output
 * @property {Event[]} events
 * @property {(result: Result) => void} resolve
 */

const FORGED = "The program spoke in Python’s place, so what came of it is not shown.";

/**
 * Shows what a start took among the page's own measurements (developer tools; tests/browser/quick.py).
 * @param {any} phases of the frame: untrusted
 */
function measured(phases) {
  if (!Array.isArray(phases)) return;
  for (const [name, from, to] of phases.slice(0, 9)) {
    const [start, end] = [from, to].map((time) => Number(time) - performance.timeOrigin);
    if (start >= 0 && end >= start) performance.measure(`run: ${String(name).slice(0, 20)}`, { start, end });
  }
}

const HERE = new URL("./pyodide/", import.meta.url);

export class Runner extends EventTarget {
  #root;
  #keepUnpacked;
  #packs;
  #state = "off";
  /** @type {Promise<void> | null} of prepare() */
  #ready = null;
  #loading = false; // what is refused then, #load handles
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  /** @type {MessagePort | null} */
  #port = null;
  /** @type {Job | null} */
  #job = null;
  #lastId = 0;
  /** @type {{resolve: () => void, reject: (error: Error) => void}[]} until the frame says ready */
  #waiting = [];

  /**
   * @param {object} [settings]
   * @param {URL | string} [settings.root] the folder that browser.build.runtime wrote
   * @param {boolean} [settings.keepUnpacked] keep the runtime's files, unpacked, for the next visit
   */
  constructor({ root = HERE, keepUnpacked = true } = {}) {
    super();
    this.#root = new URL(root, document.baseURI);
    this.#keepUnpacked = keepUnpacked;
    this.#packs = new Packs(this.#root, (loaded, total) => this.#progress("download", loaded, total));
  }

  /** Null where Run works, else a sentence that says why not. */
  static unsupported() {
    if ("Suspending" in WebAssembly) return null;
    return "This browser cannot run Python threads yet: it needs WebAssembly stack switching " +
      "(Chrome or Edge 137, Firefox 153, Safari 27, or newer).";
  }

  get state() {
    return this.#state;
  }

  /**
   * Loads what is missing; resolves when the next run can begin at once.
   * @returns {Promise<void>}
   */
  prepare() {
    if (this.#frame && !this.#frame.isConnected) this.close(); // the page took it out
    this.#ready ??= this.#load().catch((error) => {
      this.#drop();
      const reason =
        error instanceof RunnerError
          ? error
          : new RunnerError("start", `Python did not start: ${messageOf(error)}`);
      this.#setState("off", reason.message);
      throw reason;
    });
    return this.#ready;
  }

  /**
   * Runs one program.
   * @param {string} source
   * @param {string} filename what tracebacks and events call it, e.g. "lost_update.py"
   * @param {Options} [options]
   * @param {Callbacks} [callbacks]
   * @returns {Promise<Result>}
   */
  run(source, filename, options = {}, callbacks = {}) {
    return this.#start("run", source, filename, options, callbacks);
  }

  /**
   * Judges a program by a contract (options.contract, or the one it has in a comment).
   * @param {string} source
   * @param {string} filename
   * @param {Options} [options]
   * @param {Callbacks} [callbacks]
   * @returns {Promise<Result>}
   */
  judge(source, filename, options = {}, callbacks = {}) {
    return this.#start("judge", source, filename, options, callbacks);
  }

  /**
   * Runs one program once for each class of its schedules.
   * @param {string} source
   * @param {string} filename
   * @param {Options} [options]
   * @param {Callbacks} [callbacks]
   * @returns {Promise<Result>}
   */
  explore(source, filename, options = {}, callbacks = {}) {
    return this.#start("explore", source, filename, options, callbacks);
  }

  /**
   * Makes a run again, with the same options, and tells its steps (`log` of the result).
   * @param {string} source
   * @param {string} filename
   * @param {Options} [options]
   * @param {Callbacks} [callbacks]
   * @returns {Promise<Result>}
   */
  step(source, filename, options = {}, callbacks = {}) {
    return this.#start("step", source, filename, options, callbacks);
  }

  /**
   * Plays a game in which the reader is the scheduler, as far as the `choices` go.
   * @param {string} source
   * @param {string} filename
   * @param {Options} [options]
   * @param {Callbacks} [callbacks]
   * @returns {Promise<Result>}
   */
  play(source, filename, options = {}, callbacks = {}) {
    return this.#start("play", source, filename, options, callbacks);
  }

  /** Ends what runs, even an endless loop; resolves when the next run can begin. */
  async stop() {
    if (!this.#ready) return;
    if (this.#state !== "loading") {
      this.#await("");
      this.#send({ type: "restart" });
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

  /**
   * @param {Job["kind"]} kind
   * @param {string} source
   * @param {string} filename
   * @param {Options} options
   * @param {Callbacks} callbacks
   * @returns {Promise<Result>}
   */
  async #start(kind, source, filename, options, callbacks) {
    if (this.#job) throw new Error("a program is running already: stop() it first");
    /** @type {PromiseWithResolvers<Result>} */
    const { promise, resolve } = Promise.withResolvers();
    /** @type {Job} */
    const job = { id: ++this.#lastId, kind, callbacks, output: [], events: [], resolve };
    this.#job = job;
    try {
      await this.prepare();
      if (this.#job !== job) return promise; // stopped meanwhile
      const [packs, pages] = await Promise.all([this.#packs.extra(source, kind !== "run" || "witness" in options), this.#packs.pagesFor(source)]);
      if (this.#job !== job) return promise;
      this.#setState(kind === "explore" ? "exploring" : "running");
      this.#send(
        { type: kind, id: job.id, source: String(source), filename: String(filename), options, events: Boolean(callbacks.onevents), packs, pages },
        packs.map((pack) => pack.bytes),
      );
    } catch (error) {
      if (this.#job === job) {
        const reason = error instanceof RunnerError ? error.reason : "start";
        this.#end({ status: "fatal", reason, message: messageOf(error) });
        if (this.#state !== "off") this.#setState("ready");
      }
    }
    return promise;
  }

  /** @param {Omit<Result, "output" | "events">} result */
  #end(result) {
    const job = this.#job;
    if (!job) return;
    this.#job = null;
    job.resolve({ ...result, output: job.output, events: job.events });
  }

  /**
   * A new worker is starting: the next run waits for it.
   * @param {string} message
   */
  #await(message) {
    this.#ready = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#ready.catch(() => {});
    this.#setState("loading", message);
  }

  /** @param {any} data a message of the frame: untrusted, once a program ran there */
  #receive(data) {
    const job = this.#job?.id === data.id ? this.#job : null;
    if (job && !sound(data)) return this.#forged();
    switch (data.type) {
      case "ready":
        measured(data.phases);
        this.#setState("ready");
        for (const waiting of this.#waiting.splice(0)) waiting.resolve();
        break;
      case "broken": // Python could not start
        if (!this.#loading) this.#ready = null;
        this.#refuse(new RunnerError("start", `Python did not start: ${data.message}`));
        break;
      case "unpacked": // before any program ran there
        this.#keep(data.packs);
        break;
      case "wants":
        this.#bring();
        break;
      case "output":
        for (const chunk of job ? data.output : []) job?.output.push(chunk);
        job?.callbacks.onoutput?.(data.output);
        break;
      case "events":
        for (const event of job ? data.events : []) job?.events.push(event);
        job?.callbacks.onevents?.(data.events);
        break;
      case "picture":
        job?.callbacks.onpicture?.(data.picture);
        break;
      case "progress":
        job?.callbacks.onprogress?.(data.progress);
        break;
      case "result":
        if (data.bloated) this.#await("");
        else if (job && this.#state !== "loading") this.#setState("ready");
        if (job) this.#end(data.result);
        break;
      case "fatal": // the frame has started a new worker already
        this.#await(data.message);
        this.#end({ status: "fatal", message: data.message });
        break;
    }
  }

  /** The program sent what Python would not: it is ended, and its worker with it. */
  #forged() {
    this.#await("");
    this.#send({ type: "restart" });
    this.#end({ status: "fatal", message: FORGED });
  }

  /** @param {RunnerError} error */
  #refuse(error) {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }

  /**
   * @param {object} message
   * @param {Transferable[]} [transfer]
   */
  #send(message, transfer = []) {
    this.#port?.postMessage(message, transfer);
  }

  /**
   * @param {string} state
   * @param {string} [message]
   */
  #setState(state, message = "") {
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, message } }));
  }

  /**
   * @param {"download" | "start"} stage
   * @param {number} [loaded]
   * @param {number} [total]
   */
  #progress(stage, loaded = 0, total = 0) {
    this.dispatchEvent(new CustomEvent("progress", { detail: { stage, loaded, total } }));
  }

  // ------------------------------------------------------------------ loading

  async #load() {
    const why = Runner.unsupported();
    if (why) throw new RunnerError("unsupported", why);
    this.#setState("loading");
    this.#loading = true;
    try {
      const packs = this.#keepUnpacked ? await stored(await this.#keptUrl(), await this.#packs.names()) : null;
      if (packs && (await this.#starts({ packs, arrived: Promise.resolve(), fresh: false }))) return;
      await this.#open({ ...(await this.#packs.first()), fresh: this.#keepUnpacked });
    } finally {
      this.#loading = false;
    }
  }

  /**
   * Whether Python starts from what an earlier visit kept. Where it does not, that is forgotten.
   * @param {Start} start
   */
  async #starts(start) {
    try {
      await this.#open(start);
      return true;
    } catch (error) {
      if (!this.#frame) throw error; // closed meanwhile
      this.#port?.close();
      this.#frame.remove();
      await forget();
      return false;
    }
  }

  /**
   * Opens the frame and starts Python there.
   * @param {Start} start
   */
  async #open({ packs, arrived, fresh }) {
    const { frame } = await this.#packs.manifest();
    const opening = openFrame(new URL(frame, this.#root), (data) => this.#receive(data));
    this.#frame = opening.frame;
    const lost = arrived.then(() => opening.opened); // rejects where a pack does not come
    this.#port = await Promise.race([opening.opened, lost]);
    /** @type {Promise<void>} */
    const started = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    const order = packs.map(({ name, encoding, ...rest }) => ({ name, encoding, bytes: "bytes" in rest ? rest.bytes : null }));
    this.#send({ type: "start", packs: order, fresh });
    for (const pack of packs) {
      if (!("port" in pack)) continue;
      pack.port.onmessage = ({ data: bytes }) => this.#send({ type: "bytes", name: pack.name, bytes }, bytes ? [bytes] : []);
    }
    await Promise.race([started, lost.then(() => (this.#progress("start"), started))]);
  }

  #drop() {
    this.#port?.close();
    this.#frame?.remove();
    this.#port = this.#frame = this.#ready = null;
    this.#refuse(new RunnerError("start", "The runtime was closed."));
    this.#packs.forget();
  }

  /** The standard library, which a program wants more of than is in memory. */
  async #bring() {
    try {
      this.#send({ type: "library", packs: [await this.#packs.library()], error: "" });
    } catch (error) {
      this.#send({ type: "library", packs: [], error: messageOf(error) });
    }
  }

  async #keptUrl() {
    return new URL(`unpacked-${(await this.#packs.manifest()).id}`, this.#root).href;
  }

  /** @param {Map<string, Blob>} packs */
  async #keep(packs) {
    if (this.#keepUnpacked) await store(await this.#keptUrl(), packs);
  }
}
