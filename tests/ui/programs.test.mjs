import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { chapters } from "../../docs/playground/ui/playground.mjs";
import { promised } from "../../docs/playground/ui/programs.mjs";

/** @type {import("../../docs/playground/ui/programs.mjs").Program[]} */
const PROGRAMS = [
  { name: "b/one", chapter: "B", source: "1", expect: "‹0–1›\n" },
  { name: "a/two", chapter: "A", source: "2", exact: "two\n", stderr: "…\n" },
  { name: "b/three", chapter: "B", source: "3", exact: "" },
  { name: "c/four", chapter: "C", source: "4", exact: "", without_run: "forks" },
];

test("what a page promises goes to the runner, and nothing else", () => {
  assert.deepEqual(promised(PROGRAMS, "b/one.py"), { expect: "‹0–1›\n" });
  assert.deepEqual(promised(PROGRAMS, "a/two.py"), { exact: "two\n", stderr: "…\n" });
});

test("an empty output is a promise, too", () => {
  assert.deepEqual(promised(PROGRAMS, "b/three.py"), { exact: "" });
});

test("nothing is promised of a program that is not of this site", () => {
  for (const file of ["program.py", "one.py", "b/one", "", "constructor.py"]) {
    assert.deepEqual(promised(PROGRAMS, file), {});
  }
});

test("the menu has its chapters in order, without what cannot run", () => {
  const menu = [...chapters(PROGRAMS)].map(([chapter, ones]) => [chapter, ...ones.map(({ name }) => name)]);
  assert.deepEqual(menu, [["B", "b/one", "b/three"], ["A", "a/two"]]);
});

test("what one run needs of a program is what the whole list says of it", () => {
  const read = (/** @type {string} */ path) =>
    JSON.parse(readFileSync(new URL(`../../docs/playground/${path}`, import.meta.url), "utf8")).programs;
  /** @type {typeof PROGRAMS} */
  const programs = read("programs.json");
  for (const { name } of programs) {
    const few = read(`promises/${name.split("/")[0]}.json`);
    assert.deepEqual(promised(few, `${name}.py`), promised(programs, `${name}.py`));
  }
});

test("the build's list is as the page reads it", () => {
  const text = readFileSync(new URL("../../docs/playground/programs.json", import.meta.url), "utf8");
  /** @type {{programs: typeof PROGRAMS}} */
  const { programs } = JSON.parse(text);
  assert.ok(programs.length > 50);
  assert.equal(new Set(programs.map(({ name }) => name)).size, programs.length);
  for (const { name, chapter, source } of programs) {
    assert.ok(name && chapter && source, name);
    const { expect, exact } = promised(programs, `${name}.py`);
    assert.ok((expect === undefined) !== (exact === undefined), `${name} promises one thing`);
  }
});
