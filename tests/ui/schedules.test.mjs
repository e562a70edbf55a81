import assert from "node:assert/strict";
import { test } from "node:test";

import { ending, everywhere, inOrder, verdict } from "../../docs/playground/ui/schedules.mjs";

/** @import { Outcome } from "../../docs/playground/runner.mjs" */

/** @param {Partial<Outcome>} some @returns {Outcome} */
const outcome = (some) => ({
  ...{ kind: "finished", text: "", classes: 1, late: false, witness: "0", sentence: "", breaks: "", fails: "" },
  ...some,
});

/** @param {Partial<Parameters<typeof verdict>[0]>} some */
const counts = (some) => ({ classes: 4, complete: true, reasons: [], random: "", outcomes: [outcome({})], ...some });

test("proved is said only where every class was run", () => {
  assert.equal(verdict(counts({})), "Proved: all 4 classes of schedules, 1 outcome.");
  assert.equal(verdict(counts({ classes: 1 })), "Proved: the only class of schedules, 1 outcome.");
  const many = counts({ classes: 3328, outcomes: [outcome({}), outcome({})] });
  assert.equal(verdict(many), "Proved: all 3,328 classes of schedules, 2 outcomes.");
});

test("not proved stands first, then why, then how far it came", () => {
  const some = counts({ complete: false, reasons: ["20000 runs were not enough", "it uses signals"] });
  assert.equal(
    verdict(some),
    "Not proved: 20000 runs were not enough; it uses signals. 4 classes of schedules so far, 1 outcome.",
  );
});

test("random schedules are told of last", () => {
  const said = verdict(counts({ complete: false, reasons: ["2 runs were not enough"], random: "2 PCT schedules" }));
  assert.match(said, /^Not proved: 2 runs were not enough\. 4 classes .* 1 outcome\. 2 PCT schedules\.$/);
});

test("what was stopped is not proved, whatever the last news was", () => {
  for (const complete of [true, false]) {
    const said = verdict(counts({ classes: 1, complete }), true);
    assert.equal(said, "Not proved: it was stopped. 1 class of schedules so far, 1 outcome.");
  }
});

test("how an outcome ends, in words", () => {
  assert.deepEqual(ending(outcome({})), ["finished"]);
  assert.deepEqual(ending(outcome({ kind: "error", late: true })), ["exception", "only if a thread is held up"]);
  assert.deepEqual(ending(outcome({ kind: "deadlock", breaks: "deadlock" })), ["deadlock", "✗ breaks the guarantee"]);
  assert.deepEqual(ending(outcome({ fails: "loses updates" })), ["finished", "✗ loses updates"]);
});

test("what all outcomes print is told apart from where they differ", () => {
  assert.deepEqual(everywhere(["a\nb\nc", "c\na\nx"]), new Set(["a", "c"]));
  assert.deepEqual(everywhere(["a\nb"]), new Set(["a", "b"]));
  assert.deepEqual(everywhere([]), new Set());
});

test("the table begins with what is well, and with what is frequent", () => {
  const rows = {
    deadlock: outcome({ kind: "deadlock", classes: 9 }),
    late: outcome({ late: true, classes: 7 }),
    broken: outcome({ breaks: "line 2", classes: 8 }),
    rare: outcome({ classes: 2 }),
    usual: outcome({ classes: 5 }),
  };
  const { deadlock, late, broken, rare, usual } = rows;
  const given = Object.values(rows);
  assert.deepEqual(inOrder(given), [usual, rare, late, broken, deadlock]);
  assert.deepEqual(given, Object.values(rows)); // what was given is left as it was
});
