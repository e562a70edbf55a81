/* What the reader did, kept in this browser; elsewhere only if they carry it there by a link.
 *
 * Storage may be refused (a private window, a full disk): then nothing is kept, and nothing breaks.
 */

const PREFIX = "threading-deep-dive:";
const MENDED = "mended";
const HASH = "#mended=";
const NAME = /^\w+\/\w+$/; // of an exercise: its chapter and its own

/**
 * What is kept under a key; null if nothing is.
 * @param {string} key
 * @returns {string | null}
 */
export function get(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/**
 * Keeps a text under a key.
 * @param {string} key
 * @param {string} text
 * @returns {boolean} whether it is kept
 */
export function set(key, text) {
  try {
    localStorage.setItem(PREFIX + key, text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key of what is to be forgotten */
export function clear(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // what cannot be kept need not be forgotten
  }
}

/** The names of the exercises that were mended. */
export function mended() {
  return named(get(MENDED) ?? "");
}

/**
 * One more exercise is mended, or some are.
 * @param {...string} names
 * @returns {boolean} whether that is kept
 */
export function keepMended(...names) {
  return set(MENDED, [...new Set([...mended(), ...names])].join());
}

/** Forgets which exercises were mended. */
export function clearMended() {
  clear(MENDED);
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
  return hash.startsWith(HASH) ? named(decodeURIComponent(hash.slice(HASH.length))) : null;
}

/** @param {string} text */
function named(text) {
  return new Set(text.split(",").filter((name) => NAME.test(name)));
}
