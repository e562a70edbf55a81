import assert from "node:assert/strict";
import { test } from "node:test";

import { optionsOf } from "../../docs/playground/ui/settings.mjs";

const PLAIN = { seed: 0, threads: "gil", speed: 0, schedule: null };

test("settings are the runner's options", () => {
  assert.deepEqual(optionsOf(PLAIN), { seed: 0, level: "gil", speed: null });
  assert.deepEqual(optionsOf({ ...PLAIN, seed: 4, threads: "free-threaded", speed: 1 }), {
    seed: 4, level: "free-threaded", speed: 1,
  });
});

test("a found schedule goes along, an empty one too", () => {
  assert.deepEqual(optionsOf({ ...PLAIN, schedule: [1, 2] }).schedule, [1, 2]);
  assert.deepEqual(optionsOf({ ...PLAIN, schedule: [] }).schedule, []);
  assert.ok(!("schedule" in optionsOf(PLAIN)));
});
