/* The programs of this site and what their pages promise of them, as the build wrote them down. */

/**
 * @typedef {object} Program
 * @property {string} name path below snippets/, without the ending
 * @property {string} chapter the title of its page
 * @property {string} source
 * @property {string} [expect] what every run shows, in marks; or
 * @property {string} [exact] the only output there is
 * @property {string} [stderr] what it writes to stderr, in marks; left out: nothing
 * @property {object} [badge] what stands above it, if it fails: see guarantee.Badge
 * @property {string} [without_run] why it cannot run in a browser
 *
 * @typedef {Pick<Program, "expect" | "exact" | "stderr" | "badge">} Promised
 */

/** @type {Map<string, Promise<Program[]>>} lists that were asked for, by their file */
const wanted = new Map();

/**
 * All programs in the order of the navigation; rejects where they cannot be had now.
 * @returns {Promise<Program[]>}
 */
export function programs() {
  return listed("programs.json");
}

/**
 * @param {string} file
 * @returns {Promise<Program[]>}
 */
function listed(file) {
  const found = wanted.get(file) ?? load(file);
  wanted.set(file, found);
  found.catch(() => wanted.delete(file)); // the next one may have a network
  return found;
}

/** @param {string} file */
async function load(file) {
  const response = await fetch(new URL(`../${file}`, import.meta.url));
  if (response.status === 404) return []; // nothing is promised of a folder that is not of this site
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()).programs;
}

/**
 * What the page promises of a program, as the runner takes it: {} for one that is not of this
 * site, null where the promises cannot be had. All programs take 20 times as long to load as
 * those of its folder.
 * @param {string} file the program's name with its ending
 * @returns {Promise<Promised | null>}
 */
export async function promiseOf(file) {
  const [folder, name] = file.split("/");
  if (!name) return {};
  try {
    return promised(await listed(`promises/${folder}.json`), file);
  } catch {
    return null;
  }
}

/**
 * @param {Pick<Program, "name" | keyof Promised>[]} all
 * @param {string} file
 * @returns {Promised}
 */
export function promised(all, file) {
  const found = all.find(({ name }) => `${name}.py` === file);
  if (!found) return {};
  const { expect, exact, stderr, badge } = found;
  return Object.fromEntries(Object.entries({ expect, exact, stderr, badge }).filter(([, text]) => text !== undefined));
}
