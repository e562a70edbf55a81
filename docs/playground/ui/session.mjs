/* The one Python of the page, and whose turn it is.
 *
 * All programs of a page share a Python, which runs one program at a time. Whoever starts last has
 * it: what ran before is stopped first, and a start that meanwhile waited for the same stop has
 * lost its turn and is told "stopped". So quick clicks on three programs run the third.
 */

/** @import { Callbacks, Options, Result, Runner } from "../runner.mjs" */
/**
 * @typedef {object} Owner what starts programs, and is told how its own come along
 * @property {(state: {state: string, message: string}) => unknown} onstate
 * @property {(progress: {stage: string, loaded: number, total: number}) => unknown} onprogress
 *
 * @typedef {"run" | "explore" | "judge" | "step" | "play"} Kind
 * @typedef {object} Job
 * @property {string} source
 * @property {string} filename
 * @property {Options | Promise<Options>} options asked for while Python is loading
 * @property {Callbacks} callbacks
 */

/** @type {Result} */
const STOPPED = { status: "stopped", message: "Stopped.", output: [], events: [] };

export class Session {
  #runner;
  /** @type {Owner | null} */
  #owner = null;
  #turn = 0; // of the last start or end: an older one goes no further
  /** @type {Promise<Result> | null} */
  #running = null;
  /** @type {Promise<unknown> | null} */
  #stopping = null;

  /** @param {Pick<Runner, Kind | "prepare" | "stop" | "addEventListener">} runner */
  constructor(runner) {
    this.#runner = runner;
    runner.addEventListener("state", (event) => this.#owner?.onstate(detail(event)));
    runner.addEventListener("progress", (event) => this.#owner?.onprogress(detail(event)));
  }

  /** Loads Python: somebody is about to start a program. */
  prepare() {
    this.#runner.prepare().catch(() => {}); // the run itself tells why it cannot
  }

  /**
   * Runs or explores a program; what runs is stopped first.
   * @param {Owner} who
   * @param {Kind} kind
   * @param {Job} job
   * @returns {Promise<Result>}
   */
  async start(who, kind, { source, filename, options, callbacks }) {
    const turn = ++this.#turn;
    this.#owner = null; // what is stopped now needs no more news
    await this.#stop();
    if (turn !== this.#turn) return STOPPED;
    this.#owner = who;
    this.prepare();
    const settings = await this.#settled(turn, options);
    if (turn !== this.#turn) return STOPPED;
    try {
      this.#running = this.#runner[kind](source, filename, settings, callbacks);
      return await this.#running;
    } finally {
      this.#running = null;
      if (turn === this.#turn) this.#owner = null;
    }
  }

  /**
   * What a job's options come to; who cannot have them has nothing under way.
   * @param {number} turn
   * @param {Options | Promise<Options>} options
   */
  async #settled(turn, options) {
    try {
      return await options;
    } catch (error) {
      if (turn === this.#turn) this.#owner = null;
      throw error;
    }
  }

  /**
   * Ends what `who` runs, if it runs anything.
   * @param {Owner} who
   */
  async end(who) {
    if (this.#owner !== who) return;
    this.#turn += 1;
    this.#owner = null;
    await this.#stop();
  }

  /**
   * Whether `who` runs something now.
   * @param {Owner} who
   */
  busy(who) {
    return this.#owner === who;
  }

  async #stop() {
    if (!this.#running) return;
    // Who comes while a program is being stopped waits for the same stop.
    this.#stopping ??= this.#runner.stop().finally(() => (this.#stopping = null));
    await Promise.allSettled([this.#stopping, this.#running]);
  }
}

/** @param {Event} event */
function detail(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
