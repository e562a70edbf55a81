/* A picture that a run sent, with nothing in it but shapes, texts and the site's colours.
 *
 * It comes from where programs run, so nothing is taken over that is not named here: no style, no
 * link, no script, no listener, no element of another kind.
 */

export const SVG = "http://www.w3.org/2000/svg";
const SHAPES = new Set("svg g rect path text tspan circle line title desc pattern".split(" "));
const NUMBERS = "x y x1 y1 x2 y2 dx dy width height d r cx cy viewBox font-size text-anchor patternUnits stroke-width stroke-dasharray";
const DATA = "data-lane data-thread data-state data-t0 data-t1 data-line data-object";
const ATTRIBUTES = new Set(`${NUMBERS} ${DATA} class role`.split(" "));
const PAINT = /^(none|currentColor|url\(#tl-[\w-]+\)|var\(--tl-[\w-]+,#[0-9a-f]{3,6}\))$/;
// What ids of a picture begin with: draw(name="your run"). One page shows many.
const OURS = "tl-your-run";

let count = 0; // pictures so far: each has ids of its own

/**
 * A clean copy of an SVG text; an empty picture where it is none.
 * @param {string} text
 * @returns {SVGSVGElement}
 */
export function picture(text) {
  const own = text.replaceAll(OURS, `tl-run-${++count}`);
  const parsed = new DOMParser().parseFromString(own, "image/svg+xml").documentElement;
  const made = parsed.localName === "svg" ? copy(parsed) : document.createElementNS(SVG, "svg");
  return /** @type {SVGSVGElement} */ (made);
}

/**
 * Whether an attribute may stand in a picture.
 * @param {string} name
 * @param {string} value
 */
export function allowed(name, value) {
  if (name === "fill" || name === "stroke") return PAINT.test(value);
  if (name === "id") return value.startsWith("tl-run-"); // not one of the page's
  return ATTRIBUTES.has(name);
}

/**
 * @param {Element} node
 * @returns {Element}
 */
function copy(node) {
  const made = document.createElementNS(SVG, node.localName);
  for (const { name, value } of node.attributes) {
    if (allowed(name, value)) made.setAttribute(name, value);
  }
  for (const child of node.childNodes) {
    if (child instanceof Text) made.append(child.data);
    else if (child instanceof Element && SHAPES.has(child.localName)) made.append(copy(child));
  }
  return made;
}
