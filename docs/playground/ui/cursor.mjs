/* What Step draws on a timeline: the line of the moment, which can be dragged, and an arrow for each write
 * that another thread's write destroys. Loaded with step.mjs.
 */
import { SVG } from "./picture.mjs";
import { scale } from "./steps.mjs";

/** @import { Step, Steps } from "./steps.mjs" */

const KNOB = 5; // radius of what is taken hold of, in units of the picture
const REACH = 11; // what a thumb hits of it
const BAR = 12; // height of a thread's bar
const WORD = 60; // width of "overwrites"
const LABELLED = 4; // arrows: more of them have no room for words
const LANE = 28; // from one thread to the next: greenthreads.timeline

export class Cursor {
  #picture;
  #timeless;
  #steps;
  #scale;
  #hooks;
  #bottom;
  #rows;
  #line = node("line", { class: "step-cursor", y1: 0 });
  #knob = node("circle", { class: "step-knob", r: KNOB });
  #reach = node("circle", { class: "step-reach", r: REACH });
  #arrows = node("g", { class: "step-lost" });
  #ending = new AbortController();
  #x = 0;

  /**
   * @param {SVGSVGElement} picture of a run
   * @param {Steps} steps of the same run
   * @param {boolean} timeless no time passed: the picture shows the events in their order
   * @param {{go: (number: number) => unknown, stay: (clicked: boolean) => unknown}} hooks `stay`: the
   *   pointer has shown other moments, and has left or clicked
   */
  constructor(picture, steps, timeless, hooks) {
    this.#picture = picture;
    this.#steps = steps;
    this.#timeless = timeless;
    this.#hooks = hooks;
    this.#scale = scaleOf(picture);
    const axis = picture.querySelector(/** @type {"path"} */ (".tl-axis"));
    this.#bottom = axis ? axis.getBBox().y : picture.viewBox.baseVal.height;
    this.#line.setAttribute("y2", String(this.#bottom));
    for (const circle of [this.#knob, this.#reach]) circle.setAttribute("cy", String(this.#bottom));
    this.#rows = rowsOf(picture);
    picture.append(this.#arrows, this.#line, this.#knob, this.#reach);
    picture.classList.add("step-on");
    this.#point();
    const { signal } = this.#ending;
    picture.addEventListener("zoomed", () => this.#zoomed(), { signal });
    picture.addEventListener("pointerdown", (event) => this.#press(event), { signal });
    picture.addEventListener("pointermove", (event) => this.#drag(event), { signal });
    // After the timeline's own: it takes the keyboard to the bar that was clicked.
    picture.addEventListener("click", () => hooks.stay(true), { signal });
    picture.addEventListener("pointerleave", () => hooks.stay(false), { signal });
    // A bar that is chosen by the keyboard is a moment, too.
    picture.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** @param {number} number of the step to show */
  show(number) {
    if (!this.#scale) return;
    this.#x = this.#scale.at(this.#steps.at(number, this.#timeless));
    for (const name of ["x1", "x2"]) this.#line.setAttribute(name, this.#x.toFixed(2));
    for (const circle of [this.#knob, this.#reach]) circle.setAttribute("cx", this.#x.toFixed(2));
    [...this.#arrows.children].forEach((arrow) =>
      arrow.toggleAttribute("data-ahead", Number(arrow.getAttribute("data-by")) > number),
    );
  }

  remove() {
    this.#ending.abort();
    for (const part of [this.#line, this.#knob, this.#reach, this.#arrows]) part.remove();
    this.#picture.classList.remove("step-on");
  }

  #zoomed() {
    this.#scale = scaleOf(this.#picture);
    this.#point();
  }

  // ------------------------------------------------------------------ by pointer and key

  /** @param {PointerEvent} event */
  #press(event) {
    if (event.button) return;
    // A thumb that drags goes on where it leaves the picture.
    if (event.target === this.#reach) this.#reach.setPointerCapture(event.pointerId);
    if (event.pointerType !== "touch" || event.target === this.#reach) this.#to(event.clientX);
  }

  /** @param {PointerEvent} event with a button held; of touches only those that hold the knob get here */
  #drag(event) {
    if (event.buttons & 1 && (event.pointerType !== "touch" || event.target === this.#reach)) this.#to(event.clientX);
  }

  /** @param {KeyboardEvent} event */
  #key({ key, target }) {
    if (key !== "Enter" && key !== " ") return;
    const time = /** @type {SVGElement} */ (target).dataset.t0;
    if (time !== undefined) this.#hooks.go(this.#steps.near(Number(time), this.#timeless));
  }

  /** @param {number} clientX */
  #to(clientX) {
    if (!this.#scale) return;
    const box = this.#picture.getBoundingClientRect();
    const x = ((clientX - box.left) * this.#picture.viewBox.baseVal.width) / box.width;
    this.#hooks.go(this.#steps.near(this.#scale.time(x), this.#timeless));
  }

  // ------------------------------------------------------------------ lost writes

  /** Draws the arrows anew: from the write that destroys to the one that is lost. */
  #point() {
    const arrows = this.#steps.overwrites.flatMap(({ from, by }) => this.#arrow(from, by) ?? []);
    this.#arrows.replaceChildren(...arrows);
  }

  /**
   * @param {number} from the step that is lost
   * @param {number} by the step that overwrites it
   */
  #arrow(from, by) {
    const [lost, late] = [this.#steps.step(from), this.#steps.step(by)];
    if (!lost || !late || !this.#scale) return null;
    const [to, begin] = [this.#row(lost), this.#row(late)];
    if (to === undefined || begin === undefined) return null;
    const [x, x0] = [from, by].map((number) => this.#scale?.at(this.#steps.at(number, this.#timeless)) ?? 0);
    const down = to > begin;
    const [y, y0] = down ? [to, begin + BAR] : [to + BAR, begin];
    const group = node("g", { "data-by": by });
    group.append(
      node("title", {}, `${late.name} overwrites what ${lost.name} wrote`),
      ...bow(x0 ?? 0, y0, x ?? 0, y),
      ...(this.#steps.overwrites.length <= LABELLED ? [this.#label(Math.max(x0 ?? 0, x ?? 0), (y0 + y) / 2)] : []),
    );
    return group;
  }

  /**
   * What the arrow means, beside it.
   * @param {number} x
   * @param {number} y
   */
  #label(x, y) {
    const { width } = this.#picture.viewBox.baseVal;
    const left = x + WORD > width; // there is no room to the right
    const place = { x: (x + (left ? -5 : 5)).toFixed(1), y: (y + 3).toFixed(1) };
    return node("text", { ...place, "text-anchor": left ? "end" : "start", "font-size": 10 }, "overwrites");
  }

  /** @param {Step} step */
  #row({ name }) {
    return this.#rows.get(name);
  }
}

/**
 * An arrow that leaves and arrives upright.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x
 * @param {number} y
 */
function bow(x0, y0, x, y) {
  const middle = (y0 + y) / 2;
  const way = y > y0 ? -1 : 1;
  const [from, to, half, tip] = [x0, x, middle, y].map((value) => value.toFixed(1));
  return [
    node("path", { d: `M${from} ${y0}C${from} ${half} ${to} ${half} ${to} ${tip}` }),
    node("path", { class: "step-lost-head", d: `M${to} ${tip}l-3.5 ${6 * way}h7z` }),
  ];
}

/**
 * Where each thread's bars are, by its name as the steps say it.
 * @param {SVGSVGElement} picture
 */
function rowsOf(picture) {
  const bars = [...picture.querySelectorAll(/** @type {"rect"} */ ("rect[data-lane]"))];
  const top = Math.min(...bars.map((bar) => bar.y.baseVal.value - LANE * Number(bar.dataset.lane)));
  return new Map(
    bars.map(({ dataset }) => [
      (dataset.thread ?? "").replace(/^(Thread-\d+) \(.*\)$/, "$1"),
      top + LANE * Number(dataset.lane),
    ]),
  );
}

/**
 * How moments lie on a picture.
 * @param {SVGSVGElement} picture
 */
function scaleOf(picture) {
  const bars = [...picture.querySelectorAll(/** @type {"rect"} */ ("rect[data-t0]"))];
  return scale(
    bars.map((rect) => ({
      x: rect.x.baseVal.value,
      width: rect.width.baseVal.value,
      t0: Number(rect.dataset.t0),
      t1: Number(rect.dataset.t1),
    })),
  );
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function node(name, attributes, text = "") {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}
