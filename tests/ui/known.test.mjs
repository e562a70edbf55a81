import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { compared, decode, encode, grade, keep, known, score } from "../../docs/playground/ui/known.mjs";

const ITEMS = [
  { key: "sums", right: 2, options: 3 },
  { key: "waits", right: 0, options: 3 },
  { key: "fork", right: 1, options: 4 },
];

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
  };
}

afterEach(() => use(undefined));

test("both rounds are kept, and the one that goes on", () => {
  use(memory());
  assert.deepEqual(known(), { before: {}, after: {}, round: "before" });
  assert.equal(keep({ before: { sums: 2 }, after: { sums: 0 }, round: "after" }), true);
  assert.deepEqual(known(), { before: { sums: 2 }, after: { sums: 0 }, round: "after" });
});

test("where storage is refused, or holds what is not ours, nothing is known and nothing fails", () => {
  assert.equal(keep({ before: {}, after: {}, round: "before" }), false);
  use({ getItem: () => '{"before": {"sums": "x", "../x": 1, "waits": 1}, "after": 7, "round": []}' });
  assert.deepEqual(known(), { before: { waits: 1 }, after: {}, round: "before" });
});

test("a link carries both rounds to another browser", () => {
  const all = { before: { sums: 2, waits: 0 }, after: { sums: 1 } };
  assert.equal(encode(all), "#before=sums.2,waits.0&after=sums.1");
  assert.deepEqual(decode(encode(all)), { ...all, round: "after" });
  assert.deepEqual(decode(encode({ before: {}, after: {} })), { before: {}, after: {}, round: "after" });
});

test("of a link only what is an answer is taken", () => {
  assert.equal(decode("#mended=a/b"), null);
  assert.deepEqual(decode("#before=sums.2,<b>.1,x,fork.99,__proto__.1&after=%"), {
    before: { sums: 2 }, after: {}, round: "after",
  });
});

test("an answer is right, wrong, or none: an option that is not there is none", () => {
  const [sums] = ITEMS;
  assert.ok(sums);
  assert.equal(grade(sums, { sums: 2 }), "right");
  assert.equal(grade(sums, { sums: 0 }), "wrong");
  assert.equal(grade(sums, { sums: 3 }), "none");
  assert.equal(grade(sums, {}), "none");
  assert.equal(grade({ ...sums, key: "constructor" }, {}), "none");
});

test("a round has so many answers, and so many right ones", () => {
  assert.deepEqual(score(ITEMS, { sums: 2, waits: 1 }), { right: 1, answered: 2 });
});

test("two rounds in words", () => {
  const before = { sums: 0, waits: 0, fork: 0 };
  assert.equal(compared(ITEMS, { before: { sums: 0 }, after: {} }), "Before reading: 0 right (1 of 3 answered).");
  assert.equal(
    compared(ITEMS, { before, after: { sums: 2, waits: 1, fork: 0 } }),
    "Before reading: 1 right. After reading: 1 right. 1 learned, 1 forgotten.",
  );
});
