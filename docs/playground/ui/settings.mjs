/* What the next run is to be like: one quiet line, from which the settings unfold. */
import { button, choice, el } from "./dom.mjs";

/** @import { Options } from "../runner.mjs" */
/**
 * @typedef {object} Chosen the settings, also what a link carries of them
 * @property {number} seed number of the schedule
 * @property {string} threads "gil" | "free-threaded"
 * @property {number} speed 0 instant, 1 real time
 * @property {string | null} witness of a schedule that was found, replayed in place of the seed
 * @property {boolean} ordered whether in that schedule the order of different threads' lines counts
 */

const COPIED = 4000; // milliseconds for which "Copied." stands

export class Settings {
  /** @type {Chosen} */
  #chosen = { seed: 0, threads: "gil", speed: 0, witness: null, ordered: false };
  #hooks;

  /** @param {{changed: () => unknown, shuffled: () => unknown, link: () => Promise<string>, short: () => string}} hooks */
  constructor(hooks) {
    this.#hooks = hooks;
    this.element = el("div", { class: "run-next" }, this.#line(), this.#row);
    this.#show();
  }

  #row = el("div", { class: "run-settings", role: "group", "aria-label": "Settings of your run", hidden: true });
  #replayed = el("span", { class: "run-replayed" }, "Run repeats this schedule.");
  #copied = el("span", { role: "status", class: "run-copied" });

  /** The quiet line: what most readers want next. */
  #line() {
    const unfold = button("Settings", () => {
      this.#row.hidden = !this.#row.hidden;
      unfold.setAttribute("aria-expanded", String(!this.#row.hidden));
    }, { "aria-expanded": "false" });
    return el(
      "div",
      { class: "run-line" },
      button("Another schedule ↻", () => this.#shuffle()),
      unfold,
      button("Copy link", () => this.#copy()),
      button("Copy embed code", () => this.#embed()),
      this.#copied,
      this.#replayed,
    );
  }

  #shuffle() {
    this.#seed(1 + Math.floor(Math.random() * 9999));
    this.#show();
    this.#hooks.shuffled();
  }

  get chosen() {
    return this.#chosen;
  }

  /** @param {Partial<Chosen>} some changes the settings; runs nothing */
  set(some) {
    this.#chosen = { ...this.#chosen, ...some };
    this.#show();
  }

  /** @returns {Options} as the runner takes them */
  get options() {
    return optionsOf(this.#chosen);
  }

  #show() {
    const { seed, threads, speed, witness } = this.#chosen;
    const number = el("input", { type: "number", min: 0, max: 999999, inputmode: "numeric" });
    number.value = witness ? "" : String(seed);
    number.addEventListener("change", () => {
      this.#seed(Math.max(0, Math.floor(Number(number.value) || 0)));
      number.value = String(this.#chosen.seed);
      this.#hooks.changed();
    });
    this.#replayed.hidden = !witness;
    this.#row.replaceChildren(
      el("label", {}, "Schedule number ", number),
      choice("Build", [["gil", "with the GIL"], ["free-threaded", "free-threaded"]], threads, (value) =>
        this.#change({ threads: value }),
      ),
      choice("Speed", [["0", "instant"], ["1", "real time"]], String(speed), (value) =>
        this.#change({ speed: Number(value) }),
      ),
    );
  }

  /** @param {number} seed a number of the reader's ends the replay */
  #seed(seed) {
    this.#chosen = { ...this.#chosen, seed, witness: null };
    this.#replayed.hidden = true;
  }

  /** @param {Partial<Chosen>} some */
  #change(some) {
    this.#chosen = { ...this.#chosen, ...some };
    this.#hooks.changed();
  }

  async #copy() {
    history.replaceState(history.state, "", await this.#hooks.link());
    this.#tell((await written(location.href)) ? "Copied." : "The link stands in the address bar.");
  }

  async #embed() {
    const { embedCode } = await import("./embed.mjs").catch(() => ({ embedCode: null }));
    if (!embedCode) return this.#tell("This could not be loaded: is there a network?");
    const code = embedCode(await this.#hooks.link(), this.#hooks.short());
    this.#tell((await written(code)) ? "Copied." : code);
  }

  /** @param {string} text */
  #tell(text) {
    this.#copied.textContent = text;
    if (text.length < 50) setTimeout(() => this.#copied.replaceChildren(), COPIED);
  }
}

/**
 * Whether the clipboard took a text.
 * @param {string} text
 */
function written(text) {
  return navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
}

/**
 * @param {Chosen} chosen
 * @returns {Options}
 */
export function optionsOf({ seed, threads, speed, witness, ordered }) {
  return { seed, level: threads, speed: speed || null, ...(witness && { witness, ordered }) };
}
