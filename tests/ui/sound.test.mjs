// What a program sends in Python's place is seen before the page shows it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sound } from "../../docs/playground/runner/sound.mjs";

const chunk = { time: 0, thread: "MainThread", stream: "out", text: "a" };
const outcome = {
  kind: "finished", text: "1\n", classes: 1, late: false, witness: "0", sentence: "", breaks: "", fails: "",
};
const step = {
  thread: 1, name: "MainThread", line: 1, kind: "touches", words: "reads x (0)", time: 0, event: 1,
  shared: { x: "0", y: null },
  threads: { 1: { name: "MainThread", doing: "runs", line: 1, frames: [["<module>", 1, { x: "0" }]] } },
  locks: { lock: { holder: null, waiters: [1] } },
};
const log = { outcome: "finished", report: "", cut: "", steps: [step] };
const ruling = {
  text: "no deadlock", words: "no deadlock", state: "holds", said: "", how: "", classes: 0, witness: "",
};
const verdict = { keeps: true, rulings: [ruling], classes: 1, complete: true, reasons: [] };
const result = { status: "ok", message: "" };

test("what Python sends is sound", () => {
  const results = [
    result,
    { ...result, line: null, code: 0, fit: null, badge: null, timeline: "<svg/>", elapsed: 0.5 },
    { ...result, fit: { fits: false, why: "x" }, badge: { shown: true, told: "lost", badge: "loses" } },
    { ...result, classes: 1, complete: true, reasons: [], random: "", outcomes: [outcome] },
    { ...result, verdict },
    { ...result, log },
    { ...result, game: { log, choices: [], forced: 0, witness: "", kind: "", text: "", fails: false } },
  ];
  for (const one of results) assert.ok(sound({ type: "result", result: one }), JSON.stringify(one));
  assert.ok(sound({ type: "output", output: [chunk] }));
  assert.ok(sound({ type: "events", events: [{ time: 0 }] }));
  assert.ok(sound({ type: "picture", picture: "<svg/>" }));
  assert.ok(sound({ type: "progress", progress: { classes: 3 } }));
  assert.ok(sound({ type: "ready" }));
});

test("what it would not send is not", () => {
  /** @type {[string, unknown][]} */
  const forged = [
    ["output", null],
    ["output", [{ ...chunk, text: 5 }]],
    ["output", [{ ...chunk, stream: "link" }]],
    ["events", [null]],
    ["picture", { toString: "x" }],
    ["progress", {}],
    ["progress", { classes: "3" }],
    ["result", undefined],
    ["result", []],
    ["result", { ...result, status: "constructor" }],
    ["result", { ...result, message: null }],
    ["result", { ...result, fit: true }],
    ["result", { ...result, elapsed: "1" }],
    ["result", { ...result, outcomes: [{ ...outcome, kind: "__proto__" }] }],
    ["result", { ...result, verdict: { keeps: true } }],
    ["result", { ...result, verdict: { ...verdict, rulings: [{ ...ruling, state: "toString" }] } }],
    ["result", { ...result, log: { ...log, steps: [{ ...step, threads: { 1: null } }] } }],
    ["result", { ...result, log: { ...log, steps: [{ ...step, shared: { x: 1 } }] } }],
  ];
  for (const [type, content] of forged) assert.ok(!sound({ type, [type]: content }), JSON.stringify([type, content]));
});
