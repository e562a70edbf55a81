import assert from "node:assert/strict";
import { test } from "node:test";

import { optionsOf } from "../../docs/playground/ui/settings.mjs";

const PLAIN = { seed: 0, threads: "gil", speed: 0, witness: null, ordered: false };

test("settings are the runner's options", () => {
  assert.deepEqual(optionsOf(PLAIN), { seed: 0, level: "gil", speed: null });
  assert.deepEqual(optionsOf({ ...PLAIN, seed: 4, threads: "free-threaded", speed: 1 }), {
    seed: 4, level: "free-threaded", speed: 1,
  });
});

test("a found schedule goes along", () => {
  const { witness, ordered } = optionsOf({ ...PLAIN, witness: "0-1.3", ordered: true });
  assert.deepEqual([witness, ordered], ["0-1.3", true]);
  assert.ok(!("witness" in optionsOf({ ...PLAIN, ordered: true })));
});
