// What the first click asks for at once is what it needs: no file more, none less.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { files } from "../../docs/playground/ui/ahead.mjs";

const HERE = new URL("../../docs/playground/ui/", import.meta.url);

/**
 * A file and all that it imports before it runs.
 * @param {URL} url
 * @param {Set<string>} found
 */
function imported(url, found = new Set()) {
  if (found.has(url.href)) return found;
  found.add(url.href);
  for (const [, name = ""] of readFileSync(url, "utf8").matchAll(/^(?:import|export)\b[^;]*?"(\.[^"]+)";/gm)) {
    imported(new URL(name, url), found);
  }
  return found;
}

test("all that example.mjs imports is asked for ahead, and nothing else", () => {
  const needed = imported(new URL("example.mjs", HERE));
  const asked = ["example.mjs", "dom.mjs", ...files].map((file) => new URL(file, HERE).href);
  assert.deepEqual(asked.toSorted(), [...needed].toSorted());
});
