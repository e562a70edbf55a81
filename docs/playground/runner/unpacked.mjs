/* The runtime's files, unpacked, kept in Cache Storage for the next visit: unpacking them takes
 * most of a start. What is kept was unpacked before any program of the reader ran.
 *
 * All of it may fail (a private window, no room, storage that throws when it is touched): then the
 * next visit unpacks anew.
 */

const NAME = "threading-deep-dive-unpacked";
const FORMER = "threading-deep-dive-snapshots"; // of older versions of this site

/**
 * @typedef {{name: string, encoding: "none", bytes: Blob}} Unpacked
 *
 * @param {string} url names what is kept; nothing is fetched from it
 * @param {string[]} names of the packs
 * @returns {Promise<Unpacked[] | null>} null: not all of them are there
 */
export async function stored(url, names) {
  try {
    const cache = await caches.open(NAME);
    return await Promise.all(names.map(async (name) => {
      const found = await cache.match(`${url}/${name}`);
      if (!found) throw new Error(`no ${name}`);
      return { name, encoding: /** @type {const} */ ("none"), bytes: await found.blob() };
    }));
  } catch {
    return null;
  }
}

/**
 * Keeps these packs and no other: an old runtime's are of no use.
 * @param {string} url
 * @param {Map<string, Blob>} packs
 */
export async function store(url, packs) {
  try {
    await caches.delete(FORMER);
    const cache = await caches.open(NAME);
    for (const old of await cache.keys()) await cache.delete(old);
    for (const [name, bytes] of packs) await cache.put(`${url}/${name}`, new Response(bytes));
  } catch {
    // see above
  }
}

/** Keeps nothing: what was kept is broken. */
export async function forget() {
  try {
    await caches.delete(NAME);
  } catch {
    // see above
  }
}
