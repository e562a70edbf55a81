import assert from "node:assert/strict";
import { test } from "node:test";

import { stretched } from "../../docs/playground/ui/zoom.mjs";

test("an axis is stretched in time only", () => {
  const to = (/** @type {number} */ x) => 77 + (x - 77) * 2;
  assert.equal(stretched("M77 56H352M77 56v4M214.5 56v4", to), "M77 56H627M77 56v4M352 56v4");
  assert.equal(stretched("M300 6V81H340", to), "M523 6V81H603");
});
