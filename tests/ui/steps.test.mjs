/* The steps of a run, as the page puts them together again. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Steps, arrow, changesOf, lines, scale, shownThreads, tag } from "../../docs/playground/ui/steps.mjs";

/** @import { Log, Step } from "../../docs/playground/ui/steps.mjs" */

/**
 * @param {Partial<Step>} some
 * @returns {Step}
 */
function step(some) {
  return { thread: 1, name: "A", line: 3, kind: "touches", words: "reads x", time: 0, event: 0, ...some };
}

const thread = { name: "A", doing: "runs", line: 3, frames: [] };

/** @type {Log} */
const LOG = {
  outcome: "finished",
  report: "",
  cut: "",
  steps: [
    step({ shared: { x: "0" }, threads: { 1: thread }, time: 1, event: 4 }),
    step({ words: "writes x (1)", shared: { x: "1", y: "2" }, forced: true, time: 2, event: 9 }),
    step({ words: "prints hi", kind: "prints", text: "hi\n", threads: { 1: { ...thread, line: 8 } } }),
    step({ words: "ends", shared: { y: null }, locks: { lock: { holder: 1, waiters: [] } } }),
  ],
};

test("each state is what was before and what the step changed", () => {
  const steps = new Steps(LOG);
  assert.equal(steps.count, 4);
  assert.deepEqual([...steps.state(0).shared], []);
  assert.deepEqual([...steps.state(2).shared], [["x", "1"], ["y", "2"]]);
  assert.deepEqual([...steps.state(4).shared], [["x", "1"]]);
  assert.equal(steps.state(1).threads, steps.state(2).threads);
  assert.deepEqual(lines(steps.state(3)), new Map([[8, [1]]]));
  assert.deepEqual([...steps.state(4).locks.keys()], ["lock"]);
});

test("back is forward reversed", () => {
  const steps = new Steps(LOG);
  const forward = [0, 1, 2, 3, 4].map((number) => steps.state(number));
  const back = [4, 3, 2, 1, 0].map((number) => steps.state(number));
  assert.deepEqual(back.reverse(), forward);
});

test("what was printed grows with the steps that print", () => {
  const steps = new Steps(LOG);
  assert.deepEqual([0, 2, 3, 4].map((number) => steps.output(number)), ["", "", "hi\n", "hi\n"]);
});

test("a step is told with what it changed, and that it was forced", () => {
  const steps = new Steps(LOG);
  assert.equal(steps.told(2), "step 2 of 4: Forced switch: A writes x (1). x 0 → 1. y 2");
  assert.equal(steps.told(0), "before the first of 4 steps: The program has not begun.");
  assert.equal(new Steps({ ...LOG, report: "Deadlock" }).told(4), "step 4 of 4: A ends. y 2 → gone. Deadlock");
});

test("a step stands at its time, or at its place among the events", () => {
  const steps = new Steps(LOG);
  assert.deepEqual([steps.at(2, false), steps.at(2, true), steps.at(0, true)], [2, 9, 0]);
});

test("changes are those of both sides", () => {
  const changes = changesOf(new Map([["a", "1"], ["b", "2"]]), new Map([["b", "3"], ["c", "4"]]));
  assert.deepEqual(changes.map(({ name, before, after }) => `${name} ${arrow(before, after)}`), [
    "a 1 → gone", "b 2 → 3", "c 4",
  ]);
});

test("threads have short names in the gutter", () => {
  const names = ["MainThread", "Thread-12", "ThreadPoolExecutor-0_3", "A", "downloader"];
  assert.deepEqual(names.map(tag), ["Main", "T12", "P0.3", "A", "downl…"]);
});

test("of many threads those are shown that live", () => {
  const doing = ["has ended", "runs", "has not begun", "is ready"];
  const threads = new Map(doing.map((one, index) => [index + 1, { ...thread, doing: one }]));
  const state = { shared: new Map(), threads, locks: new Map(), printed: 0 };
  assert.deepEqual(shownThreads(state, 1, 3), [1, 2, 4]);
  assert.deepEqual(shownThreads(state, 2, 2), [2, 4]);
});

test("the cursor's place comes from the widest bar", () => {
  const found = scale([{ x: 0, width: 1, t0: 5, t1: 5 }, { x: 100, width: 50, t0: 1, t1: 2 }]);
  assert.equal(found?.at(3), 200);
  assert.equal(found?.time(200), 3);
  assert.equal(scale([{ x: 0, width: 1, t0: 5, t1: 5 }]), null);
});

test("a place in the picture leads to the nearest step, of several at one moment to the last", () => {
  const steps = new Steps({ ...LOG, steps: [0, 1, 1, 4].map((time) => ({ ...LOG.steps[0], time })) });
  assert.deepEqual([-1, 0.4, 0.9, 2.4, 2.6, 9].map((time) => steps.near(time, false)), [1, 1, 3, 3, 4, 4]);
});

test("a write that destroys another says whose, and there is an arrow for it", () => {
  const [first, second] = LOG.steps;
  const steps = new Steps({ ...LOG, steps: [{ ...first, name: "B" }, { ...second, name: "A", overwrites: 1 }] });
  assert.match(steps.words(2), /\. This overwrites what B wrote in step 1: A had not read it$/);
  assert.match(steps.told(2), /This overwrites what B wrote/);
  assert.doesNotMatch(steps.words(1), /overwrites/);
  assert.deepEqual(steps.overwrites, [{ from: 1, by: 2 }]);
});
