import assert from "node:assert/strict";
import { test } from "node:test";

import { reached } from "../../docs/playground/ui/tabs.mjs";

test("the arrow keys go round in a circle", () => {
  assert.deepEqual(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => reached(key, 0, 3)), [1, 2, 0, 2, null]);
  assert.equal(reached("ArrowRight", 2, 3), 0);
});
