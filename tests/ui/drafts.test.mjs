// What is kept of the reader in this browser, and how long ago that was, in words.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** A Storage, as far as kept.mjs uses one. */
class Storage {
  /** @param {string} key */
  getItem(key) {
    return Object.hasOwn(this, key) ? Reflect.get(this, key) : null;
  }
  /** @param {string} key @param {string} value */
  setItem(key, value) {
    Reflect.set(this, key, value);
  }
  /** @param {string} key */
  removeItem(key) {
    Reflect.deleteProperty(this, key);
  }
}

beforeEach(() => Object.assign(globalThis, { localStorage: new Storage() }));
const kept = await import("../../docs/playground/ui/kept.mjs");
const { ago } = await import("../../docs/playground/ui/ago.mjs");

test("a value is kept under the prefix, and taken away by null", () => {
  assert.equal(kept.get("a"), null);
  assert.ok(kept.set("a", { text: "é", at: 1 }));
  assert.deepEqual(kept.get("a"), { text: "é", at: 1 });
  assert.deepEqual(Object.keys(localStorage), ["tdd:a"]);
  kept.set("a", null);
  assert.equal(kept.get("a"), null);
  assert.deepEqual(Object.keys(localStorage), []);
});

test("clear takes away what is ours and nothing else", () => {
  localStorage.setItem("theirs", "1");
  kept.set("a", 1);
  kept.set("b", 2);
  kept.clear();
  assert.deepEqual(Object.keys(localStorage), ["theirs"]);
});

test("storage that throws, or holds what is none of ours, keeps nothing", () => {
  localStorage.setItem("tdd:a", "{cut");
  assert.equal(kept.get("a"), null);
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new Error("forbidden");
    },
  });
  assert.equal(kept.get("a"), null);
  assert.equal(kept.set("a", 1), false);
  kept.clear();
  Object.defineProperty(globalThis, "localStorage", { configurable: true, writable: true, value: null });
});

test("how long ago, in words", () => {
  const minute = 60_000;
  const told = [0, 1, 5, 59, 60, 150, 1440, 5000].map((minutes) => ago(0, minutes * minute));
  assert.deepEqual(told, [
    "a moment ago", "1 minute ago", "5 minutes ago", "59 minutes ago",
    "1 hour ago", "2 hours ago", "1 day ago", "3 days ago",
  ]);
  assert.equal(ago(1000, 0), "a moment ago"); // a clock that was set back
});
