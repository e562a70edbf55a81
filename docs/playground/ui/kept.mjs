/* What a reader did, kept in this browser and nowhere else. Where storage is refused, nothing is. */

const PREFIX = "tdd:";

/**
 * What was kept under a name; null where there is nothing.
 * @param {string} key
 * @returns {unknown}
 */
export function get(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {unknown} value null: nothing is kept any more
 */
export function set(key, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage is refused or full: then it is forgotten with the page.
  }
}

/** Forgets all of it. */
export function clear() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
