import assert from "node:assert/strict";
import { test } from "node:test";

import { STATES } from "../../docs/playground/contract.mjs";
import { allowed } from "../../docs/playground/ui/picture.mjs";
import { sentence, what } from "../../docs/playground/ui/timeline.mjs";

const BAR = { thread: "T", state: "wait", object: "lock", from: 0.5, to: 2, line: 7 };

test("a bar says when, who, what and where", () => {
  assert.equal(sentence(BAR, 1, 2), "1.0 s: T waits for lock (500 ms to 2.0 s), line 7");
  assert.equal(sentence({ ...BAR, line: null }, 1, 2), "1.0 s: T waits for lock (500 ms to 2.0 s)");
  assert.equal(sentence(BAR, 1, 0), "T waits for lock, line 7");
  assert.match(sentence({ ...BAR, from: 0.0000005 }, 1, 2), /\(0 ms to 2\.0 s\)/); // one unit in one picture
  assert.match(sentence({ ...BAR, from: 0, to: 0.0000005 }, 0, 0.0000008), /^0 ticks: .* \(0 ticks to 5 ticks\)/);
});

test("every state of the contract is a verb", () => {
  for (const state of Object.keys(STATES)) {
    assert.match(what({ ...BAR, state }), /^T \w+.* lock$/);
    assert.doesNotMatch(what({ ...BAR, state, object: "" }), / (for|on)$|undefined/);
  }
});

test("of a picture only shapes' own attributes are taken over", () => {
  for (const [name, value] of [
    ["x", "1.5"],
    ["d", "M0 6L6 0"],
    ["viewBox", "0 0 1 1"],
    ["data-lane", "0"],
    ["class", "tl-run"],
    ["id", "tl-run-3-wait"],
    ["fill", "url(#tl-run-3-wait)"],
    ["fill", "var(--tl-run,#1a5fb4)"],
    ["stroke", "currentColor"],
    ["fill", "none"],
  ]) {
    assert.ok(allowed(name ?? "", value ?? ""), `${name}="${value}"`);
  }
});

test("nothing that runs, loads or styles is taken over", () => {
  for (const [name, value] of [
    ["onclick", "alert(1)"],
    ["onload", "alert(1)"],
    ["href", "javascript:alert(1)"],
    ["xlink:href", "#a"],
    ["style", "background: url(//example.org)"],
    ["fill", "url(//example.org/a.svg#b)"],
    ["fill", "url(#tl-run-1) url(//example.org)"],
    ["stroke", "var(--x,red)"],
    ["filter", "url(#a)"],
    ["clip-path", "url(#a)"],
    ["id", "__config"],
    ["id", "search"],
    ["tabindex", "1"],
    ["xmlns", "http://www.w3.org/1999/xhtml"],
    ["contenteditable", ""],
  ]) {
    assert.ok(!allowed(name ?? "", value ?? ""), `${name}="${value}"`);
  }
});
