/* One program of a page and all that Run adds to it. Loaded by the first click.
 *
 * An Example holds four parts together, each of which knows one thing: the Listing (the program on
 * the page and its editor), the Settings, the Panel (what a run shows) and the one Session of the
 * page (whose turn it is). What a program promises comes from the list of programs.
 */
import { Runner } from "../runner.mjs";
import { button, el, find, style } from "./dom.mjs";
import { Draft } from "./drafts.mjs";
import { encode } from "./link.mjs";
import { Listing } from "./listing.mjs";
import { lacks } from "./needs.mjs";
import { Panel } from "./panel.mjs";
import { promiseOf } from "./programs.mjs";
import { Session } from "./session.mjs";
import { Settings } from "./settings.mjs";

/** @import { Result } from "../runner.mjs" */
/** @import { Link } from "./link.mjs" */
/** @import { Schedules } from "./schedules.mjs" */

const SHORT = 150; // ms: a run that ends sooner never shows a Stop button
// Runs that can be gone through step by step: those that came to an end of their own.
const STEPPED = new Set(["ok", "error", "exit", "deadlock", "endless", "limit"]);
const CONTRACT = /^# Contract:$/m; // of a program that says itself what it must keep
const STOP = "M18 18H6V6h12z"; // the picture on a Run button that stops

export const session = new Session(new Runner());
/** @type {WeakMap<Element, Example>} */
const known = new WeakMap();

/**
 * The Example of an element; the same one each time.
 * @param {HTMLElement} root an example, or a solution that unfolds, with its buttons
 * @returns {Example}
 */
export function exampleOf(root) {
  const found = known.get(root) ?? new Example(root);
  known.set(root, found);
  return found;
}

export class Example {
  #judge = button("⚖ Judge by its contract", () => this.#loading(this.act("judge")), { "data-act": "mend", hidden: true });
  /** @type {Schedules | null} */
  #schedules = null;
  /** @type {{source: string, filename: string, options: import("../runner.mjs").Options, timeless: boolean}} the last run */
  #last = { source: "", filename: "", options: {}, timeless: false };
  #runs = 0; // what comes from an older run is not shown
  #began = 0;
  /** @type {string | null} the picture on the Run button */
  #icon = null;
  /** @type {import("./step.mjs").Stepper | null} */
  #stepper = null;
  #stepping = 0; // runs that are made again: nothing new is to be said of them
  /** @type {import("./break.mjs").Breaker | null} */
  #breaker = null;
  #steps = button("Step through this run", () => this.#loading(this.step()), { "data-act": "step", hidden: true });
  #play = button("", () => this.#loading(this.break()), { "data-act": "break" });
  #free; // the playground: always an editor, nothing to go back to

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.#free = root.closest(".playground") !== null;
    this.listing = new Listing(find(root, ":scope > .highlight"));
    /**
     * What the reader typed, kept; the playground puts its shelf here.
     * @type {Pick<Draft, "typed" | "quietly" | "restore"> | null}
     */
    this.draft = this.#free ? null : new Draft(this.listing, (text) => this.edit(false, text));
    this.listing.oninput = () => {
      this.#typed();
      this.draft?.typed();
    };
    this.settings = new Settings({
      changed: () => (this.#runs && !session.busy(this) ? this.run() : null),
      shuffled: () => (session.busy(this) ? null : this.run()),
      link: () => this.#link(),
      short: () => this.listing.short,
    });
    this.panel = new Panel(this.listing.short, this.settings.element, {
      mark: (line, kind, firmly) => this.listing.mark(line, kind, firmly),
      lineText: (line) => this.listing.line(line),
    });
    const fails = root.querySelector(":scope > p > .badge, .badge") !== null;
    this.#play.textContent = fails ? "Make it fail" : "Be the scheduler";
    this.panel.act(el("div", { class: "run-acts" }, this.#judge, this.#steps, this.#play));
    this.#judge.hidden = !CONTRACT.test(this.listing.source);
  }

  get name() {
    return this.listing.name;
  }

  /**
   * What a button of the bar asks for.
   * @param {string} action
   */
  async act(action) {
    // Python is on its way while the panel and its style are.
    if (action !== "edit" && !lacks(this.listing.source)) session.prepare();
    // An exercise shows its contract there; the panel comes with the first run.
    if (action === "judge" || (action === "edit" && this.root.matches(".mend"))) await style();
    else await this.open();
    if (action === "rerun") return this.run();
    if (action === "schedules") return this.explore();
    if (action === "judge") return (await import("./mend.mjs")).mendOf(this).judge();
    if (action === "break") return this.break();
    if (action === "edit") return this.listing.editing ? this.#reset() : this.edit();
    if (!session.busy(this) || this.#stepping) return this.run();
    // A second click of a double click is no wish to stop.
    return performance.now() - this.#began > SHORT ? this.stop() : null;
  }

  /** Shows the panel. */
  async open() {
    await style();
    if (this.panel.element.isConnected) return;
    this.panel.open(this.root.querySelector(":scope > .run"), this.listing.block);
    this.listing.stay();
  }

  // ------------------------------------------------------------------ run

  /**
   * Runs what stands there with the settings of the panel.
   * @returns {Promise<Result | null>} null: the browser cannot run it
   */
  async run() {
    await this.open();
    const run = this.#begin();
    this.panel.clear();
    this.panel.select();
    const missing = lacks(this.listing.source);
    if (missing) {
      await session.end(this);
      this.panel.say(missing, "bad");
      this.panel.running = false;
      return null;
    }
    const promise = promiseOf(this.name);
    const edited = this.listing.edited;
    const settings = this.settings.options;
    const showStop = setTimeout(() => run === this.#runs && this.#stoppable(true), SHORT);
    const result = await session.start(this, "run", {
      source: this.listing.source,
      filename: this.listing.short,
      options: promise.then((promised) => ({ ...settings, ...promised })),
      callbacks: {
        onoutput: (chunks) => run === this.#runs && this.panel.print(chunks),
        onpicture: (svg) => run === this.#runs && this.panel.grow(svg),
      },
    });
    clearTimeout(showStop);
    if (run !== this.#runs) return result;
    this.#stoppable(false);
    this.panel.finish(result, edited, (await promise) !== null, this.root.matches(".schedules, .playground *"));
    this.#unavailable(result);
    this.panel.running = false;
    this.#last = { source: this.listing.source, filename: this.listing.short, options: settings, timeless: result.elapsed === 0 };
    this.#steps.hidden = !STEPPED.has(result.status);
    this.panel.reveal();
    return result;
  }

  /** Goes through the last run step by step. */
  async step() {
    const { Stepper } = await import("./step.mjs");
    this.#breaker?.close();
    this.#stepper ??= new Stepper(this.#marks);
    this.#steps.parentElement?.after(this.#stepper.element);
    const { source, filename, options, timeless } = this.#last;
    const load = () => this.#again("step", { source, filename, options, callbacks: {} });
    const picture = /** @type {SVGSVGElement | null} */ (this.panel.element.querySelector(".run-timeline svg"));
    await this.#stepper.open({ load, picture, timeless });
  }

  /** @param {Promise<unknown>} act that brings files of its own with its first use */
  async #loading(act) {
    try {
      await act;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // a mistake of ours, no missing file
      this.panel.say("This could not be loaded: is there a network?", "bad");
    }
  }

  /** What Step and Break show in the program. */
  get #marks() {
    return {
      mark: (/** @type {import("./listing.mjs").Mark[] | null} */ marks) => this.listing.threads(marks),
      look: (/** @type {number | null} */ line) => this.listing.mark(line, "", false),
      text: (/** @type {number} */ line) => this.listing.line(line),
    };
  }

  /** The reader is the scheduler of what stands there. */
  async break() {
    const { Breaker } = await import("./break.mjs");
    this.panel.select(); // the game stands there, whichever tab was open
    this.#stepper?.close();
    this.#breaker ??= new Breaker(
      {
        playing: (now) => (this.#play.hidden = now), // the game has its own button to begin anew
        over: (witness) => this.settings.set({ witness, threads: "free-threaded", ordered: false }),
        replay: (witness) => this.replay({ witness, threads: "free-threaded", ordered: false }),
      },
      this.#marks,
    );
    this.#steps.parentElement?.after(this.#breaker.element);
    const { source, short: filename, edited, name } = this.listing;
    /** @param {import("../runner.mjs").Options} options */
    const play = (options) => this.#again("play", { source, filename, options: { ...options, level: "free-threaded" }, callbacks: {} });
    await this.#breaker.open({ name, edited, play });
  }

  /**
   * Makes the last run again: what the panel shows of it stays.
   * @param {"step" | "play"} kind
   * @param {import("./session.mjs").Job} job
   */
  async #again(kind, job) {
    this.#stepping += 1;
    try {
      return await session.start(this, kind, job);
    } finally {
      this.#stepping -= 1;
    }
  }

  stop() {
    this.panel.say("Stopping…");
    return session.end(this);
  }

  #begin() {
    this.#began = performance.now();
    this.#stepper?.close();
    this.#breaker?.close();
    this.#steps.hidden = true;
    this.panel.running = true;
    this.panel.say("Starting…");
    return ++this.#runs;
  }

  /** @param {{state: string, message: string}} news */
  onstate(news) {
    if (!this.#stepping) this.panel.state(news);
  }

  /** @param {{stage: string, loaded: number, total: number}} progress */
  onprogress(progress) {
    if (!this.#stepping) this.panel.load(progress);
  }

  /**
   * Where Python cannot be had: says why, and takes the buttons' promise back.
   * @param {Result} result
   */
  #unavailable({ status, reason, message }) {
    if (status !== "fatal" || !reason) return;
    this.panel.say(message, "bad");
    if (reason !== "no-runtime" && reason !== "unsupported") return;
    for (const button of document.querySelectorAll("button[data-action=run], button[data-action=schedules]")) {
      button.toggleAttribute("disabled", true);
      button.setAttribute("title", message);
    }
  }

  // ------------------------------------------------------------------ every schedule

  async explore() {
    await this.open();
    const schedules = (this.#schedules ??= await this.#makeSchedules());
    const run = this.#begin();
    this.panel.explore(schedules.element);
    this.#stoppable(true);
    schedules.begin();
    const settings = schedules.options;
    // A program that was merely edited breaks no promise: it never made one.
    const promise = this.listing.edited ? null : promiseOf(this.name);
    const result = await session.start(this, "explore", {
      source: this.listing.source,
      filename: this.listing.short,
      options: Promise.resolve(promise).then((promised) => ({ ...settings, ...promised })),
      callbacks: {
        onprogress: (counts) => run === this.#runs && schedules.callbacks.onprogress?.(counts),
      },
    });
    if (run !== this.#runs) return result;
    schedules.finish(result);
    this.#stoppable(false);
    this.panel.running = false;
    this.panel.reveal();
    const { status, message } = result;
    if (status === "ok") this.panel.say("");
    else if (status === "stopped") this.panel.say("Stopped");
    else this.panel.say(message, "bad");
    this.#unavailable(result);
    return result;
  }

  async #makeSchedules() {
    const { Schedules } = await import("./schedules.mjs");
    return new Schedules({
      again: () => this.explore(),
      replay: (found) => this.replay(found),
    });
  }

  /**
   * Replays a schedule that an exploration found: this one, or the one that answered a question.
   * @param {{witness: string, threads: string, ordered: boolean}} found
   */
  async replay(found) {
    this.settings.set(found);
    await this.run();
  }

  // ------------------------------------------------------------------ edit

  /**
   * @param {boolean} [focus] whether the reader is to go on there
   * @param {string} [text] in place of the program
   */
  async edit(focus = !this.#free, text) {
    await style();
    await this.listing.edit(text);
    this.#typed();
    if (focus) this.listing.focus();
  }

  /** The marked line may be another one now; there may be something to go back from. */
  #typed() {
    this.#stepper?.close(); // its marks stand beside other lines now
    this.#breaker?.close();
    this.listing.mark(null);
    if (this.#last.source && this.#last.source !== this.listing.source) this.#outdated();
    this.#judge.hidden = !CONTRACT.test(this.listing.source);
    const button = this.#label("edit", this.listing.edited ? "Reset" : "Close");
    if (button) button.hidden = this.#free && !this.listing.edited;
  }

  /** What the panel shows was another program's; so was the schedule that it replayed. */
  #outdated() {
    this.panel.say("This run is of the program before your change");
    this.#steps.hidden = true;
    if (this.settings.chosen.witness) this.settings.set({ witness: null });
  }

  /** Back to the page's program; a second time closes the editor. */
  #reset() {
    if (this.listing.edited) {
      this.listing.reset();
      this.panel.say("This is the page’s program again. Undo brings yours back.");
    } else {
      this.listing.close();
      this.#label("edit", "Edit")?.focus();
    }
    this.listing.mark(null);
  }

  /**
   * Another program in the place of this one (the playground's menu).
   * @param {string} name with its ending
   * @param {string} source
   */
  async fill(name, source) {
    await session.end(this);
    this.#runs += 1;
    this.panel.clear();
    this.panel.say("");
    this.settings.set({ witness: null });
    this.#quietly(() => this.listing.adopt(name, source));
    this.#typed();
    this.#stoppable(false);
  }

  /** @param {() => unknown} change puts in a text that the reader did not type: no draft */
  #quietly(change) {
    if (this.draft) this.draft.quietly(change);
    else change();
  }

  // ------------------------------------------------------------------ links

  async #link() {
    const code = this.listing.edited ? this.listing.source : undefined;
    return encode({ name: this.name, code, ...this.settings.chosen });
  }

  /**
   * Takes program and settings of a link; runs nothing by itself.
   * @param {Link} link
   */
  async follow({ code, ...settings }) {
    await this.open();
    this.settings.set(settings);
    if (code !== undefined) {
      await this.edit();
      this.#quietly(() => (this.listing.source = code));
    }
    this.panel.say("From a link: press Run.");
    this.root.scrollIntoView({ block: "start" });
    this.root.querySelector(/** @type {"button"} */ ("[data-action=run]"))?.focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------ the buttons

  /** @param {boolean} now whether the Run button stops what runs */
  #stoppable(now) {
    const path = this.#label("run", now ? "Stop" : "Run")?.querySelector("path");
    this.#icon ??= path?.getAttribute("d") ?? "";
    path?.setAttribute("d", now ? STOP : this.#icon);
  }

  /**
   * @param {string} action
   * @param {string} label
   * @returns {HTMLElement | null} the button, if there is one
   */
  #label(action, label) {
    const button = this.root.querySelector(/** @type {"button"} */ (`[data-action=${action}]`));
    button?.setAttribute("aria-label", `${label} ${this.listing.short}`);
    button?.lastElementChild?.replaceChildren(label);
    return button;
  }
}
