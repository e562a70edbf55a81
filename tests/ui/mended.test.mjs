import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { get, set } from "../../docs/playground/ui/kept.mjs";
import { clearMended, decode, encode, keepMended, mended } from "../../docs/playground/ui/mended.mjs";

/** @param {object | undefined} storage */
function use(storage) {
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true, writable: true });
}

/** What a browser that keeps things has. */
function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  };
}

afterEach(() => use(undefined));

test("what was mended is kept, once, until it is cleared", () => {
  use(memory());
  assert.equal(keepMended("a/one"), true);
  assert.equal(keepMended("b/two", "a/one"), true);
  assert.deepEqual([...mended()], ["a/one", "b/two"]);
  clearMended();
  assert.deepEqual([...mended()], []);
});

test("where storage is refused nothing is kept and nothing breaks", () => {
  const refuse = () => {
    throw new Error("refused");
  };
  use({ getItem: refuse, setItem: refuse, removeItem: refuse });
  assert.equal(keepMended("a/one"), false);
  assert.equal(get("a"), null);
  clearMended();
  assert.equal(mended().size, 0);
});

test("a link carries names, and nothing but names", () => {
  const names = new Set(["a/one", "b/two"]);
  assert.deepEqual(decode(encode(names)), names);
  assert.deepEqual(decode("#mended=a%2Fone,<b>,x/y/z,,../up"), new Set(["a/one"]));
  assert.deepEqual(decode("#mended="), new Set());
  assert.equal(decode("#run=a/one"), null);
});

test("what others wrote there is no name of ours", () => {
  use(memory());
  set("mended", ["a/one", "{}", 3]);
  assert.deepEqual([...mended()], ["a/one"]);
  set("mended", { "a/one": 1 });
  assert.deepEqual([...mended()], []);
});

test("a link that was cut carries nothing", () => {
  for (const hash of ["#mended=%", "#mended=%E2%82", "#mended=", "#mended=<b>,a b"])
    assert.deepEqual([...(decode(hash) ?? ["none of ours"])], [], hash);
});
