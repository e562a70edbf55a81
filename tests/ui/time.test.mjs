import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { seconds } from "../../docs/playground/ui/time.mjs";

// The same file is read by tests/greenthreads: page and pictures say the same of the same time.
/** @type {[value: number, text: string][]} */
const VECTORS = JSON.parse(readFileSync(new URL("../durations.json", import.meta.url), "utf8"));

test("there is something to compare", () => assert.ok(VECTORS.length > 5));

for (const [value, text] of VECTORS) {
  test(`${value} seconds are ${text}`, () => assert.equal(seconds(value), text));
}
