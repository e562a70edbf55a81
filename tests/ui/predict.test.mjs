import assert from "node:assert/strict";
import { test } from "node:test";

import { clear, get, set } from "../../docs/playground/ui/kept.mjs";
import { grade, said, score } from "../../docs/playground/ui/predict.mjs";

test("a tick is right where an option can happen, and only there", () => {
  assert.equal(grade("yes", true), "right");
  assert.equal(grade("yes", false), "missed");
  assert.equal(grade("no", true), "wrong");
  assert.equal(grade("no", false), "right");
  assert.equal(grade("unseen", false), "right");
});

test("what was not seen is no proof: a tick there is not called wrong", () => {
  assert.equal(grade("unseen", true), "unseen");
  assert.equal(said("unseen", true, "Not seen."), "Not seen");
});

test("the verdict says both: how the reader did, and what is so", () => {
  assert.equal(said("yes", true, "Possible."), "right: possible");
  assert.equal(said("yes", false, "Possible, free-threaded only."), "missed: possible, free-threaded only");
  assert.equal(said("no", true, "Not possible."), "wrong: not possible");
});

test("the score in a word", () => {
  assert.equal(score(3, 3), "All 3 right.");
  assert.equal(score(1, 3), "1 of 3 right.");
});

test("what is kept is kept under one prefix, and forgotten together", () => {
  const storage = new FakeStorage();
  store(storage);
  Object.assign(storage, { theirs: "1" });
  set("predict:a", [0, 2]);
  assert.equal(storage.getItem("tdd:predict:a"), "[0,2]");
  assert.deepEqual(get("predict:a"), [0, 2]);
  assert.equal(get("predict:b"), null);
  set("predict:a", null);
  assert.deepEqual(Object.keys(storage), ["theirs"]);
  set("predict:c", []);
  clear();
  assert.deepEqual(Object.keys(storage), ["theirs"]);
});

test("where storage is refused, or holds what is not ours, nothing is known and nothing fails", () => {
  const refusing = new Proxy({}, { get: () => () => { throw new DOMException("no", "SecurityError"); } });
  store(refusing);
  set("x", 1);
  assert.equal(get("x"), null);
  clear();
  store(Object.assign(new FakeStorage(), { "tdd:x": "{" }));
  assert.equal(get("x"), null);
});

/** @param {object} storage stands in for the browser's */
function store(storage) {
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
}

/** Like localStorage: what it holds are its properties. */
class FakeStorage {
  /** @param {string} key */
  getItem(key) {
    return /** @type {any} */ (this)[key] ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    Object.assign(this, { [key]: value });
  }

  /** @param {string} key */
  removeItem(key) {
    delete (/** @type {any} */ (this)[key]);
  }
}
