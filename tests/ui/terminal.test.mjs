// What printed text comes to: lines, looks, what was overwritten.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Terminal } from "../../docs/playground/ui/terminal.mjs";

/**
 * The lines of a text, each as "look:text|look:text"; the last is the one without an end.
 * @param {...string} parts as they are written
 */
function lines(...parts) {
  const terminal = new Terminal();
  for (const part of parts) terminal.write("out", part);
  const line = (/** @type {import("../../docs/playground/ui/terminal.mjs").Line} */ one) =>
    one.map(({ text, look }) => `${look}:${text}`).join("|");
  return [...terminal.take(), terminal.line].map(line);
}

test("text comes as lines, in pieces of one look", () => {
  assert.deepEqual(lines("a\nb", "c\n\n"), ["out:a", "out:bc", "", ""]);
});

test("what follows a carriage return overwrites", () => {
  assert.deepEqual(lines("10 %\r20 %\r100 %\n"), ["out:100 %", ""]);
  assert.deepEqual(lines("abcdef\rXY"), ["out:XYcdef"]);
  assert.deepEqual(lines("abc\rXYZW\r\n"), ["out:XYZW", ""]);
  assert.deepEqual(lines("abc\b\bX"), ["out:aXc"]);
  assert.deepEqual(lines("a\r\nb"), ["out:a", "out:b"]);
  assert.deepEqual(lines("\b\babc"), ["out:abc"]);
});

test("streams of one line keep their looks, also where one is overwritten", () => {
  const terminal = new Terminal();
  terminal.write("out", "abc");
  terminal.write("err", "DEF");
  terminal.write("out", "\r12345");
  assert.deepEqual(terminal.line, [
    { text: "12345", look: "out" },
    { text: "F", look: "err" },
  ]);
});

test("codes of colour and weight are looks; they end where they are ended", () => {
  assert.deepEqual(lines("\x1b[1;31mred\x1b[0m plain"), ["out bold c1:red|out: plain"]);
  assert.deepEqual(lines("\x1b[31ma\x1b[92mb\x1b[39mc"), ["out c1:a|out c2:b|out:c"]);
  assert.deepEqual(lines("\x1b[1;4ma\x1b[22mb\x1b[24mc\x1b[md"), ["out bold underline:a|out underline:b|out:cd"]);
  assert.deepEqual(lines("\x1b[38;5;196;1ma\x1b[0;48;2;1;2;3;3mb"), ["out bold:a|out italic:b"]);
  assert.deepEqual(lines("\x1b[32mover\nlines"), ["out c2:over", "out c2:lines"]);
});

test("all other codes are left out, also one that comes in two parts", () => {
  assert.deepEqual(lines("\x1b[2J\x1b[Hclear\x1b[?25l\x1b]0;title\x07\x1b(B"), ["out:clear"]);
  assert.deepEqual(lines("a\x1b", "[1", "mb"), ["out:a|out bold:b"]);
});

test("a line of a million letters is overwritten at once", () => {
  const terminal = new Terminal();
  terminal.write("out", "x".repeat(1_000_000));
  const began = process.cpuUsage().user;
  for (let number = 0; number < 100; number++) terminal.write("out", `\r${number}`);
  assert.ok(process.cpuUsage().user - began < 300_000, "microseconds");
  assert.ok(terminal.line[0]?.text.startsWith("99x"));
  assert.equal(terminal.line[0]?.text.length, 1_000_000);
});

test("no text takes long, however it is made", () => {
  const began = performance.now();
  lines("\x1b[".repeat(50_000), "\r".repeat(50_000), "\x1b]".repeat(2_000), "x\r".repeat(20_000));
  lines("1;".repeat(50_000), `\x1b[${"1;".repeat(50_000)}m`, "ab\b".repeat(50_000));
  lines("\x1b[1ma\x1b[0mb".repeat(50_000), "\rabcd".repeat(50_000));
  assert.ok(performance.now() - began < 3_000);
});
