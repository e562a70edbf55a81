/* The runtime's files, unpacked, kept in Cache Storage for the next visit: unpacking them takes
 * most of a start. What is kept was unpacked before any program of the reader ran.
 *
 * All of it may fail (a private window, no room, storage that throws when it is touched): then the
 * next visit unpacks anew.
 */

const NAME = "threading-deep-dive-unpacked";
const FORMER = "threading-deep-dive-snapshots"; // of older versions of this site

/**
 * @param {string} url names what is kept; nothing is fetched from it
 * @returns {Promise<ArrayBuffer | null>} a pack without compression
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
 * Keeps these files and no other: an old runtime's are of no use.
 * @param {string} url
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 */
export async function store(url, files) {
  try {
    await caches.delete(FORMER);
    const cache = await caches.open(NAME);
    for (const old of await cache.keys()) await cache.delete(old);
    await cache.put(url, new Response(pack(files)));
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

/**
 * Files as build/pack.py packs them: the index's length, the index, the files.
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 */
function pack(files) {
  const sizes = [...files].map(([name, bytes]) => [name, bytes.length]);
  const index = new TextEncoder().encode(JSON.stringify(sizes));
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, index.length, true);
  return new Blob([head, index, ...files.values()]);
}
