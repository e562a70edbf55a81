/* A drawn run that can be asked: point at a bar, tap it, or walk with the arrow keys. */
import { el, seconds } from "./dom.mjs";

const VERBS = {
  run: "runs", sleep: "sleeps", wait: "waits for", join: "joins", io: "waits for",
  ready: "is ready, not its turn", hold: "holds",
};
// The picture comes from where programs run, so nothing is taken over but plain shapes.
const SHAPES = new Set("svg g rect path text tspan circle line title desc pattern".split(" "));
const NUMBERS = "x y width height d r cx cy viewBox font-size text-anchor patternUnits stroke-width";
const ATTRIBUTES = new Set(`${NUMBERS} class id role data-thread data-state data-t0 data-t1 data-line data-object`.split(" "));
const PAINT = /^(none|currentColor|url\(#tl-[\w-]+\)|var\(--tl-[\w-]+,#[0-9a-f]{3,6}\))$/;

let count = 0; // pictures so far: each has ids of its own

export class Timeline {
  #bars = [];
  #current = null;

  /**
   * @param {string|SVGElement} picture as greenthreads.timeline.draw gives it, or a grown one
   * @param {object} hooks lineText(line) -> text; onpick(line or null, firmly); timeless: no
   *   time passed, the bars stand in their order
   */
  constructor(picture, hooks) {
    this.hooks = hooks;
    this.svg = typeof picture === "string" ? clean(picture.replaceAll("tl-your-run", `tl-run-${++count}`)) : picture;
    // A picture is one image to a screen reader; one whose bars can be reached is a group.
    const title = this.svg.querySelector("title")?.textContent ?? "Timeline";
    const text = this.svg.querySelector("desc")?.textContent ?? "";
    this.svg.setAttribute("role", "group");
    this.svg.removeAttribute("aria-labelledby");
    this.svg.setAttribute("aria-label", `${title}. ${text}`);
    this.svg.querySelector(":scope > title")?.remove(); // no tooltip over the whole picture
    this.svg.querySelector(":scope > desc")?.remove();
    this.moment = el("p", { class: "run-moment", "aria-live": "polite" }, HINT);
    this.element = el("figure", { class: "timeline run-timeline" }, this.svg, this.moment);
    this.#bars = [...this.svg.querySelectorAll("rect[data-t0]")].filter((bar) => bar.dataset.thread);
    this.#bars.sort((a, b) => lane(a) - lane(b) || a.dataset.t0 - b.dataset.t0);
    for (const bar of this.#bars) {
      bar.setAttribute("tabindex", "-1");
      bar.setAttribute("role", "button");
      bar.setAttribute("aria-label", `${bar.dataset.thread} ${what(bar)}`);
    }
    this.#bars[0]?.setAttribute("tabindex", "0");
    this.svg.addEventListener("pointermove", (event) => this.#point(event, false));
    this.svg.addEventListener("click", (event) => this.#point(event, true));
    this.svg.addEventListener("focusin", ({ target }) => target.dataset.t0 && this.#pick(target));
    this.svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Finds the bar under the pointer, or the nearest in its lane: many are a hair wide. */
  #point(event, firmly) {
    const box = this.svg.getBoundingClientRect();
    const scale = this.svg.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale;
    const y = (event.clientY - box.top) * scale;
    let best = null;
    let least = firmly && event.pointerType === "touch" ? 12 : 5;
    for (const bar of this.#bars) {
      const [left, width, top, height] = ["x", "width", "y", "height"].map((name) => Number(bar.getAttribute(name)));
      const far = Math.max(left - x, x - left - width, 0) + Math.max(top - y, y - top - height, 0);
      if (far < least || (far === least && best && bar.dataset.state !== "hold")) [best, least] = [bar, far];
    }
    if (!best) return;
    const { t0, t1 } = best.dataset;
    const width = Number(best.getAttribute("width"));
    const share = Math.min(1, Math.max(0, (x - Number(best.getAttribute("x"))) / width));
    if (firmly) best.focus({ preventScroll: true });
    this.#pick(best, Number(t0) + share * (t1 - t0), firmly);
  }

  #pick(bar, time = Number(bar.dataset.t0), firmly = false) {
    if (this.#current !== bar) {
      this.#current?.classList.remove("run-picked");
      this.#current?.setAttribute("tabindex", "-1");
      this.#bars[0].setAttribute("tabindex", "-1");
      bar.classList.add("run-picked");
      bar.setAttribute("tabindex", "0");
      this.#current = bar;
    }
    const { t0, t1, line, thread } = bar.dataset;
    const span = `${seconds(Number(t0))} to ${seconds(Number(t1))}`;
    const told = `${thread} ${what(bar)}`;
    const from = this.hooks.timeless ? told : `${seconds(time)}: ${told} (${span})`;
    const code = line ? this.hooks.lineText(Number(line)) : "";
    const parts = [line ? `${from}, line ${line}` : from];
    if (code) parts[0] += ": ";
    if (code) parts.push(el("code", {}, code));
    if (this.moment.textContent !== parts[0] + code) this.moment.replaceChildren(...parts);
    this.hooks.onpick(line ? Number(line) : null, firmly);
  }

  #key(event) {
    const at = this.#bars.indexOf(event.target);
    if (at < 0) return;
    const bar = this.#bars[at];
    const beside = (step) => this.#bars.slice(0).filter((one) => lane(one) === lane(bar)).at(step);
    const next = {
      ArrowRight: () => this.#bars[Math.min(at + 1, this.#bars.length - 1)],
      ArrowLeft: () => this.#bars[Math.max(at - 1, 0)],
      ArrowDown: () => this.#inLane(bar, 1),
      ArrowUp: () => this.#inLane(bar, -1),
      Home: () => beside(0),
      End: () => beside(-1),
    }[event.key];
    if (next) {
      event.preventDefault();
      next().focus();
    } else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === " ") {
      event.preventDefault();
      this.#pick(bar, Number(bar.dataset.t0), true);
    }
  }

  /** The bar of the next lane (up or down) at the time of `bar`. */
  #inLane(bar, step) {
    const lanes = [...new Set(this.#bars.map(lane))].sort((a, b) => a - b);
    const there = lanes[lanes.indexOf(lane(bar)) + step];
    const time = Number(bar.dataset.t0);
    const far = (one) => Math.max(one.dataset.t0 - time, time - one.dataset.t1, 0);
    const rest = this.#bars.filter((one) => lane(one) === there);
    return rest.length ? rest.reduce((a, b) => (far(b) < far(a) ? b : a)) : bar;
  }
}

const HINT = "Point at a bar, tap it, or use the arrow keys: when, who, on what, and at which line.";
const lane = (bar) => Math.floor((Number(bar.getAttribute("y")) - 6) / 22);
const what = ({ dataset: { state, object } }) =>
  object ? `${VERBS[state] ?? state} ${object}` : (VERBS[state] ?? state).replace(/ for$/, "");

/** A copy of an SVG text with nothing in it but shapes, texts and the site's colours. */
function clean(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (parsed.localName !== "svg") return document.createElementNS(SVG, "svg");
  return copy(parsed);
}

const SVG = "http://www.w3.org/2000/svg";

function copy(node) {
  const made = document.createElementNS(SVG, node.localName);
  for (const { name, value } of node.attributes) {
    const paint = (name === "fill" || name === "stroke") && PAINT.test(value);
    if (paint || ATTRIBUTES.has(name)) made.setAttribute(name, value);
  }
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.data);
    else if (child.nodeType === Node.ELEMENT_NODE && SHAPES.has(child.localName)) made.append(copy(child));
  }
  return made;
}
