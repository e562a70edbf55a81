/* What a program asks for in its comments, and whether the browser has it. */
import { NEEDS, PYTHON, WITHOUT_RUN } from "../contract.mjs";

/**
 * Why the browser cannot run this program, as a sentence; null where it can.
 * @param {string} source
 * @param {number[]} version of the browser's Python
 * @returns {string | null}
 */
export function lacks(source, version = PYTHON) {
  const reason = WITHOUT_RUN.exec(source)?.[1];
  if (reason) return `This program cannot run in a browser: it ${reason}.`;
  const needed = NEEDS.exec(source)?.slice(1).map(Number);
  if (!needed || !newer(needed, version)) return null;
  return `This program needs Python ${needed.join(".")}; the browser has ${version.join(".")}.`;
}

/**
 * Whether version `one` is newer than `other`.
 * @param {number[]} one
 * @param {number[]} other
 */
function newer([major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]) {
  return major !== otherMajor ? major > otherMajor : minor > otherMinor;
}
