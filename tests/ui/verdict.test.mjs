import assert from "node:assert/strict";
import { test } from "node:test";

import { first, pieces, sentence, unjudged } from "../../docs/playground/ui/verdict.mjs";

/** @import { Ruling } from "../../docs/playground/runner.mjs" */

/**
 * @param {Partial<Ruling>} some
 * @returns {Ruling}
 */
function ruling(some) {
  return { text: "", words: "", state: "holds", said: "", how: "", classes: 0, witness: "", ...some };
}

const FAILS = ruling({ state: "fails", classes: 2, witness: "0-1" });
const ALL = { keeps: false, classes: 4, complete: true, reasons: [] };

test("what is proved says of how many classes", () => {
  assert.equal(sentence({ ...ALL, keeps: true, rulings: [] }), "Mended: the contract holds in all 4 classes of schedules.");
  assert.equal(sentence({ ...ALL, keeps: true, classes: 1, rulings: [] }), "Mended: the contract holds in the only class of schedules.");
});

test("what is broken says in how many", () => {
  assert.equal(sentence({ ...ALL, rulings: [FAILS] }), "Broken in 2 of 4 classes of schedules.");
  assert.equal(sentence({ ...ALL, classes: 2, rulings: [FAILS] }), "Broken in both classes of schedules.");
  assert.equal(sentence({ ...ALL, classes: 1, rulings: [ruling({ ...FAILS, classes: 1 })] }), "Broken in every run.");
  assert.equal(sentence({ ...ALL, classes: 400, complete: false, rulings: [FAILS] }), "Broken in 2 classes of the first 400.");
  const few = { ...ALL, complete: false, rulings: [FAILS] };
  assert.equal(sentence({ ...few, classes: 2 }), "Broken in each of the first 2 classes.");
  assert.equal(sentence({ ...ALL, rulings: [ruling({ state: "fails" })] }), "The contract is broken.");
});

test("what is not proved says why, and is not called broken", () => {
  const open = ruling({ state: "open" });
  const told = sentence({ ...ALL, complete: false, reasons: ["2000 runs were not enough"], rulings: [open] });
  assert.equal(told, "Not proved: 2000 runs were not enough.");
});

test("one reason for several clauses is told once", () => {
  const open = (/** @type {string} */ said) => ruling({ state: "open", said });
  assert.equal(unjudged([ruling({}), open("too long"), open("too long")]), "too long");
  assert.equal(unjudged([open("too long"), open("no thread")]), "");
  assert.equal(unjudged([open("too long")]), "");
});

test("told at length is the first clause with a schedule that breaks it", () => {
  const gone = ruling({ state: "fails" });
  assert.equal(first([ruling({}), gone, FAILS]), FAILS);
  assert.equal(first([ruling({}), gone]), gone);
  assert.equal(first([ruling({}), ruling({ state: "open" })]), undefined);
});

test("code in a sentence is code", () => {
  assert.deepEqual(pieces("It prints `n is 1`, not `` `2` ``."), [
    { text: "It prints ", code: false },
    { text: "n is 1", code: true },
    { text: ", not ", code: false },
    { text: "`2`", code: true },
    { text: ".", code: false },
  ]);
});
