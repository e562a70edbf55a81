/* Every schedule: counts what a program can come to, in a table with a witness for each. */
import { button, choice, el } from "./dom.mjs";

/** @import { Callbacks, Counts, Options, Result } from "../runner.mjs" */
/**
 * @typedef {object} Hooks
 * @property {() => unknown} again explores anew, with the threads that were chosen
 * @property {(schedule: number[], threads: string) => unknown} replay
 */

const BOUND = 2; // pre-emptions in one schedule
const LIMIT = 5000; // schedules

export class Schedules {
  #threads = "free-threaded";
  #hooks;
  #bar = el("progress", { "aria-label": "Schedules tried" });
  #count = el("p", { class: "run-count", role: "status" });
  #body = el("tbody");
  #table;

  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
    const head = [el("th", { scope: "col" }, "Outcome"), el("th", { scope: "col" }, "Schedules"), el("td")];
    this.#table = el(
      "table",
      { class: "run-outcomes", hidden: true },
      el("thead", {}, el("tr", {}, ...head)),
      this.#body,
    );
    const threads = choice(
      "Threads",
      [["free-threaded", "free-threaded"], ["gil", "GIL"]],
      this.#threads,
      (value) => {
        this.#threads = value;
        hooks.again();
      },
    );
    this.element = el(
      "section",
      { class: "run-schedules", "aria-label": "Every schedule" },
      el("div", { class: "run-settings" }, el("strong", {}, "Every schedule"), threads),
      this.#bar,
      this.#count,
      this.#table,
    );
  }

  /** @returns {Options} */
  get options() {
    return { level: this.#threads, max_preemptions: BOUND, limit: LIMIT };
  }

  /** @type {Callbacks} */
  callbacks = { onprogress: (counts) => this.#progress(counts) };

  begin() {
    this.#body.replaceChildren();
    this.#table.hidden = true;
    this.#count.textContent = "";
    this.#bar.hidden = false;
    this.#bar.removeAttribute("value");
  }

  /** @param {Result} result */
  finish(result) {
    this.#bar.hidden = true;
    const { outcomes, done, complete } = result;
    if (!outcomes || done === undefined) return;
    this.#count.textContent = counted({ done, complete: Boolean(complete), outcomes });
    const rows = [...outcomes].sort((a, b) => b.count - a.count);
    this.#body.replaceChildren(...rows.map((row) => this.#row(row)));
    this.#table.hidden = false;
  }

  /** @param {Counts} counts */
  #progress({ done, total }) {
    this.#bar.max = Math.min(total, LIMIT);
    this.#bar.value = done;
    this.#bar.title = schedules(done);
  }

  /** @param {Counts["outcomes"][0]} row */
  #row({ outcome, count, schedule }) {
    const threads = this.#threads;
    const first = outcome.split("\n", 1)[0];
    const show = button("Show me", () => this.#hooks.replay(schedule, threads), { "aria-label": `Show me: ${first}` });
    return el(
      "tr",
      {},
      el("td", {}, el("pre", {}, el("code", {}, outcome))),
      el("td", {}, count.toLocaleString("en")),
      el("td", {}, show),
    );
  }
}

/** @param {number} count */
function schedules(count) {
  return count === 1 ? "1 schedule" : `${count.toLocaleString("en")} schedules`;
}

/**
 * What an exploration found, as a sentence.
 * @param {Pick<Counts, "done" | "complete" | "outcomes">} counts
 */
export function counted({ done, complete, outcomes }) {
  const different = outcomes.length === 1 ? "one outcome" : `${outcomes.length} outcomes`;
  const switches = `with at most ${BOUND} forced switches each`;
  return complete
    ? `All ${schedules(done)} ${switches}: ${different}.`
    : `The first ${schedules(done)} ${switches}; there are more. So far ${different}.`;
}
