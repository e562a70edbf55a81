// What comes from programs and from other people's pages: pictures, embed codes, much output.
import assert from "node:assert/strict";
import { test } from "node:test";

import { embedCode } from "../../docs/playground/ui/embed.mjs";
import { fitting, weight } from "../../docs/playground/ui/output.mjs";
import { allowed } from "../../docs/playground/ui/picture.mjs";

test("an attribute of a picture names a shape, a place or one of the site's colours", () => {
  for (const [name, value] of [["x", "5"], ["class", "tl-a"], ["data-thread", "<b>"], ["id", "tl-run-1"], ["fill", "currentColor"], ["stroke", "var(--tl-run,#abc)"], ["fill", "url(#tl-run-1-p)"]])
    assert.ok(allowed(name ?? "", value ?? ""), name);
  for (const [name, value] of [["onload", "x"], ["style", "x"], ["href", "x"], ["xlink:href", "x"], ["id", "run"], ["fill", "url(https://a.b/c)"], ["fill", "url(#tl-a)url(//x)"], ["stroke", "var(--tl-x,#abc);x"], ["data-act", "mend"], ["tabindex", "0"]])
    assert.ok(!allowed(name ?? "", value ?? ""), name);
});

test("an embed code is one element, whatever the link and the name say", () => {
  const code = embedCode('#run=a"b<c>&code=x', '"><script>alert(1)</script>');
  assert.equal(code.split("<").length - 1, 2, code);
  assert.match(code, /^<iframe src="[^"<]*" title="[^"<]*" width="100%" height="\d+" loading="lazy"><\/iframe>$/);
});

test("a line of many colours weighs as several, so that few of them are laid out", () => {
  const plain = [{ text: "a", look: "out" }];
  const many = Array.from({ length: 10_000 }, (_, number) => ({ text: "a", look: `out c${number % 8}` }));
  assert.equal(weight([plain, plain]), 2);
  assert.ok(weight([many]) > 10 && weight([many]) < 100);
  assert.equal(fitting([plain, plain, plain], 2), 2);
  assert.equal(fitting([plain, plain], 5), 2);
  assert.ok(fitting(Array.from({ length: 500 }, () => many), 500) < 50);
  assert.equal(fitting([], 5), 0);
});
