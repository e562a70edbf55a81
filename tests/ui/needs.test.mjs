import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { PYTHON, WITHOUT_RUN } from "../../docs/playground/contract.mjs";
import { lacks } from "../../docs/playground/ui/needs.mjs";

test("the browser's own version, and an older one, are enough", () => {
  assert.equal(lacks("print(1)\n"), null);
  assert.equal(lacks("# Needs Python 3.14\n", [3, 14]), null);
  assert.equal(lacks("# Needs Python 3.9\n", [3, 14]), null);
  assert.equal(lacks("# Needs Python 2.99\n", [3, 14]), null);
});

test("a newer version is told", () => {
  const told = "This program needs Python 3.15; the browser has 3.14.";
  assert.equal(lacks("import a\n# Needs Python 3.15\n", [3, 14]), told);
  assert.match(lacks("# Needs Python 4.0\n", PYTHON) ?? "", /needs Python 4\.0/);
});

test("what only looks like the comment asks for nothing", () => {
  for (const text of ["print('# Needs Python 3.99')", "  # Needs Python 3.99", "# Needs Python 3.99 or so"]) {
    assert.equal(lacks(text), null);
  }
});

test("a program that cannot run in a browser says why", () => {
  const told = "This program cannot run in a browser: it starts processes.";
  assert.equal(lacks("# Not in the browser: starts processes\nimport os\n"), told);
});

test("buttons.mjs, which loads nothing, knows the same comment", () => {
  const source = readFileSync(new URL("../../docs/playground/ui/buttons.mjs", import.meta.url), "utf8");
  const pattern = new RegExp(/const NOT_HERE = \/(.+)\/m;/.exec(source)?.[1] ?? "no pattern", "m");
  for (const text of ["# Not in the browser: forks\n", "x = 1\n# Not in the browser: forks\n", "# Not in the browser", "print(1)"]) {
    assert.equal(pattern.test(text), WITHOUT_RUN.test(text), text);
  }
});
