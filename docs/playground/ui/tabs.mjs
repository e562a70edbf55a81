/* Tabs: one part is seen at a time. Arrow keys, Home and End go from tab to tab (ARIA's pattern). */
import { el } from "./dom.mjs";

let count = 0; // tabs so far: each needs an id of its own on the page

/** @typedef {{tab: HTMLElement, panel: HTMLElement}} Part */

export class Tabs {
  /** @type {Map<string, Part>} */
  #parts = new Map();
  box = el("div", { class: "run-tabpanels" });
  #high = 0; // pixels: what is below moves as little as can be

  /** @param {string} label for screen readers */
  constructor(label) {
    this.list = el("div", { class: "run-tabs", role: "tablist", "aria-label": label });
    this.list.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * A part with its tab; the first one added is selected.
   * @param {string} key
   * @param {string} label
   * @param {...Node} nodes what it shows
   */
  add(key, label, ...nodes) {
    const id = `run-tab-${++count}`;
    const click = () => this.select(key);
    const tab = el("button", { type: "button", role: "tab", id, "aria-controls": `${id}-part`, click }, label);
    const panel = el("div", { role: "tabpanel", id: `${id}-part`, "aria-labelledby": id }, ...nodes);
    this.#parts.set(key, { tab, panel });
    this.list.append(tab);
    this.box.append(panel);
    this.select([...this.#parts.keys()][0] ?? key);
  }

  /** @param {string} key of the part to be seen; one that is not there changes nothing */
  select(key) {
    if (!this.#parts.has(key)) return;
    for (const [other, { tab, panel }] of this.#parts) {
      tab.setAttribute("aria-selected", String(other === key));
      tab.tabIndex = other === key ? 0 : -1;
      panel.hidden = other !== key;
    }
  }

  /** Keeps the height of what is seen: what stands below does not come up when less is shown. */
  hold() {
    const high = Math.max(this.#high, this.box.offsetHeight);
    if (high === this.#high) return; // to set it again would have the page laid out again
    this.#high = high;
    this.box.style.minHeight = `${this.#high}px`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const tabs = [...this.#parts.values()].map(({ tab }) => tab);
    const at = tabs.findIndex((tab) => tab === event.target);
    const to = reached(event.key, at, tabs.length);
    if (to === null) return;
    event.preventDefault();
    tabs[to]?.click();
    tabs[to]?.focus();
  }
}

/**
 * The tab that a key leads to, in a circle; null for a key that leads nowhere.
 * @param {string} key
 * @param {number} at
 * @param {number} length
 */
export function reached(key, at, length) {
  switch (key) {
    case "ArrowRight":
      return (at + 1) % length;
    case "ArrowLeft":
      return (at + length - 1) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return null;
  }
}
