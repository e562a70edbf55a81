/* What the site's own search answers: the theme's worker, run here on the built index.
 *
 *   node search.mjs SITE QUERY...      prints, as JSON, the addresses of each query's answers
 */
import console from "node:console";
import { readFile, readdir } from "node:fs/promises";
import process from "node:process";
import { createContext, runInContext } from "node:vm";

const SETUP = 0; // kinds of the worker's messages
const QUERY = 2;
const [site = "", ...queries] = process.argv.slice(2);
const workers = `${site}/assets/javascripts/workers/`;

/** @returns {Promise<(message: object) => Promise<any>>} what asks the worker */
async function worker() {
  const file = (await readdir(workers)).find((name) => /^search\..*\.js$/.test(name));
  /** @type {(event: {data: object}) => void} */
  let hear = () => {};
  /** @type {(message: object) => void} */
  let told = () => {};
  const self = {};
  const world = createContext({
    self,
    console,
    addEventListener: (/** @type {string} */ _, /** @type {typeof hear} */ listener) => (hear = listener),
    postMessage: (/** @type {object} */ message) => told(message),
  });
  runInContext(await readFile(workers + file, "utf8"), world);
  Object.assign(world, self); // a worker's `self` is its global object
  return (message) => new Promise((resolve) => {
    told = resolve;
    hear({ data: message });
  });
}

const ask = await worker();
const index = JSON.parse(await readFile(`${site}/search/search_index.json`, "utf8"));
await ask({ type: SETUP, data: { ...index, options: { suggest: false } } });
/** @type {Record<string, string[]>} */
const found = {};
for (const query of queries) {
  const { data } = await ask({ type: QUERY, data: query });
  found[query] = data.items.flat().map((/** @type {{location: string}} */ one) => one.location);
}
console.log(JSON.stringify(found));
