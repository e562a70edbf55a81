/* Python's memory as it has started, kept in Cache Storage for the next visit.
 *
 * All of it may fail (a private window, no room, storage that throws when it is touched): then the
 * next visit starts Python the plain way.
 */

const NAME = "threading-deep-dive-snapshots";

/**
 * @param {string} url names the snapshot; nothing is fetched from it
 * @returns {Promise<ArrayBuffer | null>}
 */
export async function stored(url) {
  try {
    const found = await (await caches.open(NAME)).match(url);
    return found ? await found.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/**
 * Keeps this snapshot and no other: an old runtime's is of no use.
 * @param {string} url
 * @param {ArrayBuffer} bytes
 */
export async function store(url, bytes) {
  try {
    const cache = await caches.open(NAME);
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.put(url, new Response(bytes));
  } catch {
    // see above
  }
}
