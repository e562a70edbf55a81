/* What is asked of a reader who is the scheduler, and what is said at the end. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { HONEST, asked, nobody, sign, switches, taskOf, verdict } from "../../docs/playground/ui/games.mjs";

const FAILS = { badge: "loses updates", par: 1 };
const CURE = { badge: "loses updates", classes: 6 };

test("a badge is to be shown, a cure to be broken, anything else to be played", () => {
  assert.equal(asked(FAILS), "You are the scheduler. Make it fail: “loses updates”. Par: 1 forced switch.");
  assert.match(asked(CURE), /try to break it/);
  assert.equal(asked(null), "You are the scheduler: choose who goes next.");
});

test("par is told as par", () => {
  const end = { fails: true, forced: 1, kind: "finished" };
  assert.equal(verdict(end, FAILS, 1), "You made it fail, with 1 forced switch: that is par. No schedule does it with fewer.");
  assert.equal(verdict({ ...end, forced: 3 }, FAILS, 1), "You made it fail, with 3 forced switches; the par is 1.");
  assert.match(verdict({ ...end, fails: false }, FAILS, 9), /^It held, with 1 forced switch: nothing went wrong/);
});

test("nobody can is said after an honest try, with the classes that hold", () => {
  const end = { fails: false, forced: 0, kind: "finished" };
  assert.equal(verdict(end, CURE, 1), "It held, with no forced switch. Try again.");
  assert.equal(verdict(end, CURE, HONEST), "Nobody can break it: all 6 classes of schedules hold.");
  assert.equal(nobody({ ...CURE, classes: 1 }), "Nobody can break it: the only class of schedules holds.");
  assert.match(nobody({ ...CURE, classes: null }), /not proved/);
});

test("who was to make it fail has won when it does, who was to break a cure has not", () => {
  assert.equal(sign({ fails: true }, FAILS), "won");
  assert.equal(sign({ fails: true }, CURE), "broken");
  assert.equal(sign({ fails: true }, null), "broken");
  assert.equal(sign({ fails: false }, FAILS), "held");
});

test("a program without a task has an end of its own", () => {
  assert.equal(verdict({ fails: true, forced: 2, kind: "deadlock" }, null, 1), "You broke it, with 2 forced switches.");
  assert.equal(switches(0), "no forced switch");
});

test("a program has a task by its own name, not by what every object has", async () => {
  Object.assign(globalThis, { fetch: async () => ({ json: async () => ({ "a/b": FAILS }) }) });
  assert.deepEqual(await taskOf("a/b.py"), FAILS);
  for (const name of ["constructor.py", "__proto__.py", "toString.py", "a/c.py"]) assert.equal(await taskOf(name), null);
});
