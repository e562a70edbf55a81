/* Every schedule: what a program can come to, in a table with a witness for each outcome. */
import { button, choice, el, withCode } from "./dom.mjs";
import { shortened } from "./report.mjs";

/** @import { Callbacks, Counts, Options, Outcome, Result } from "../runner.mjs" */
/**
 * @typedef {object} Hooks
 * @property {() => unknown} again explores anew, with what was chosen
 * @property {(found: {witness: string, threads: string, ordered: boolean}) => unknown} replay
 */

const LONGEST = 10_000; // characters of an outcome that are shown
const HOW = new URL("../how-run-works/#every-schedule", import.meta.url).href;
const CLASS =
  "Schedules that differ only in the order of things that do not touch each other end alike. " +
  "They are one class, and one run stands for all of them.";
const SHOWN = 50; // outcomes in the table; the others are counted

export class Schedules {
  #threads = "free-threaded";
  #ordered = false;
  #hooks;
  /** @type {Counts | null} the last news of the exploration that goes on */
  #counts = null;
  #bar = el("progress", { "aria-label": "Schedules are being tried" });
  #count = el("p", { class: "run-count", role: "status" });
  #class = el("p", { class: "run-class", hidden: true }, CLASS, " ", el("a", { href: HOW }, "More on classes"));
  #body = el("tbody");
  #rest = el("p", { hidden: true });
  #table;

  /** @param {Hooks} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
    const head = ["It ends", "What it shows", "Classes"].map((text) => el("th", { scope: "col" }, text));
    this.#table = el(
      "table",
      { class: "run-outcomes", hidden: true },
      el("thead", {}, el("tr", {}, ...head, el("td"))),
      this.#body,
    );
    this.element = el(
      "section",
      { class: "run-schedules", "aria-label": "Every schedule" },
      this.#bar,
      this.#count,
      this.#class,
      this.#table,
      this.#rest,
      el("div", { class: "run-settings" }, this.#level(), this.#order()),
    );
  }

  #level() {
    return choice("Build", [["free-threaded", "free-threaded"], ["gil", "with the GIL"]], this.#threads, (value) => {
      this.#threads = value;
      this.#hooks.again();
    });
  }

  #order() {
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      this.#ordered = box.checked;
      this.#hooks.again();
    });
    return el("label", {}, box, "tell apart what differs only in the order of different threads’ lines");
  }

  /** @returns {Options} */
  get options() {
    return { level: this.#threads, ordered: this.#ordered };
  }

  /** @type {Callbacks} */
  callbacks = { onprogress: (counts) => this.#progress(counts) };

  begin() {
    this.#counts = null;
    this.#body.replaceChildren();
    this.#table.hidden = this.#rest.hidden = this.#class.hidden = true;
    this.#count.textContent = "";
    this.#count.classList.remove("run-count--proved", "run-count--broken");
    this.#bar.hidden = false;
  }

  /** @param {Result} result of one that was stopped, what it had found by then is shown */
  finish(result) {
    this.#bar.hidden = true;
    const counts = result.outcomes ? /** @type {Counts} */ (result) : this.#counts;
    const told = counts ? verdict(counts, result.status === "stopped") : "";
    this.#count.textContent = told;
    const broken = counts?.outcomes.some(({ breaks, fails }) => breaks || fails) ?? false;
    this.#count.classList.toggle("run-count--proved", told.startsWith("Proved"));
    this.#count.classList.toggle("run-count--broken", told.startsWith("Proved") && broken);
    this.#class.hidden = !told;
    if (!counts) return;
    const rows = inOrder(counts.outcomes);
    const shared = everywhere(rows.map(({ text }) => shortened(text, LONGEST)));
    this.#body.replaceChildren(...rows.slice(0, SHOWN).map((row) => this.#row(row, shared)));
    this.#table.hidden = !rows.length;
    this.#rest.textContent = `And ${numbered(rows.length - SHOWN, "other outcome")}.`;
    this.#rest.hidden = rows.length <= SHOWN;
  }

  /** @param {Counts} counts */
  #progress(counts) {
    this.#counts = counts;
    this.#count.textContent = `${numbered(counts.classes, "class")} so far`;
  }

  /**
   * @param {Outcome} outcome
   * @param {Set<string>} shared lines that all outcomes have
   */
  #row(outcome, shared) {
    const { classes, witness, sentence, breaks, fails } = outcome;
    const text = shortened(outcome.text.replace(/\n$/, ""), LONGEST);
    const first = text.split("\n", 1)[0] || KINDS[outcome.kind];
    const found = { witness, threads: this.#threads, ordered: this.#ordered };
    const show = button("Show me", () => this.#hooks.replay(found), { "aria-label": `Show me: ${shortened(first)}` });
    return el(
      "tr",
      { class: breaks || fails ? "run-broken" : null },
      el("td", {}, ...ending(outcome).map((line) => el("div", {}, line))),
      el(
        "td",
        {},
        text ? el("pre", {}, el("code", {}, ...differing(text, shared))) : el("em", {}, "nothing"),
        sentence ? el("p", { class: "run-why" }, ...withCode(sentence)) : null,
      ),
      el("td", {}, classes.toLocaleString("en")),
      el("td", {}, witness ? show : null),
    );
  }
}

/**
 * The lines that stand in all of some texts.
 * @param {string[]} texts
 */
export function everywhere(texts) {
  const [first = "", ...others] = texts.map((text) => new Set(text.split("\n")));
  return new Set([...first].filter((line) => others.every((other) => other.has(line))));
}

/**
 * A text whose lines are marked, but for those that all others have, too.
 * @param {string} text
 * @param {Set<string>} shared
 * @returns {(string | HTMLElement)[]}
 */
function differing(text, shared) {
  const lines = text.split("\n");
  return lines.map((line, index) => {
    const whole = index < lines.length - 1 ? `${line}\n` : line;
    return shared.has(line) ? whole : el("mark", {}, whole);
  });
}

/** @type {Record<Outcome["kind"], string>} */
const KINDS = {
  finished: "finished",
  error: "exception",
  deadlock: "deadlock",
  endless: "endless",
  "step limit": "cut off",
};

/**
 * How an outcome ends, in words, and what is wrong with it.
 * @param {Pick<Outcome, "kind" | "late" | "breaks" | "fails">} outcome
 */
export function ending({ kind, late, breaks, fails }) {
  const wrong = breaks ? "breaks the guarantee" : fails;
  const lines = [KINDS[kind]];
  if (wrong) lines.push(`✗ ${wrong}`);
  if (late) lines.push("only if a thread is held up");
  return lines;
}

/**
 * The outcomes in the order of the table: what is well first, then what more classes come to.
 * @param {Outcome[]} outcomes
 */
export function inOrder(outcomes) {
  const kinds = Object.keys(KINDS);
  const key = (/** @type {Outcome} */ { kind, breaks, late, classes }) =>
    [kinds.indexOf(kind), Number(Boolean(breaks)), Number(late), -classes];
  return outcomes.toSorted((a, b) => {
    const other = key(b);
    return key(a).map((value, place) => value - (other[place] ?? 0)).find(Boolean) ?? 0;
  });
}

/**
 * What an exploration found, as a sentence: "proved" only where nothing is left.
 * @param {Pick<Counts, "classes" | "complete" | "reasons" | "random" | "outcomes">} counts
 * @param {boolean} [stopped] by the reader
 */
export function verdict({ classes, complete, reasons, random, outcomes }, stopped = false) {
  const found = numbered(outcomes.length, "outcome");
  if (complete && !stopped) {
    const all = classes === 1 ? "the only class" : `all ${numbered(classes, "class")}`;
    return `Proved: ${all} of schedules, ${found}.`;
  }
  const why = stopped ? ["it was stopped"] : reasons;
  const sofar = `${numbered(classes, "class")} of schedules so far, ${found}.`;
  return [`Not proved: ${why.join("; ")}.`, sofar, random && `${random}.`].filter(Boolean).join(" ");
}

/**
 * @param {number} count
 * @param {"class" | "outcome" | "other outcome"} word
 */
function numbered(count, word) {
  const many = word === "class" ? "classes" : `${word}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? word : many}`;
}
