/* Times as people read them: the same words as under the pictures (greenthreads.timeline.duration). */
import { STEP } from "../contract.mjs";

/**
 * Virtual seconds: 2.0 s, 35 ms; below a millisecond, where they model nothing, ticks.
 * @param {number} value
 * @param {number} [whole] of the run that it is a moment of: ticks stand beside ticks only
 * @returns {string}
 */
export function seconds(value, whole = value) {
  if (value >= 0.9995) return `${value.toFixed(1)} s`;
  if (whole >= 0.9995e-3) return `${Math.round(value * 1e3)} ms`;
  const ticks = Math.round(value / STEP);
  return ticks === 1 ? "1 tick" : `${ticks} ticks`;
}
