/* Zoom of a timeline: time is stretched, names and letters are not. */
import { button, el } from "./dom.mjs";

const MOST = 64; // times
const STEP = 2;
const LEGIBLE = 2; // units: narrower bars are worth a zoom

/**
 * @typedef {object} Scale how a picture's time lies on its x axis
 * @property {number} left x of the first moment
 * @property {number} end x of the right edge
 */

/**
 * Puts a picture into a frame that scrolls, with buttons where bars are hard to see.
 * @param {SVGSVGElement} svg
 * @returns {HTMLElement[]} the frame, and the buttons where they are of use
 */
export function zoomed(svg) {
  const frame = el("div", { class: "run-zoom" }, svg);
  const bars = [...svg.querySelectorAll("rect[data-t0]")];
  const widths = bars.map((bar) => Number(bar.getAttribute("width")));
  if (!widths.some((width) => width < LEGIBLE)) return [frame];
  const { width, height } = svg.viewBox.baseVal;
  const stretch = stretcher(svg, { left: Math.min(...bars.map((bar) => Number(bar.getAttribute("x")))), end: width });
  let times = 1;
  const by = (/** @type {number} */ factor) => {
    const middle = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth;
    times = Math.min(MOST, Math.max(1, times * factor));
    const wide = stretch(times);
    svg.setAttribute("viewBox", `0 0 ${wide} ${height}`);
    svg.style.width = `${(100 * wide) / width}%`;
    svg.dispatchEvent(new Event("zoomed")); // what lies on the picture moves with it
    frame.scrollLeft = middle * frame.scrollWidth - frame.clientWidth / 2;
    less.disabled = times === 1;
    more.disabled = times === MOST;
    frame.tabIndex = times > 1 ? 0 : -1; // what scrolls can be reached by the keyboard
  };
  const less = button("−", () => by(1 / STEP), { "aria-label": "Zoom out", disabled: true });
  const more = button("+", () => by(STEP), { "aria-label": "Zoom in" });
  return [frame, el("p", { class: "run-zoomers" }, "Zoom", less, more)];
}

/**
 * A function that stretches all that lies on the time axis so many times, and returns the picture's
 * new width.
 * @param {SVGSVGElement} svg
 * @param {Scale} scale
 */
function stretcher(svg, { left, end }) {
  const legend = Math.max(...[...svg.querySelectorAll("rect[data-t0]")].map((bar) => Number(bar.getAttribute("y")))) + 40;
  const parts = [...svg.querySelectorAll("rect, text")].flatMap((node) => {
    const x = Number(node.getAttribute("x"));
    const inside = x >= left && Number(node.getAttribute("y")) < legend;
    const bar = node.hasAttribute("data-t0");
    return inside ? [{ node, x, width: Number(node.getAttribute("width")), bar }] : [];
  });
  const paths = [...svg.querySelectorAll("path.tl-axis, path.tl-stuck, .tl-forced path")].map((node) => ({
    node,
    d: node.getAttribute("d") ?? "",
  }));
  return (/** @type {number} */ times) => {
    const to = (/** @type {number} */ x) => left + (x - left) * times;
    for (const { node, x, width, bar } of parts) {
      // Paper behind a word stays as wide as the word.
      const at = bar || node.localName === "text" ? to(x) : to(x + width / 2) - width / 2;
      node.setAttribute("x", at.toFixed(1));
      if (bar) node.setAttribute("width", (width * times).toFixed(1));
    }
    for (const { node, d } of paths) node.setAttribute("d", stretched(d, to));
    return to(end);
  };
}

/**
 * A path's text with each x moved: the paths of an axis know M, H, V and v.
 * @param {string} d
 * @param {(x: number) => number} to
 */
export function stretched(d, to) {
  return d.replace(/([MH])([\d.]+)/g, (_, command, x) => `${command}${Number(to(Number(x)).toFixed(1))}`);
}
