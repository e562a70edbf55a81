/* A deadlock as a picture: who waits for what, and who holds it, in a circle. */
import { SVG } from "./picture.mjs";

/** @typedef {{thread: string, object: string, holder: string}} Wait */

const WIDTH = 360;
const ROW = 40; // units of the picture for one thread and what it waits for
const WORD = 130;

/**
 * The waits that close a circle, each held by the next one's thread; [] where there is none.
 * @param {string} message of a deadlock, a line for each thread
 * @returns {Wait[]}
 */
export function circle(message) {
  const waits = message.split("\n").flatMap((line) => {
    const found = /^(.+?): line \d+: [\w.]+\((.+)\), held by (.+)$/.exec(line);
    return found ? [{ thread: found[1] ?? "", object: found[2] ?? "", holder: found[3] ?? "" }] : [];
  });
  for (const start of waits) {
    const path = followed(start, waits);
    if (path) return path;
  }
  return [];
}

/**
 * @param {Wait} start
 * @param {Wait[]} waits
 * @returns {Wait[] | null} null where the holders do not lead back
 */
function followed(start, waits) {
  const path = [start];
  while (path.length <= waits.length) {
    const { holder } = /** @type {Wait} */ (path.at(-1));
    if (holder === start.thread) return path;
    const next = waits.find(({ thread }) => thread === holder);
    if (!next) return null;
    path.push(next);
  }
  return null;
}

/**
 * Two columns: the threads, and beside each what it waits for. A dashed arrow waits, a full one
 * leads from a lock to its holder.
 * @param {Wait[]} waits that close a circle
 * @returns {SVGSVGElement}
 */
export function drawn(waits) {
  const height = waits.length * ROW + 14;
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "run-circle", role: "img" });
  svg.append(node("title", {}, inWords(waits)));
  waits.forEach(({ thread, object, holder }, row) => {
    const y = row * ROW + 4;
    const to = waits.findIndex((other) => other.thread === holder) * ROW + 4;
    svg.append(
      ...box(2, y, thread, "c1"),
      ...box(WIDTH - WORD - 2, y, object, "c2"),
      ...arrow(WORD + 4, y + 10, WIDTH - WORD - 5, y + 10, "dash"),
      ...arrow(WIDTH - WORD - 5, y + 18, WORD + 5, to + 20, "line"),
    );
    if (!row) {
      svg.append(node("text", { x: WIDTH / 2, y: y + 7, "text-anchor": "middle", "font-size": 11 }, "waits for"));
    }
  });
  svg.append(node("text", { x: WIDTH / 2, y: height - 2, "text-anchor": "middle", "font-size": 11 }, "held by"));
  return /** @type {SVGSVGElement} */ (svg);
}

/**
 * The circle in words.
 * @param {Wait[]} waits
 */
export function inWords(waits) {
  const parts = waits.map(({ thread, object, holder }) => `${thread} waits for ${object}, which ${holder} holds`);
  return `${parts.join("; ")}: a circle.`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {string} look
 */
function box(x, y, text, look) {
  const cut = text.length > 18 ? `${text.slice(0, 17)}…` : text;
  return [
    node("rect", { x, y, width: WORD, height: 26, rx: 3, class: look }),
    node("text", { x: x + WORD / 2, y: y + 17, "text-anchor": "middle", "font-size": 12 }, cut),
  ];
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} look
 */
function arrow(x1, y1, x2, y2, look) {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const side = (/** @type {number} */ turn) =>
    `${(x2 - 7 * Math.cos(angle + turn)).toFixed(1)} ${(y2 - 7 * Math.sin(angle + turn)).toFixed(1)}`;
  const head = `M${side(0.45)}L${x2} ${y2}L${side(-0.45)}`;
  return [node("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: look }), node("path", { d: head, class: "line" })];
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function node(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}
