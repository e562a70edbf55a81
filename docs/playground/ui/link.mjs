/* A program and its settings as the fragment of an address, and back.
 *
 *   #run=thread_pool/pool.py&seed=3&threads=free-threaded          a program of the page
 *   #run=program.py&code=…                                         an edited one, deflated
 *   #run=…&witness=0-1.3-2                                         under a schedule that was found
 *
 * The fragment never reaches a server.
 */

const LONGEST = 200_000; // characters of a program in a link
const WITNESS = /^[\w.:*~-]+$/; // what it means Python knows

/**
 * @typedef {object} Link
 * @property {string} name of the program, with its ending
 * @property {string | undefined} code where it is not the page's own
 * @property {number} seed
 * @property {string} threads "gil" | "free-threaded"
 * @property {number} speed 0 instant, 1 real time
 * @property {string | null} witness of a schedule that was found, in place of the seed
 * @property {boolean} ordered whether in that schedule the order of different threads' lines counts
 */

/**
 * The fragment for a program.
 * @param {Link} link
 */
export async function encode({ name, code, seed, threads, speed, witness, ordered }) {
  const parts = new URLSearchParams({ run: name });
  if (seed) parts.set("seed", String(seed));
  if (threads === "free-threaded") parts.set("threads", threads);
  if (speed) parts.set("speed", String(speed));
  if (witness) parts.set("witness", witness);
  if (witness && ordered) parts.set("order", "1");
  if (code !== undefined) parts.set("code", await packed(code));
  return `#${parts}`.replaceAll("%2F", "/");
}

/**
 * What a fragment says, null when it is none of ours. Throws Error with a sentence.
 * @param {string} hash
 * @returns {Promise<Link | null>}
 */
export async function decode(hash) {
  if (!hash.startsWith("#run=")) return null;
  const parts = new URLSearchParams(hash.slice(1));
  const code = parts.get("code");
  const witness = parts.get("witness");
  if (witness !== null && !WITNESS.test(witness))
    throw new Error("The schedule in this link cannot be read: it may have been cut.");
  const seed = Number(parts.get("seed") ?? 0);
  return {
    name: parts.get("run") ?? "",
    code: code === null ? undefined : await unpacked(code),
    seed: Number.isInteger(seed) && seed >= 0 ? seed : 0,
    threads: parts.get("threads") === "free-threaded" ? "free-threaded" : "gil",
    speed: Number(parts.get("speed")) > 0 ? 1 : 0,
    witness,
    ordered: parts.has("order"),
  };
}

/** @param {string} text */
async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} letters */
async function unpacked(letters) {
  try {
    const text = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
    const decoder = new TextDecoder("utf-8", { fatal: true });
    let code = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return code + decoder.decode();
      code += decoder.decode(value, { stream: true });
      if (code.length > LONGEST) throw new Error("too long");
    }
  } catch {
    throw new Error("The program in this link cannot be read: the link may have been cut.");
  }
}
