/* The exercises of this site, as the build wrote them down. */

/**
 * @typedef {object} Exercise
 * @property {string} name its chapter's folder and its own
 * @property {string} title
 * @property {string} page the address of its page, from the root of the site
 * @property {string} contract what a program must keep, see src/mending/contract.py
 */

/** @type {Promise<Exercise[]> | null} */
let wanted = null;

/**
 * All exercises in the order of the navigation; rejects where they cannot be had now.
 * @returns {Promise<Exercise[]>}
 */
export function exercises() {
  wanted ??= load().catch((error) => {
    wanted = null; // the next one may have a network
    throw error;
  });
  return wanted;
}

async function load() {
  const response = await fetch(new URL("../exercises.json", import.meta.url));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).exercises;
}
