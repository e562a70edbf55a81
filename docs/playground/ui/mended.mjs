/* Which exercises the reader has mended: kept in this browser, carried elsewhere only by a link. */
import { get, set } from "./kept.mjs";

const MENDED = "mended";
const HASH = "#mended=";
const NAME = /^\w+\/\w+$/; // of an exercise: its chapter and its own

/** The names of the exercises that were mended. */
export function mended() {
  const kept = get(MENDED);
  return named(Array.isArray(kept) ? kept : []);
}

/**
 * One more exercise is mended, or some are.
 * @param {...string} names
 * @returns {boolean} whether that is kept
 */
export function keepMended(...names) {
  return set(MENDED, [...new Set([...mended(), ...names])]);
}

/** Forgets which exercises were mended. */
export function clearMended() {
  set(MENDED, null);
}

/**
 * Names as the fragment of an address.
 * @param {Iterable<string>} names
 */
export function encode(names) {
  return HASH + [...names].join();
}

/**
 * The names in a fragment; null if it is none of ours. What is no name is left out.
 * @param {string} hash
 * @returns {Set<string> | null}
 */
export function decode(hash) {
  if (!hash.startsWith(HASH)) return null;
  try {
    return named(decodeURIComponent(hash.slice(HASH.length)).split(","));
  } catch {
    return new Set(); // it was cut in the middle of a letter
  }
}

/**
 * @param {unknown[]} names
 * @returns {Set<string>}
 */
function named(names) {
  return new Set(names.filter((name) => typeof name === "string").filter((name) => NAME.test(name)));
}
