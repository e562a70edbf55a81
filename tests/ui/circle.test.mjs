import assert from "node:assert/strict";
import { test } from "node:test";

import { circle, inWords } from "../../docs/playground/ui/circle.mjs";

const HEAD = "Deadlock: every thread waits and none can wake another.";
const line = (/** @type {string} */ thread, /** @type {string} */ object, /** @type {string} */ holder) =>
  `${thread}: line 10: Lock.acquire(${object}), held by ${holder}`;

test("the circle is found among those who only wait for it", () => {
  const message = [
    HEAD,
    "MainThread: line 19: Thread.join(T-1 (take))",
    line("outside", "a", "T-1 (take)"),
    line("T-1 (take)", "b", "T-2 (take)"),
    line("T-2 (take)", "a", "T-1 (take)"),
  ].join("\n");
  const waits = circle(message);
  assert.deepEqual(waits.map(({ thread }) => thread), ["T-1 (take)", "T-2 (take)"]);
  assert.match(inWords(waits), /^T-1 \(take\) waits for b, which T-2 \(take\) holds; T-2 .*: a circle\.$/);
});

test("a lock taken twice is a circle of one", () => {
  assert.deepEqual(circle(`${HEAD}\n${line("A", "lock", "A")}`), [{ thread: "A", object: "lock", holder: "A" }]);
});

test("who waits for nobody in particular is in no circle", () => {
  assert.deepEqual(circle(`${HEAD}\nA: line 3: Event.wait(ready)`), []);
  assert.deepEqual(circle(`${HEAD}\n${line("A", "lock", "B")}\nB: line 3: Event.wait(ready)`), []);
});
