/* The files of the runtime: what there is, and how it comes. browser.build.runtime writes them. */
import { USES_REQUESTS } from "../contract.mjs";
import { RunnerError, messageOf } from "./error.mjs";

/**
 * @typedef {object} Description of a pack, in manifest.json
 * @property {string} path
 * @property {number} size in bytes, as it travels
 * @property {string} encoding
 * @property {Need} when it is needed
 *
 * @typedef {"first" | "library" | "explore" | "requests"} Need by every program; by programs that import
 *   what is not in memory; by explorations and what they found; by programs that import `requests`
 *
 * @typedef {object} Manifest
 * @property {string} id changes with any file of the runtime
 * @property {string} frame
 * @property {Record<string, Description>} packs
 * @property {string[]} pages what `requests` gets in the browser: addresses of this site
 *
 * @typedef {{name: string, encoding: string, bytes: ArrayBuffer}} Pack
 * @typedef {{name: string, encoding: string, port: MessagePort}} Arriving a pack whose bytes come
 *   through a port while they are downloaded, in ArrayBuffers, then null
 */

export class Packs {
  #root;
  #onprogress;
  /** @type {Manifest | null} */
  #manifest = null;
  /** @type {Promise<Pack> | null} */
  #library = null;
  /** @type {Promise<Record<string, string>> | null} */
  #pages = null;
  /** @type {Set<string>} packs that the frame keeps for the workers to come */
  #sent = new Set();
  /** @type {Map<string, {loaded: number, total: number}>} */
  #downloads = new Map();

  /**
   * @param {URL} root where manifest.json lies
   * @param {(loaded: number, total: number) => unknown} onprogress bytes of what is under way
   */
  constructor(root, onprogress) {
    this.#root = root;
    this.#onprogress = onprogress;
  }

  /** Reads what there is, once. Throws RunnerError. */
  async manifest() {
    this.#manifest ??= await this.#read();
    return this.#manifest;
  }

  /** Names of the packs that every program needs. */
  async names() {
    const { packs } = await this.manifest();
    return Object.keys(packs).filter((name) => packs[name]?.when === "first");
  }

  /**
   * The packs that every program needs, on their way: what takes them unpacks what is here while the
   * rest is still to come.
   * @returns {Promise<{packs: Arriving[], arrived: Promise<unknown>}>} `arrived` rejects with a RunnerError
   */
  async first() {
    const { packs } = await this.manifest();
    const coming = (await this.names()).map((name) => this.#sending(name, packs[name]?.encoding ?? ""));
    return { packs: coming.map(({ pack }) => pack), arrived: Promise.all(coming.map(({ done }) => done)) };
  }

  /**
   * @param {string} name
   * @param {string} encoding
   */
  #sending(name, encoding) {
    const { port1, port2 } = new MessageChannel();
    const send = (/** @type {Uint8Array<ArrayBuffer>} */ chunk) => {
      const whole = chunk.length === chunk.buffer.byteLength ? chunk : chunk.slice();
      port1.postMessage(whole.buffer, [whole.buffer]);
    };
    const done = this.#receive(name, send).then(() => port1.postMessage(null));
    done.catch(() => {}).then(() => port1.close());
    return { pack: { name, encoding, port: port2 }, done };
  }

  /**
   * Packs that only some jobs need: those for this one that were not sent yet.
   * @param {string} source
   * @param {boolean} explores
   */
  async extra(source, explores) {
    /** @type {Need[]} */
    const needs = [...(explores ? [/** @type {const} */ ("explore")] : []), ...(USES_REQUESTS.test(source) ? [/** @type {const} */ ("requests")] : [])];
    if (!needs.length) return [];
    const { packs } = await this.manifest();
    const names = Object.keys(packs).filter((name) => !this.#sent.has(name) && needs.some((need) => packs[name]?.when === need));
    const found = await Promise.all(names.map((name) => this.#download(name)));
    for (const { name } of found) this.#sent.add(name);
    return found;
  }

  /** The standard library, as it travels; downloaded once. */
  library() {
    this.#library ??= this.#download("library").catch((error) => {
      this.#library = null; // it may come the next time
      throw error;
    });
    return this.#library;
  }

  /** What `requests` gets in the browser, path -> text; null for a program that does not ask.
   * @param {string} source
   */
  async pagesFor(source) {
    if (!USES_REQUESTS.test(source)) return null;
    const { pages } = await this.manifest();
    this.#pages ??= Promise.all(pages.map((path) => this.#page(path))).then((found) =>
      Object.fromEntries(found.filter((entry) => entry !== null)),
    );
    return this.#pages;
  }

  /** A new frame keeps nothing yet. */
  forget() {
    this.#sent.clear();
  }

  /** @returns {Promise<Manifest>} */
  async #read() {
    let response;
    try {
      response = await fetch(new URL("manifest.json", this.#root), { cache: "no-cache" });
    } catch (error) {
      throw new RunnerError("network", `The Python runtime cannot be reached (${messageOf(error)}).`);
    }
    if (response.status === 404) {
      throw new RunnerError(
        "no-runtime",
        "This copy of the site was built without its Python runtime: `make build` on a machine " +
          "with network brings it.",
      );
    }
    if (!response.ok) {
      throw new RunnerError("network", `The Python runtime cannot be loaded (HTTP ${response.status}).`);
    }
    return response.json();
  }

  /**
   * @param {string} name
   * @returns {Promise<Pack>}
   */
  async #download(name) {
    const { size, encoding } = /** @type {Description} */ ((await this.manifest()).packs[name]);
    const bytes = new Uint8Array(size);
    let at = 0;
    await this.#receive(name, (chunk) => {
      bytes.set(chunk, at);
      at += chunk.length;
    });
    return { name, encoding, bytes: bytes.buffer };
  }

  /**
   * Downloads a pack, part by part. Throws RunnerError.
   * @param {string} name
   * @param {(chunk: Uint8Array<ArrayBuffer>) => void} take never gets more than the manifest says
   */
  async #receive(name, take) {
    const { path, size } = /** @type {Description} */ ((await this.manifest()).packs[name]);
    const count = { loaded: 0, total: size };
    this.#downloads.set(name, count);
    this.#tell();
    try {
      const response = await fetch(new URL(path, this.#root));
      if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
      for await (const chunk of chunks(response.body)) {
        count.loaded += chunk.length;
        if (count.loaded > size) break; // not the file of the manifest
        this.#tell();
        take(chunk);
      }
      if (count.loaded !== size) throw new Error(`${count.loaded} of ${size} bytes`);
    } catch (error) {
      throw new RunnerError("network", `${path} did not arrive whole (${messageOf(error)}).`);
    } finally {
      this.#downloads.delete(name);
    }
  }

  #tell() {
    const counts = [...this.#downloads.values()];
    const sum = (/** @type {"loaded" | "total"} */ key) => counts.reduce((all, one) => all + one[key], 0);
    this.#onprogress(sum("loaded"), sum("total"));
  }

  /**
   * @param {string} path
   * @returns {Promise<[path: string, text: string] | null>} null: it cannot be had now
   */
  async #page(path) {
    const url = new URL(path, this.#root);
    try {
      const response = await fetch(url, { credentials: "omit" });
      return response.ok ? [url.pathname, await response.text()] : null;
    } catch {
      return null;
    }
  }
}

// A stream can be iterated in Firefox and in Chromium since 124, not in Safari.
/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream */
async function* chunks(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
