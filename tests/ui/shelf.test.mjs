// The reader's drafts of the playground, as data: what is kept, and what storage may hold.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** @type {Map<string, string>} */
let kept;
let full = false;
beforeEach(() => {
  kept = new Map();
  full = false;
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ text) => {
        if (full) throw new Error("full");
        kept.set(key, text);
      },
      removeItem: (/** @type {string} */ key) => kept.delete(key),
    },
  });
});
const { draft, drafts, drop, keep, last, rename, unused } = await import("../../docs/playground/ui/shelf.mjs");

const one = (/** @type {string} */ name, text = name) => ({ name, of: "program.py", text, at: 1 });
const names = () => drafts().map(({ name }) => name);

test("the draft that was kept last is first, and each name is there once", () => {
  assert.ok(keep(one("a")) && keep(one("b")) && keep(one("a", "new")));
  assert.deepEqual(names(), ["a", "b"]);
  assert.equal(draft("a")?.text, "new");
  assert.equal(draft("c"), null);
  drop("a");
  drop("b");
  assert.deepEqual(names(), []);
  assert.equal(kept.size, 0);
});

test("a draft takes a name that is free, and says why it cannot take another", () => {
  keep(one("a"));
  keep(one("b"));
  assert.equal(rename("a", "c"), "");
  assert.equal(rename("c", "c"), "");
  assert.deepEqual(names(), ["b", "c"]);
  assert.match(rename("c", "b"), /There is a draft b already/);
  assert.match(rename("c", ""), /needs a name/);
  full = true;
  assert.match(rename("c", "d"), /keeps no drafts/);
  assert.equal(keep(one("e")), false);
  assert.deepEqual(names(), ["b", "c"]);
});

test("an unused name is the wanted one, or has a number", () => {
  assert.equal(unused("a.py"), "a.py");
  keep(one("a.py"));
  keep(one("a 2.py"));
  assert.equal(unused("a.py"), "a 3.py");
});

test("what was corrupted by hand is no draft", () => {
  for (const text of ['"x"', "{cut", "5", "null", '{"length": 1}', '[null, 1, [], {"name": "a", "text": "x"}]']) {
    kept.set("tdd:drafts", text);
    assert.deepEqual(drafts(), [], text);
  }
  kept.set("tdd:drafts", JSON.stringify([{ name: "x" }, one("a")]));
  assert.deepEqual(names(), ["a"]);
  kept.set("tdd:draft-chosen", "5");
  assert.equal(last(), null);
  kept.set("tdd:draft-chosen", '"a"');
  assert.equal(last()?.name, "a");
});
