/* An exercise: the reader's program is judged by its contract in all classes of schedules.
 *
 * Loaded by the first click on Judge. The contract stands on the page; each of its lines gets its
 * sign, and below it stands the verdict, with the plainest schedule that breaks it.
 */
import { button, el, find, sheet } from "./dom.mjs";
import { session } from "./example.mjs";
import { exercises } from "./exercises.mjs";
import { keepMended, mended } from "./mended.mjs";
import { loading, shortened } from "./report.mjs";
import { STATES, first, pieces, progress, sentence, unjudged } from "./verdict.mjs";

/** @import { Example } from "./example.mjs" */
/** @import { Result, Ruling } from "../runner.mjs" */

/** The list of exercises could not be had. */
class Missing extends Error {}

/** @type {WeakMap<Example, Mend>} */
const known = new WeakMap();

/**
 * The exercise of an example; the same one each time.
 * @param {Example} example whose root is an exercise
 */
export function mendOf(example) {
  const found = known.get(example) ?? new Mend(example);
  known.set(example, found);
  return found;
}

class Mend {
  #example;
  #name; // "" for a program that says its contract itself, in a comment
  #list;
  /** @type {HTMLElement[]} */
  #clauses;
  #verdict = el("div", { class: "mend-verdict", role: "status", hidden: true });
  #runs = 0; // what comes from an older run is not shown

  /** @param {Example} example */
  constructor(example) {
    this.#example = example;
    this.#name = example.root.dataset.exercise ?? "";
    const contract = example.root.querySelector(".mend-contract") ?? ownContract(example.root);
    this.#clauses = [...contract.querySelectorAll(/** @type {"li"} */ (":scope > ul > li"))];
    this.#list = find(contract, "ul");
    contract.append(this.#verdict);
    example.listing.block.addEventListener("input", () => this.#forget());
  }

  async judge() {
    await sheet("mend.css");
    const run = ++this.#runs;
    this.#forget();
    this.#say("Starting…");
    const listing = this.#example.listing;
    try {
      const result = await session.start(this, "judge", {
        source: listing.source,
        filename: listing.short,
        options: this.#options(),
        callbacks: {
          onprogress: ({ classes }) => run === this.#runs && this.#say(`${classes.toLocaleString("en")} classes so far…`),
        },
      });
      if (run === this.#runs) await this.#show(result);
    } catch (error) {
      if (run === this.#runs) this.#say("The contract could not be loaded: is there a network?");
      if (!(error instanceof Missing)) throw error;
    }
  }

  /** @param {{state: string, message: string}} news */
  onstate({ state, message }) {
    if (state === "loading") this.#say(message || "Loading Python…");
    if (state === "exploring") this.#say("Trying every schedule…");
  }

  /** @param {{stage: string, loaded: number, total: number}} news */
  onprogress(news) {
    this.#say(loading(news));
  }

  async #options() {
    if (!this.#name) return {}; // Python reads the contract in the program
    const all = await exercises().catch(() => []);
    const found = all.find(({ name }) => name === this.#name);
    if (!found) throw new Missing(`no exercise ${this.#name}`);
    return { contract: found.contract };
  }

  /** What was said of another program is said no more. */
  #forget() {
    if (!this.#name) this.#list.replaceChildren();
    for (const clause of this.#clauses) {
      delete clause.dataset.state;
      clause.querySelectorAll(".mend-sign, .mend-said").forEach((part) => part.remove());
    }
    this.#verdict.hidden = true;
    this.#verdict.replaceChildren();
    this.#example.listing.mark(null);
  }

  /** @param {string} text one line of what goes on */
  #say(text) {
    this.#verdict.hidden = false;
    this.#verdict.dataset.state = "open";
    this.#verdict.replaceChildren(el("p", {}, text));
  }

  /** @param {Result} result */
  async #show({ status, message, verdict, line }) {
    if (!verdict) {
      this.#say(status === "stopped" ? "Stopped." : message);
      this.#verdict.dataset.state = status === "stopped" ? "open" : "fails";
      if (line) this.#example.listing.mark(line, "bad", false);
      return;
    }
    if (!this.#name) {
      this.#clauses = verdict.rulings.map(({ words }) => el("li", {}, ...marked(words)));
      this.#list.replaceChildren(...this.#clauses);
    }
    const told = first(verdict.rulings);
    const left = unjudged(verdict.rulings);
    verdict.rulings.forEach((ruling, number) =>
      this.#sign(this.#clauses[number], ruling, ruling === told || (left !== "" && ruling.said === left)));
    this.#verdict.dataset.state = verdict.keeps ? "holds" : told ? "fails" : "open";
    const { sign } = STATES[verdict.keeps ? "holds" : told ? "fails" : "open"];
    this.#verdict.replaceChildren(
      el("p", {}, el("span", { class: "mend-sign", "aria-hidden": "true" }, sign), el("strong", {}, sentence(verdict))),
      told ? el("p", {}, ...marked([told.said, told.how].filter(Boolean).map((text) => shortened(text)).join(" "))) : "",
      told?.witness ? this.#replay(told) : "",
      left ? el("p", { class: "mend-left" }, el("span", { "aria-hidden": "true" }, "○ "), left) : "",
      verdict.keeps && this.#name ? await this.#kept() : "",
    );
  }

  /**
   * @param {HTMLElement | undefined} clause
   * @param {Ruling} ruling
   * @param {boolean} told below
   */
  #sign(clause, { state, said }, told) {
    if (!clause) return;
    clause.dataset.state = state;
    const { sign, word } = STATES[state];
    const words = el("span", { class: "mend-word" }, `${word}: `);
    clause.prepend(el("span", { class: "mend-sign" }, el("span", { "aria-hidden": "true" }, sign), words));
    if (said && !told) clause.append(el("p", { class: "mend-said" }, ...marked(shortened(said))));
  }

  /** @param {Ruling} ruling whose witness is shown: the one way to a schedule that was found */
  #replay({ witness, words }) {
    const found = { witness, threads: "free-threaded", ordered: false };
    return button("Show me", () => this.#example.replay(found), { "aria-label": `Show me: ${words}` });
  }

  /** The exercise is mended: how many are. */
  async #kept() {
    const kept = keepMended(this.#name);
    const all = await exercises();
    const done = all.filter(({ name }) => mended().has(name)).length;
    const where = kept ? ", kept in this browser" : "; this browser keeps nothing";
    const href = new URL("../../your-progress/", import.meta.url).href;
    const link = el("a", { href }, "Your progress");
    return el("p", { class: "mend-kept" }, `${progress(kept ? done : done + 1, all.length)}${where}. `, link);
  }
}

/**
 * A place for the contract that stands in a program's comment.
 * @param {HTMLElement} root
 */
function ownContract(root) {
  const heading = el("p", {}, el("strong", {}, "The contract"), " of this program. In every class of schedules:");
  const made = el("div", { class: "mend-contract" }, heading, el("ul", {}));
  find(root, ":scope > .run").prepend(made);
  return made;
}

/**
 * A text with its code as code.
 * @param {string} text
 */
function marked(text) {
  return pieces(text).map((piece) => (piece.code ? el("code", {}, piece.text) : piece.text));
}
