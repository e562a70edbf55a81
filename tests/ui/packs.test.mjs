import assert from "node:assert/strict";
import { test } from "node:test";

import { USES_REQUESTS } from "../../docs/playground/contract.mjs";
import { Packs } from "../../docs/playground/runner/packs.mjs";

test("a program that imports `requests` gets its pack and the pages", () => {
  for (const line of ["import requests", "from requests import get", "import time, requests", "    import urllib3", "import requests as r"]) {
    assert.ok(USES_REQUESTS.test(`import threading\n${line}\n`), line);
  }
});

test("one that only names it does not", () => {
  for (const line of ["# import requests", "requests = []", "print('requests')", "import requestsx", "import time  # requests"]) {
    assert.ok(!USES_REQUESTS.test(`${line}\n`), line);
  }
});

const ROOT = new URL("https://site.invalid/pyodide/");
const MANIFEST = {
  id: "1",
  frame: "frame.htm",
  packs: {
    python: { path: "python.xz", size: 3, encoding: "xz", when: "first" },
    explore: { path: "explore.xz", size: 4, encoding: "xz", when: "explore" },
    requests: { path: "requests.xz", size: 5, encoding: "xz", when: "requests" },
  },
  pages: ["../one/", "../gone/"],
};

/**
 * Packs of a server that answers with these files; what was asked for is noted.
 * @param {Record<string, string | number>} files a number is a status
 */
function served(files) {
  /** @type {string[]} */
  const asked = [];
  /** @type {[number, number][]} */
  const told = [];
  Object.assign(globalThis, {
    fetch: async (/** @type {URL} */ url) => {
      const name = url.pathname.replace("/pyodide/", "");
      asked.push(name);
      const found = files[name] ?? 404;
      if (found === 0) throw new TypeError("no network");
      return typeof found === "number" ? new Response("", { status: found }) : new Response(found);
    },
  });
  return { asked, told, packs: new Packs(ROOT, (loaded, total) => told.push([loaded, total])) };
}

/**
 * What comes of the packs that every program needs.
 * @param {Packs} packs
 * @returns {Promise<[name: string, text: string][]>}
 */
async function arrived(packs) {
  const { packs: coming, arrived: all } = await packs.first();
  const texts = coming.map(async ({ port }) => {
    let text = "";
    await new Promise((resolve) => {
      port.onmessage = ({ data }) => (data ? (text += new TextDecoder().decode(data)) : resolve(null));
      all.catch(resolve);
    });
    port.close();
    return text;
  });
  await all;
  return Promise.all(coming.map(async ({ name }, at) => [name, (await texts[at]) ?? ""]));
}

const ALL = { "manifest.json": JSON.stringify(MANIFEST), "python.xz": "abc", "explore.xz": "abcd", "requests.xz": "abcde", "/one/": "one" };

test("each pack comes when it is needed, once for each frame", async () => {
  const { asked, told, packs } = served(ALL);
  assert.deepEqual(await arrived(packs), [["python", "abc"]]);
  assert.deepEqual(told.at(0), [0, 3]);
  assert.deepEqual(told.at(-1), [3, 3]);
  assert.deepEqual(await packs.extra("print(1)", false), []);
  assert.deepEqual((await packs.extra("print(1)", true)).map(({ name }) => name), ["explore"]);
  assert.deepEqual((await packs.extra("import requests", true)).map(({ name }) => name), ["requests"]);
  assert.deepEqual(await packs.extra("import requests", true), []);
  packs.forget();
  assert.equal((await packs.extra("import requests", true)).length, 2);
  assert.equal(asked.filter((name) => name === "manifest.json").length, 1);
});

test("a page that is gone is left out, and nobody else's is fetched", async () => {
  const { packs } = served(ALL);
  assert.equal(await packs.pagesFor("print(1)"), null);
  assert.deepEqual(await packs.pagesFor("import requests"), { "/one/": "one" });
});

test("what does not arrive whole is told, and asked for again", async () => {
  for (const [files, reason, words] of /** @type {[Record<string, string | number>, string, RegExp][]} */ ([
    [{}, "no-runtime", /without its Python/],
    [{ "manifest.json": 503 }, "network", /HTTP 503/],
    [{ "manifest.json": 0 }, "network", /no network/],
    [{ ...ALL, "python.xz": "ab" }, "network", /2 of 3 bytes/],
    [{ ...ALL, "python.xz": "abcdef" }, "network", /did not arrive whole/],
    [{ ...ALL, "python.xz": 404 }, "network", /HTTP 404/],
  ])) {
    const { packs } = served(files);
    await assert.rejects(arrived(packs), (/** @type {any} */ error) => error.reason === reason && words.test(error.message));
    Object.assign(files, ALL);
    assert.equal((await arrived(packs)).length, 1);
  }
});
