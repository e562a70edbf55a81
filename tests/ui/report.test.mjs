import assert from "node:assert/strict";
import { test } from "node:test";

import { ending, failure, loading, pieces, shortened, verdict, waits } from "../../docs/playground/ui/report.mjs";

/** @import { Result } from "../../docs/playground/runner.mjs" */

/** @param {Partial<Result>} some @returns {Result} */
const result = (some) => ({ status: "ok", message: "", output: [], events: [], ...some });
const plain = (/** @type {import("../../docs/playground/ui/report.mjs").Piece[]} */ found) =>
  found.map(({ text }) => text).join("");

test("how a run ended, in one line", () => {
  assert.deepEqual(ending(result({ elapsed: 2 })), { text: "Finished after 2.0 s", bad: false });
  assert.deepEqual(ending(result({ elapsed: 0 })), { text: "Finished", bad: false });
  assert.deepEqual(ending(result({ status: "exit", code: 3 })), { text: "Left with exit status 3", bad: false });
  assert.deepEqual(ending(result({ status: "deadlock", elapsed: 0.1 })), { text: "Deadlock after 100 ms", bad: true });
  assert.equal(ending(result({ status: "stopped" })).bad, false);
  assert.equal(ending(result({ status: "fatal" })).bad, true);
});

test("nothing to explain where nothing went wrong", () => {
  for (const some of [{}, { status: "stopped", message: "Stopped." }, { status: "exit", message: "left", code: 1 }]) {
    assert.equal(failure(result(/** @type {Partial<Result>} */ (some))), null);
  }
});

test("an error names its line once, as something to press", () => {
  const told = failure(result({ status: "error", message: "ValueError: no", line: 4 }));
  assert.equal(plain(told?.sentence ?? []), "ValueError: no line 4");
  assert.equal(told?.sentence.at(-1)?.line, 4);
  const syntax = failure(result({ status: "syntax", message: "SyntaxError: bad (line 2)", line: 2 }));
  assert.equal(plain(syntax?.sentence ?? []), "SyntaxError: bad (line 2)");
  assert.deepEqual(syntax?.sentence.map(({ line }) => line), [null, 2, null]);
});

test("a deadlock is a sentence and a point for each thread", () => {
  const message = "Deadlock: every thread waits.\nA waits at line 10\nB waits at line 12";
  const told = failure(result({ status: "deadlock", message, line: 10 }));
  assert.equal(plain(told?.sentence ?? []), "Every thread waits.");
  assert.deepEqual(told?.points.map(plain), ["A waits at line 10", "B waits at line 12"]);
  assert.deepEqual(told?.points.map((point) => point.at(-1)?.line), [10, 12]);
});

test("words that only look like a line are words", () => {
  for (const text of ["outline 3", "line 3a", "lines 3", "line three"]) {
    assert.ok(pieces(text).every(({ line }) => line === null) || text === "line 3a", text);
    assert.equal(plain(pieces(text)), text);
  }
});

const judged = (/** @type {Partial<Result>} */ some, edited = false, promised = true) => {
  const told = verdict(result(some), edited, promised);
  return told && [told.kind, told.strong + told.more];
};
const fit = { fits: true, why: "" };

test("the verdict leaves out the name of a file that no reader knows", () => {
  assert.deepEqual(judged({ fit }), ["fits", "This run fits what every run shows."]);
  const why = "a.expect, line 2: expected 'x': found 'y'";
  const said = "This run does not fit what every run shows: expected 'x': found 'y'";
  assert.deepEqual(judged({ fit: { fits: false, why } }), ["misfit", said]);
});

test("a run that fails as its badge says is not praised", () => {
  const badge = { shown: true, told: "lost 1000 of 2000 updates", badge: "loses updates" };
  assert.deepEqual(judged({ fit, badge }), ["expected", "As expected, this run lost 1000 of 2000 updates."]);
  const lucky = judged({ fit, badge: { ...badge, shown: false } });
  assert.equal(lucky?.[0], "lucky");
  assert.match(lucky?.[1] ?? "", /In some other schedules: “loses updates”. Try Every schedule/);
});

test("a program that was edited is told of, never called wrong", () => {
  const said = judged({ fit: { fits: false, why: "a.out, line 1: expected '1000': found '2000'" } }, true);
  assert.deepEqual(said, [
    "none",
    "Your version. It does not print what the original prints: expected '1000': found '2000'",
  ]);
  assert.deepEqual(judged({ fit }, true), ["none", "Your version. It prints what the original prints, too."]);
  assert.deepEqual(judged({ fit, badge: { shown: true, told: "lost", badge: "loses" } }, true)?.[0], "none");
});

test("a promise that could not be had is told, and only then", () => {
  assert.equal(judged({}, false, false)?.[0], "none");
  assert.equal(judged({}), null);
  assert.equal(judged({ status: "error" }, false, false), null);
});

test("loading is told in megabytes, then in words", () => {
  assert.equal(loading({ stage: "download", loaded: 1_500_000, total: 4_400_000 }), "Loading Python, once: 1.5 of 4.4 MB");
  assert.equal(loading({ stage: "start", loaded: 0, total: 0 }), "Starting Python…");
});

test("a line of a million letters makes no sentence of a million letters", () => {
  const why = `p.py: line 1: '${"x".repeat(1_000_000)}' where '1' is due`;
  const told = verdict(result({ fit: { fits: false, why } }), true, true);
  assert.ok(told && told.more.length < 800);
  assert.ok(told?.more.endsWith("where '1' is due"));
  const message = `ValueError: ${"y".repeat(1_000_000)}`;
  assert.ok(plain(failure(result({ status: "error", message }))?.sentence ?? []).length < 800);
  assert.equal(shortened("abcdefgh", 4), "ab … (4 characters) … gh");
  assert.equal(shortened("abcd", 4), "abcd");
});

test("who waits for what in a deadlock is a sentence", () => {
  assert.equal(waits("there: line 10: Lock.acquire(b), held by back"), "there waits in line 10 for b, held by back");
  assert.equal(waits("MainThread: line 20: Thread.join(there)"), "MainThread waits in line 20 for the end of there");
  assert.equal(waits("A: line 7: Queue.get(tasks)"), "A waits in line 7: Queue.get(tasks)");
  assert.equal(waits("A: line 7: Barrier.wait()"), "A waits in line 7: Barrier.wait()");
  assert.equal(waits("and 3 more"), "and 3 more");
});
