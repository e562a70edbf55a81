/* How the arrow keys go from bar to bar of a timeline. */

/**
 * @typedef {object} Span where a bar is: its thread's row, and its time in seconds
 * @property {number} lane
 * @property {number} from
 * @property {number} to
 */

/**
 * By row, then by time: the order in which bars are walked.
 * @param {Span} a
 * @param {Span} b
 */
export function order(a, b) {
  return a.lane - b.lane || a.from - b.from;
}

/**
 * The bar that a key leads to; null for a key that leads nowhere.
 * @param {Span[]} spans in order
 * @param {number} at the bar where the reader is
 * @param {string} key
 * @returns {number | null}
 */
export function step(spans, at, key) {
  const here = spans[at];
  if (!here) return null;
  const lane = spans.flatMap((span, index) => (span.lane === here.lane ? [index] : []));
  switch (key) {
    case "ArrowRight":
      return Math.min(at + 1, spans.length - 1);
    case "ArrowLeft":
      return Math.max(at - 1, 0);
    case "ArrowDown":
      return beside(spans, at, 1);
    case "ArrowUp":
      return beside(spans, at, -1);
    case "Home":
      return lane[0] ?? at;
    case "End":
      return lane.at(-1) ?? at;
    default:
      return null;
  }
}

/**
 * The bar of the next row, up or down, that is nearest in time; `at` where there is none.
 * @param {Span[]} spans
 * @param {number} at
 * @param {1 | -1} direction
 */
function beside(spans, at, direction) {
  const here = /** @type {Span} */ (spans[at]);
  // Rows without bars are passed over.
  const lanes = [...new Set(spans.map(({ lane }) => lane))].sort((a, b) => a - b);
  const there = lanes[lanes.indexOf(here.lane) + direction];
  const far = (/** @type {Span} */ { from, to }) => Math.max(from - here.from, here.from - to, 0);
  let best = at;
  let least = Infinity;
  spans.forEach((span, index) => {
    if (span.lane === there && far(span) < least) [best, least] = [index, far(span)];
  });
  return best;
}
