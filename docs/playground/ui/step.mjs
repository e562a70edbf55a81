/* Step: a cursor through the time of a run, forward and back. Loaded when the reader asks for it.
 *
 * A Stepper shows one run. `open(run)` has the run made again with its steps written down, then
 * every step is at hand: buttons, a slider (keys and thumb), marks in the program, a line in the
 * timeline, variables, locks, what has been printed.
 */
import { Cursor } from "./cursor.mjs";
import { button, el, sheet, tell } from "./dom.mjs";
import { Steps, arrow, changesOf, lines, shownThreads, tag } from "./steps.mjs";

/** @import { Frame, Lock, Log, State, Thread } from "./steps.mjs" */
/** @import { Mark } from "./listing.mjs" */

/**
 * @typedef {object} Run what is gone through
 * @property {() => Promise<{log?: Log, message: string}>} load makes the run again
 * @property {SVGSVGElement | null} picture its timeline
 * @property {boolean} timeless no time passed: the picture shows the events in their order
 *
 * @typedef {object} Hooks
 * @property {(marks: Mark[] | null) => unknown} mark shows where threads are in the program; null: no more
 * @property {(line: number | null) => unknown} look highlights the line of the step
 * @property {(line: number) => string} text of a line of the program
 */

const MOST_THREADS = 12; // shown at once
const PRINTED = 20_000; // characters of the output that are shown, the last ones
const COLOURS = 5; // of threads; their names tell them apart as well
const WAIT = "Writing down the steps…";

/** Loads the style sheet of this. */
export function style() {
  return sheet("step.css");
}

export class Stepper {
  #hooks;
  /** @type {Steps | null} */
  #steps = null;
  #number = 0;
  #opened = 0; // a run that comes late is not shown
  #from = /** @type {Element | null} */ (null); // what opened it: there the keyboard goes on
  #slider = el("input", { type: "range", min: 0, value: 0, step: 1, class: "step-slider", "aria-label": "Step" });
  #back = button("◀", () => this.go(this.#number - 1), { "aria-label": "One step back", class: "step-button" });
  #on = button("▶", () => this.go(this.#number + 1), { "aria-label": "One step on", class: "step-button" });
  #title = el("span", { class: "step-title" });
  #words = el("span", { class: "step-words" });
  #live = el("p", { class: "step-live", role: "status" });
  #note = el("p", { class: "step-note", role: "status", hidden: true });
  #cards = el("div", { class: "step-cards" });
  #printed = el("code", { tabindex: "0", role: "region", "aria-label": "Printed so far" });
  #output = el("div", { class: "step-output", hidden: true }, el("p", {}, "printed so far"), el("pre", {}, this.#printed));
  #body;
  /** @type {Cursor | null} */
  #cursor = null;

  /**
   * @param {Hooks} hooks
   * @param {boolean} [within] whether it is part of something else, which closes it
   */
  constructor(hooks, within = false) {
    this.#hooks = hooks;
    this.#slider.addEventListener("input", () => this.go(Number(this.#slider.value)));
    const close = button("Close", () => this.#leave(), { "aria-label": "Close Step", hidden: within });
    this.#body = el(
      "div",
      { hidden: true },
      el("div", { class: "step-bar" }, this.#back, this.#on, this.#slider, close),
      el("p", { class: "step-now" }, this.#title, " · ", this.#words),
      this.#cards,
      this.#output,
    );
    this.element = el(
      "section",
      { class: "run-step", "data-act": within ? null : "step", "aria-label": "Step through this run" },
      this.#note,
      this.#live,
      this.#body,
    );
  }

  /** Where the reader is, and how many steps there are. */
  get position() {
    return { number: this.#number, count: this.#steps?.count ?? 0 };
  }

  /**
   * Shows a run from its first step on.
   * @param {Run} run
   * @param {number} [number] of the step to begin with
   */
  async open(run, number = 0) {
    const opened = ++this.#opened;
    this.#from = document.activeElement;
    this.close(false);
    this.element.hidden = false;
    tell(this.#note, WAIT);
    const [{ log, message }] = await Promise.all([run.load(), style()]);
    if (opened !== this.#opened) return;
    tell(this.#note, log ? log.cut : message || "The steps could not be written down.");
    if (!log?.steps.length) return;
    const steps = new Steps(log);
    this.#draw(run, steps);
    this.#begin(steps, number);
    this.#slider.focus({ preventScroll: true });
  }

  /**
   * Shows steps that are there already.
   * @param {Log} log
   * @param {number} number of the step to begin with
   */
  show(log, number) {
    this.#begin(new Steps(log), number);
  }

  /**
   * @param {Steps} steps
   * @param {number} number of the step to begin with
   */
  #begin(steps, number) {
    this.element.hidden = this.#body.hidden = false;
    this.#steps = steps;
    this.#slider.max = String(this.#steps.count);
    this.go(number);
  }

  /** The reader closes it: focus goes back to what opened it. */
  #leave() {
    this.close();
    if (this.#from instanceof HTMLElement) this.#from.focus({ preventScroll: true });
  }

  /** @param {boolean} [hide] also takes it out of sight */
  close(hide = true) {
    if (hide) this.#opened += 1;
    this.#cursor?.remove();
    this.#cursor = this.#steps = null;
    this.#body.hidden = true;
    this.#live.textContent = "";
    this.element.hidden = hide;
    this.#hooks.mark(null);
    this.#hooks.look(null);
  }

  /** @param {number} number of a step; 0 is before the first */
  go(number) {
    const steps = this.#steps;
    if (!steps) return;
    this.#number = Math.min(Math.max(number, 0), steps.count);
    const here = this.#number;
    this.#slider.value = String(here);
    this.#slider.setAttribute("aria-valuetext", steps.title(here));
    this.#back.toggleAttribute("disabled", here === 0);
    this.#on.toggleAttribute("disabled", here === steps.count);
    this.#title.textContent = steps.title(here);
    this.#words.textContent = steps.words(here);
    this.#live.textContent = steps.told(here);
    tell(this.#note, here === steps.count ? steps.end : steps.log.cut);
    this.#point(steps);
    this.#show(steps);
  }

  // ------------------------------------------------------------------ the picture and the program

  /**
   * @param {Run} run
   * @param {Steps} steps
   */
  #draw({ picture, timeless }, steps) {
    if (!picture) return;
    this.#cursor = new Cursor(picture, steps, timeless, {
      go: (number) => this.go(number),
      stay: (clicked) => this.#stay(clicked),
    });
  }

  /**
   * The pointer has been at the timeline: the line of the step is marked again.
   * @param {boolean} clicked from now on the keys step on
   */
  #stay(clicked) {
    if (!this.#steps) return;
    this.#hooks.look(this.#steps.step(this.#number)?.line || null);
    if (clicked) this.#slider.focus({ preventScroll: true });
  }

  /** @param {Steps} steps */
  #point(steps) {
    this.#cursor?.show(this.#number);
    const state = steps.state(this.#number);
    const marks = [...lines(state, steps.step(this.#number))].map(([line, threads]) => ({
      line,
      tags: threads.map((number) => this.#tag(state, number)),
    }));
    this.#hooks.look(steps.step(this.#number)?.line || null);
    this.#hooks.mark(marks);
  }

  /**
   * @param {State} state
   * @param {number} number of a thread
   */
  #tag(state, number) {
    const name = state.threads.get(number)?.name ?? "";
    return { text: tag(name), name, colour: number % COLOURS };
  }

  // ------------------------------------------------------------------ what there is

  /** @param {Steps} steps */
  #show(steps) {
    const now = steps.state(this.#number);
    const before = steps.state(Math.max(this.#number - 1, 0));
    const actor = steps.step(this.#number)?.thread ?? 1;
    const shown = shownThreads(now, actor, MOST_THREADS);
    const left = now.threads.size - shown.length;
    this.#cards.replaceChildren(
      card("shared", "", variables(before.shared, now.shared), "none yet"),
      ...shown.map((number) => this.#thread(before, now, number, number === actor)),
      ...(left > 0 ? [card(`and ${left} more threads`, "", [], "")] : []),
      ...(now.locks.size ? [card("locks", "", this.#locks(before, now), "")] : []),
    );
    const text = steps.output(this.#number).slice(-PRINTED);
    this.#output.hidden = !text;
    this.#printed.textContent = text;
    this.#printed.scrollTop = this.#printed.scrollHeight;
  }

  /**
   * @param {State} before
   * @param {State} now
   * @param {number} number
   * @param {boolean} acts whether the step is this thread's
   */
  #thread(before, now, number, acts) {
    const thread = /** @type {Thread} */ (now.threads.get(number));
    const was = before.threads.get(number);
    const where = thread.line ? `line ${thread.line}` : "";
    const { text, colour } = this.#tag(now, number);
    const head = el(
      "span",
      { class: `step-name step-thread-${colour}` },
      el("span", { class: "step-tag", "aria-hidden": "true" }, text),
      ` ${thread.name}`,
    );
    const about = [where, thread.doing === "runs" ? "" : thread.doing].filter(Boolean).join(", ");
    const code = thread.line ? this.#hooks.text(thread.line) : "";
    const line = code ? [el("li", { class: "step-line" }, code)] : [];
    const rows = thread.frames.flatMap((frame, depth) => locals(was, frame, thread.frames.length - depth, thread.frames.length > 1));
    const made = card(head, about, [...line, ...rows], "");
    if (acts) made.classList.add("step-card--acts");
    return made;
  }

  /**
   * @param {State} before
   * @param {State} now
   */
  #locks(before, now) {
    const name = (/** @type {number} */ number) => now.threads.get(number)?.name ?? "";
    const say = (/** @type {Lock | undefined} */ lock) => {
      if (!lock) return null;
      const held = lock.holder === null ? "free" : `held by ${name(lock.holder)}`;
      const waiting = lock.waiters.map(name).join(", ");
      return waiting ? `${held}; ${waiting} ${lock.waiters.length > 1 ? "wait" : "waits"}` : held;
    };
    return [...now.locks].map(([label, lock]) => row(label, say(before.locks.get(label)), say(lock), ": "));
  }
}

/**
 * The variables of a function; where a thread is in several, each stands under its name.
 * @param {Thread | undefined} was
 * @param {Frame} frame
 * @param {number} height 1 is the outmost
 * @param {boolean} several whether the thread is in other functions, too
 */
function locals(was, [name, , values], height, several) {
  const frames = was?.frames ?? [];
  const old = frames[frames.length - height];
  const before = old && old[0] === name ? old[2] : {};
  const rows = variables(new Map(Object.entries(before)), new Map(Object.entries(values)));
  return rows.length && several ? [el("li", { class: "step-function" }, `${name}()`), ...rows] : rows;
}

/**
 * @param {Map<string, string>} before
 * @param {Map<string, string>} now
 */
function variables(before, now) {
  const changed = new Map(changesOf(before, now).map((one) => [one.name, one]));
  return [...now].map(([name, value]) => row(name, (changed.get(name) ?? { before: value }).before, value, " = "));
}

/**
 * @param {string} name
 * @param {string | null} before
 * @param {string | null} after
 * @param {string} sign
 */
function row(name, before, after, sign) {
  const value = before === after ? (after ?? "") : el("mark", {}, arrow(before, after));
  return el("li", {}, el("span", { class: "step-variable" }, name), sign, value);
}

/**
 * @param {string | HTMLElement} head
 * @param {string} about
 * @param {HTMLElement[]} rows
 * @param {string} nothing what to say where there are no rows
 */
function card(head, about, rows, nothing) {
  const heading = el("p", { class: "step-head" }, head, about ? el("span", { class: "step-about" }, ` ${about}`) : null);
  const list = rows.length ? el("ul", {}, ...rows) : nothing ? el("p", { class: "step-about" }, nothing) : null;
  return el("div", { class: "step-card" }, heading, list);
}
