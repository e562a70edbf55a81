/* The steps of a run as data: how everything was after each, and what to say of it.
 *
 * Python tells of each step only what is not as it was before. Here the states are put together
 * again, once; then any step is as near as any other. Nothing in this file touches the page.
 */

/**
 * @typedef {Record<string, string>} Variables a value is a short text
 * @typedef {[name: string, line: number, variables: Variables]} Frame of a function of the program
 * @typedef {{name: string, doing: string, line: number, frames: Frame[]}} Thread
 * @typedef {{holder: number | null, waiters: number[]}} Lock threads by their numbers
 *
 * @typedef {object} Step what a thread did, and what is other than before
 * @property {number} thread its number
 * @property {string} name
 * @property {number} line 0 for none
 * @property {string} kind "touches" | "prints" | "started" | "acquired" | …
 * @property {string} words "reads counter (0)"
 * @property {number} time virtual seconds
 * @property {number} event so many events the run had told of then
 * @property {boolean} [forced] another thread lost its turn just before, though it could have gone on
 * @property {number} [overwrites] the step whose write this one destroys, unread
 * @property {string} [text] what it printed
 * @property {string} [stream]
 * @property {Record<string, string | null>} [shared] null: it is no more
 * @property {Record<string, Thread>} [threads]
 * @property {Record<string, Lock>} [locks]
 *
 * @typedef {object} Log of `greenthreads.stepping`
 * @property {string} outcome
 * @property {string} report
 * @property {string} cut a sentence, where there were more steps
 * @property {Step[]} steps
 *
 * @typedef {object} State how everything is
 * @property {Map<string, string>} shared
 * @property {Map<number, Thread>} threads
 * @property {Map<string, Lock>} locks
 * @property {number} printed so many characters of the output
 */

/** @typedef {{name: string, before: string | null, after: string | null}} Change of a variable */

const ARROW = "→";

/** All steps of a run; 0 is before the first. */
export class Steps {
  /** @type {State[]} */
  #states;
  #output;

  /** @param {Log} log */
  constructor(log) {
    this.log = log;
    /** @type {State} */
    let state = { shared: new Map(), threads: new Map(), locks: new Map(), printed: 0 };
    this.#states = [state];
    for (const step of log.steps) this.#states.push((state = next(state, step)));
    this.#output = log.steps.map(({ text }) => text ?? "").join("");
  }

  get count() {
    return this.log.steps.length;
  }

  /** @param {number} number @returns {State} */
  state(number) {
    return /** @type {State} */ (this.#states[number]);
  }

  /** @param {number} number @returns {Step | null} the step that leads there */
  step(number) {
    return this.log.steps[number - 1] ?? null;
  }

  /** @param {number} number what had been printed then */
  output(number) {
    return this.#output.slice(0, this.state(number).printed);
  }

  /** @param {number} number what the step changed of the variables that threads share */
  changes(number) {
    const before = this.state(Math.max(number - 1, 0));
    return changesOf(before.shared, this.state(number).shared);
  }

  /**
   * Where a step stands in a picture of the run: its time, or its place among the events.
   * @param {number} number
   * @param {boolean} timeless no time passed: the picture shows the events in their order
   */
  at(number, timeless) {
    const step = this.step(number);
    if (!step) return 0;
    return timeless ? step.event : step.time;
  }

  /** @param {number} number "step 9 of 14" */
  title(number) {
    return number ? `step ${number} of ${this.count}` : `before the first of ${this.count} steps`;
  }

  /**
   * What happened, for eyes and for screen readers.
   * @param {number} number
   */
  words(number) {
    const step = this.step(number);
    if (!step) return "The program has not begun.";
    const forced = step.forced ? "Forced switch: " : "";
    return `${forced}${step.name} ${step.words}${this.#lost(step)}`;
  }

  /** @param {Step} step whose write it destroys, as a sentence of its own */
  #lost({ overwrites = 0, name }) {
    const lost = this.step(overwrites);
    return lost ? `. This overwrites what ${lost.name} wrote in step ${overwrites}: ${name} had not read it` : "";
  }

  /** Which writes are lost: the step that was overwritten, and the one that did it. */
  get overwrites() {
    return this.log.steps.flatMap(({ overwrites: from = 0 }, index) => (from ? [{ from, by: index + 1 }] : []));
  }

  /**
   * The step that is nearest to a place in a picture; of several the last, for it is what the moment leaves.
   * @param {number} time seconds, or a place among the events
   * @param {boolean} timeless as for `at`
   */
  near(time, timeless) {
    let best = 0;
    for (let number = 1; number <= this.count; number++) {
      if (Math.abs(this.at(number, timeless) - time) <= Math.abs(this.at(best, timeless) - time)) best = number;
    }
    return best;
  }

  /** @param {number} number with what changed, for a live region */
  told(number) {
    const changes = this.changes(number).map(({ name, before, after }) => `${name} ${arrow(before, after)}`);
    const end = number === this.count ? this.end : "";
    return [`${this.title(number)}: ${this.words(number)}`, ...changes, end].filter(Boolean).join(". ");
  }

  /** How the run ends, where that is no plain end. */
  get end() {
    return this.log.cut || this.log.report;
  }
}

/**
 * The state after a step; what is as before is shared with it.
 * @param {State} before
 * @param {Step} step
 * @returns {State}
 */
function next(before, { shared, threads, locks, text }) {
  return {
    shared: shared ? changed(before.shared, Object.entries(shared)) : before.shared,
    threads: threads
      ? changed(before.threads, Object.entries(threads).map(([number, one]) => [Number(number), one]))
      : before.threads,
    locks: locks ? changed(before.locks, Object.entries(locks)) : before.locks,
    printed: before.printed + (text?.length ?? 0),
  };
}

/**
 * @template Key, Value
 * @param {Map<Key, Value>} before
 * @param {[Key, Value | null][]} entries null takes one out
 * @returns {Map<Key, Value>}
 */
function changed(before, entries) {
  const after = new Map(before);
  for (const [key, value] of entries) {
    if (value === null) after.delete(key);
    else after.set(key, value);
  }
  return after;
}

/**
 * @param {Map<string, string>} before
 * @param {Map<string, string>} after
 * @returns {Change[]} variables of both, in order
 */
export function changesOf(before, after) {
  if (before === after) return [];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((one) => one.before !== one.after);
}

/**
 * A change in signs: `0 → 1`, or the new value alone where there was none.
 * @param {string | null} before
 * @param {string | null} after
 */
export function arrow(before, after) {
  if (before === null) return after ?? "";
  return `${before} ${ARROW} ${after ?? "gone"}`;
}

/**
 * A thread's name where there is little room: MainThread is Main, Thread-1 is T1.
 * @param {string} name
 */
export function tag(name) {
  const short = name
    .replace(/^MainThread$/, "Main")
    .replace(/^Thread-(\d+)$/, "T$1")
    .replace(/^ThreadPoolExecutor-(\d+)_(\d+)$/, "P$1.$2");
  return short.length > 6 ? `${short.slice(0, 5)}…` : short;
}

/**
 * Which threads are at which line: who has just left its last line is still there.
 * @param {State} state
 * @param {Step | null} [step] that led there
 * @returns {Map<number, number[]>} by line: the threads' numbers
 */
export function lines(state, step = null) {
  /** @type {Map<number, number[]>} */
  const found = new Map();
  for (const [number, { line: at, doing }] of state.threads) {
    const line = at || (step?.thread === number && doing !== "has ended" ? step.line : 0);
    if (line) found.set(line, [...(found.get(line) ?? []), number]);
  }
  return found;
}

/**
 * Which threads are to be shown where there are many: who did something, then who lives.
 * @param {State} state
 * @param {number} thread who did the step
 * @param {number} most
 * @returns {number[]} numbers in order
 */
export function shownThreads(state, thread, most) {
  const rank = (/** @type {number} */ number) => {
    if (number === thread) return 0;
    const doing = state.threads.get(number)?.doing;
    return doing === "has ended" ? 3 : doing === "has not begun" ? 2 : 1;
  };
  const all = [...state.threads.keys()];
  return all.toSorted((a, b) => rank(a) - rank(b) || a - b).slice(0, most).sort((a, b) => a - b);
}

/**
 * How the time of a picture becomes a place in it, and a place time, from the widest of its bars.
 * @param {{x: number, width: number, t0: number, t1: number}[]} bars
 * @returns {{at: (time: number) => number, time: (x: number) => number} | null} null where there is none
 */
export function scale(bars) {
  const widest = bars.filter(({ t0, t1 }) => t1 > t0).toSorted((a, b) => b.width - a.width)[0];
  if (!widest) return null;
  const unit = widest.width / (widest.t1 - widest.t0);
  return {
    at: (time) => widest.x + (time - widest.t0) * unit,
    time: (x) => widest.t0 + (x - widest.x) / unit,
  };
}
