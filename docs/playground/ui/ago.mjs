/* How long ago something was. */

/** @type {[minutes: number, name: string][]} */
const UNITS = [[1440, "day"], [60, "hour"]];

/**
 * How long ago a moment was, in words.
 * @param {number} then milliseconds
 * @param {number} now
 */
export function ago(then, now) {
  const minutes = Math.max(0, Math.floor((now - then) / 60_000));
  if (!minutes) return "a moment ago";
  const [size, unit] = UNITS.find(([least]) => minutes >= least) ?? [1, "minute"];
  const count = Math.floor(minutes / size);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
