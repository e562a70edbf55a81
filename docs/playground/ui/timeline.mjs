/* A drawn run that can be asked: point at a bar, tap it, or walk with the arrow keys. */
import { STATES } from "../contract.mjs";
import { el } from "./dom.mjs";
import { seconds } from "./time.mjs";
import { order, step } from "./walk.mjs";
import { zoomed } from "./zoom.mjs";

export { picture } from "./picture.mjs";

/** @import { Span } from "./walk.mjs" */
/**
 * @typedef {object} Hooks
 * @property {(line: number) => string} lineText
 * @property {(line: number | null, firmly: boolean) => unknown} onpick
 * @property {number} elapsed virtual seconds of the run; 0: the bars stand in their order
 *
 * @typedef {Span & {rect: SVGRectElement, thread: string, state: string, object: string,
 *   line: number | null}} Bar
 */

const HINT = "Point at a bar, or use the arrow keys: it tells who does what, when, and at which line.";
const NEAR = { mouse: 5, touch: 12 }; // units of the picture: many bars are a hair wide

export class Timeline {
  #svg;
  #hooks;
  #moment = el("p", { class: "run-moment", "aria-live": "polite" }, HINT);
  #told = "";
  /** @type {Bar[]} */
  #bars;
  /** @type {Bar | null} */
  #current = null;

  /**
   * @param {SVGSVGElement} svg as picture() gives it
   * @param {Hooks} hooks
   */
  constructor(svg, hooks) {
    this.#svg = svg;
    this.#hooks = hooks;
    nameAsGroup(svg);
    this.element = el("figure", { class: "timeline run-timeline" }, ...zoomed(svg), this.#moment);
    this.#bars = [...svg.querySelectorAll("rect")].flatMap((rect) => barOf(rect) ?? []).sort(order);
    for (const bar of this.#bars) {
      bar.rect.setAttribute("tabindex", "-1");
      bar.rect.setAttribute("role", "button");
      bar.rect.setAttribute("aria-label", sentence(bar, bar.from, hooks.elapsed));
    }
    this.#bars[0]?.rect.setAttribute("tabindex", "0");
    svg.addEventListener("pointermove", (event) => this.#point(event, false));
    svg.addEventListener("click", (event) => this.#point(/** @type {PointerEvent} */ (event), true));
    svg.addEventListener("focusin", ({ target }) => this.#pick(this.#bar(target)));
    svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {EventTarget | null} target */
  #bar(target) {
    return this.#bars.find(({ rect }) => rect === target) ?? null;
  }

  /**
   * Picks the bar under the pointer, or the nearest.
   * @param {PointerEvent} event
   * @param {boolean} firmly
   */
  #point(event, firmly) {
    const box = this.#svg.getBoundingClientRect();
    const scale = this.#svg.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale;
    const y = (event.clientY - box.top) * scale;
    const best = this.#nearest(x, y, firmly && event.pointerType === "touch" ? NEAR.touch : NEAR.mouse);
    if (!best) return;
    const { x: left, width } = sides(best.rect);
    const share = Math.min(1, Math.max(0, (x - left) / width));
    if (firmly) best.rect.focus({ preventScroll: true });
    this.#pick(best, best.from + share * (best.to - best.from), firmly);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} reach
   */
  #nearest(x, y, reach) {
    /** @type {Bar | null} */
    let best = null;
    let least = reach;
    for (const bar of this.#bars) {
      const { x: left, y: top, width, height } = sides(bar.rect);
      const far = Math.max(left - x, x - left - width, 0) + Math.max(top - y, y - top - height, 0);
      // A lock that is held lies on top of what its holder does.
      if (far < least || (far === least && best && bar.state !== "hold")) [best, least] = [bar, far];
    }
    return best;
  }

  /**
   * @param {Bar | null} bar
   * @param {number} [time]
   * @param {boolean} [firmly]
   */
  #pick(bar, time = bar?.from ?? 0, firmly = false) {
    if (!bar) return;
    if (this.#current !== bar) this.#move(bar);
    const told = sentence(bar, time, this.#hooks.elapsed);
    const code = bar.line ? this.#hooks.lineText(bar.line) : "";
    if (this.#told !== told + code) {
      this.#moment.replaceChildren(code ? `${told}: ` : told, ...(code ? [el("code", {}, code)] : []));
    }
    this.#told = told + code;
    this.#hooks.onpick(bar.line, firmly);
  }

  /** @param {Bar} bar the one that Tab leads to from now on */
  #move(bar) {
    for (const { rect } of [this.#current, this.#bars[0]].filter((one) => one != null)) {
      rect.classList.remove("run-picked");
      rect.setAttribute("tabindex", "-1");
    }
    bar.rect.classList.add("run-picked");
    bar.rect.setAttribute("tabindex", "0");
    this.#current = bar;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const bar = this.#bar(event.target);
    if (!bar) return;
    const next = step(this.#bars, this.#bars.indexOf(bar), event.key);
    const press = event.key === " " || (event.key === "Enter" && !event.ctrlKey && !event.metaKey);
    if (next === null && !press) return;
    event.preventDefault();
    if (next !== null) this.#bars[next]?.rect.focus();
    else this.#pick(bar, bar.from, true);
  }
}

/**
 * A picture is one image to a screen reader; one whose bars can be reached is a group.
 * @param {SVGSVGElement} svg
 */
function nameAsGroup(svg) {
  const [title, text] = ["title", "desc"].map((name) => svg.querySelector(`:scope > ${name}`));
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", `${title?.textContent ?? "Timeline"}. ${text?.textContent ?? ""}`);
  title?.remove(); // no tooltip over the whole picture
  text?.remove();
}

/**
 * @param {SVGRectElement} rect
 * @returns {Bar | null} null for one that shows no state: a legend's, or paper behind a word
 */
function barOf(rect) {
  const { lane, thread, state = "", t0, t1, line, object = "" } = rect.dataset;
  if (lane === undefined || !thread) return null;
  const [row, from, to] = [lane, t0, t1].map(Number);
  return { rect, lane: row ?? 0, from: from ?? 0, to: to ?? 0, thread, state, object, line: Number(line) || null };
}

/** @param {SVGRectElement} rect */
function sides({ x, y, width, height }) {
  return {
    x: x.baseVal.value, y: y.baseVal.value, width: width.baseVal.value, height: height.baseVal.value,
  };
}

/**
 * Who does what, as words.
 * @param {Pick<Bar, "thread" | "state" | "object">} bar
 */
export function what({ thread, state, object }) {
  /** @type {Record<string, {verb: string}>} */
  const states = STATES;
  const verb = states[state]?.verb ?? state;
  return `${thread} ${object ? `${verb} ${object}` : verb.replace(/ (for|on)$/, "")}`;
}

/**
 * When, who, what, and where, without the line's text.
 * @param {Pick<Bar, "thread" | "state" | "object" | "from" | "to" | "line">} bar
 * @param {number} time
 * @param {number} elapsed seconds of the whole run, which choose the unit; 0: no time passed
 */
export function sentence(bar, time, elapsed) {
  const told = what(bar);
  const [now, begin, end] = [time, bar.from, bar.to].map((value) => seconds(value, elapsed));
  const from = elapsed ? `${now}: ${told} (${begin} to ${end})` : told;
  return bar.line ? `${from}, line ${bar.line}` : from;
}
