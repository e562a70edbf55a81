/* What the next run is to be like: one quiet row of controls. */
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
    this.element = el("div", { class: "run-settings", role: "group", "aria-label": "Settings of your run" });
    this.#show();
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
    const shuffle = () => {
      this.#seed(1 + Math.floor(Math.random() * 9999));
      number.value = String(this.#chosen.seed);
      this.#hooks.shuffled();
    };
    const replayed = el("span", { class: "run-replayed", hidden: !witness }, "A found schedule is replayed.");
    this.#replayed = replayed;
    const copied = el("span", { role: "status", class: "run-copied" });
    this.element.replaceChildren(
      el("label", {}, "Schedule ", number),
      button("Shuffle", shuffle),
      choice("Speed", [["0", "instant"], ["1", "real time"]], String(speed), (value) =>
        this.#change({ speed: Number(value) }),
      ),
      choice("Threads", [["gil", "GIL"], ["free-threaded", "free-threaded"]], threads, (value) =>
        this.#change({ threads: value }),
      ),
      button("Copy link", () => this.#copy(copied)),
      button("Copy embed code", () => this.#embed(copied)),
      copied,
      replayed,
    );
  }

  /** @type {HTMLElement | null} */
  #replayed = null;

  /** @param {number} seed a number of the reader's ends the replay */
  #seed(seed) {
    this.#chosen = { ...this.#chosen, seed, witness: null };
    if (this.#replayed) this.#replayed.hidden = true;
  }

  /** @param {Partial<Chosen>} some */
  #change(some) {
    this.#chosen = { ...this.#chosen, ...some };
    this.#hooks.changed();
  }

  /** @param {HTMLElement} copied */
  async #copy(copied) {
    history.replaceState(history.state, "", await this.#hooks.link());
    const told = (await written(location.href)) ? "Copied." : "The link stands in the address bar.";
    this.#tell(copied, told);
  }

  /** @param {HTMLElement} copied */
  async #embed(copied) {
    const { embedCode } = await import("./embed.mjs");
    const code = embedCode(await this.#hooks.link(), this.#hooks.short());
    this.#tell(copied, (await written(code)) ? "Copied." : code);
  }

  /**
   * @param {HTMLElement} copied
   * @param {string} text
   */
  #tell(copied, text) {
    copied.textContent = text;
    if (text.length < 50) setTimeout(() => copied.replaceChildren(), COPIED);
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
