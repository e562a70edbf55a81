import assert from "node:assert/strict";
import { test } from "node:test";

import { order, step } from "../../docs/playground/ui/walk.mjs";

const bar = (/** @type {number} */ lane, /** @type {number} */ from, to = from + 1) => ({ lane, from, to });
// 0: three bars, 1: no bar (a thread that never ran), 2: one long bar, 4: two.
const BARS = [bar(0, 0), bar(0, 1), bar(0, 2), bar(2, 0, 9), bar(4, 1), bar(4, 8)];

test("bars stand by row, then by time", () => {
  const mixed = [bar(1, 0), bar(0, 5), bar(0, 2), bar(1, -1)];
  assert.deepEqual(mixed.sort(order), [bar(0, 2), bar(0, 5), bar(1, -1), bar(1, 0)]);
});

/** @type {[from: number, key: string, to: number | null][]} */
const STEPS = [
  [0, "ArrowRight", 1],
  [2, "ArrowRight", 3],
  [5, "ArrowRight", 5],
  [0, "ArrowLeft", 0],
  [3, "ArrowLeft", 2],
  [1, "Home", 0],
  [1, "End", 2],
  [4, "Home", 4],
  [4, "End", 5],
  [1, "ArrowDown", 3], // over the row without bars
  [3, "ArrowDown", 4], // the nearest in time
  [4, "ArrowUp", 3],
  [5, "ArrowUp", 3],
  [3, "ArrowUp", 0],
  [0, "ArrowUp", 0],
  [5, "ArrowDown", 5],
  [0, "a", null],
  [0, "Enter", null],
];
for (const [from, key, to] of STEPS) {
  test(`${key} leads from ${from} to ${to}`, () => assert.equal(step(BARS, from, key), to));
}

test("of two bars that are equally near the first is taken", () => {
  const bars = [bar(0, 5, 6), bar(1, 1, 4), bar(1, 6, 7)];
  assert.equal(step(bars, 0, "ArrowDown"), 1);
});

test("no bar, no way", () => assert.equal(step([], 0, "ArrowRight"), null));
