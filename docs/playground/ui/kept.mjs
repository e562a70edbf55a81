/* What the reader did, kept in this browser and nowhere else, under one prefix.
 *
 * Storage may be full, forbidden, or throw when it is touched: then nothing is kept, and all else
 * works. Values are whatever JSON can write.
 */

const PREFIX = "tdd:";

/**
 * What is kept under a key; null for nothing.
 * @param {string} key
 * @returns {any}
 */
export function get(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Keeps a value; null takes it away.
 * @param {string} key
 * @param {unknown} value
 * @returns {boolean} whether that worked
 */
export function set(key, value) {
  try {
    if (value == null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** Takes away everything that this site keeps of the reader. */
export function clear() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
