import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, encode } from "../../docs/playground/ui/link.mjs";

/** @type {import("../../docs/playground/ui/link.mjs").Link} */
const PLAIN = { name: "a/b.py", code: undefined, seed: 0, threads: "gil", speed: 0, witness: null, ordered: false };

/** @type {Partial<typeof PLAIN>[]} */
const LINKS = [
  {},
  { seed: 7, threads: "free-threaded", speed: 1 },
  { witness: "0.2:1-2.3-1*3.1.0~c" },
  { witness: "0", ordered: true },
  { code: "" },
  { code: "print('é ✓ 😀')\n# a & b = c + d / 'ü'\n" },
  { code: "x = 1\n".repeat(20_000) },
];

for (const some of LINKS) {
  const link = { ...PLAIN, ...some };
  const title = JSON.stringify(some).slice(0, 60);
  test(`a link comes back as it was: ${title}`, async () => {
    assert.deepEqual(await decode(await encode(link)), link);
  });
}

test("a link is short where nothing was changed", async () => {
  assert.equal(await encode(PLAIN), "#run=a/b.py");
});

test("a link can stand in an address", async () => {
  const hash = await encode({ ...PLAIN, code: "π".repeat(999), witness: "0-1.3-2" });
  assert.match(hash, /^#[\w/.=&,-]+$/);
});

test("a fragment that is none of ours is left alone", async () => {
  for (const hash of ["", "#", "#lost_update", "#running=a", "#code=abc"]) {
    assert.equal(await decode(hash), null);
  }
});

test("settings that make no sense are the plain ones", async () => {
  for (const hash of ["&seed=-1", "&seed=1.5", "&seed=x", "&threads=many", "&speed=-2", "&speed=fast"]) {
    assert.deepEqual(await decode(`#run=a/b.py${hash}`), PLAIN);
  }
});

test("a schedule that was cut is an error in words", async () => {
  for (const witness of ["", "0-1%", "0 1", "<b>"]) {
    await assert.rejects(decode(`#run=a.py&witness=${encodeURIComponent(witness)}`), /schedule in this link cannot be read/);
  }
});

test("a program that was cut, or is no program, is an error in words", async () => {
  const hash = await encode({ ...PLAIN, code: "print('a long enough program')\n".repeat(9) });
  for (const broken of [hash.slice(0, -9), "#run=a.py&code=!!!", "#run=a.py&code=%00", "#run=a.py&code=AAAA"]) {
    await assert.rejects(decode(broken), /program in this link cannot be read/);
  }
});

test("a link that would unpack to far too much is refused", async () => {
  const bomb = await encode({ ...PLAIN, code: "#".repeat(5_000_000) });
  assert.ok(bomb.length < 10_000);
  await assert.rejects(decode(bomb), /cannot be read/);
});

test("bytes that are no text are refused", async () => {
  const stream = new Blob([new Uint8Array([0xff, 0xfe])]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const code = Buffer.from(await new Response(stream).arrayBuffer()).toString("base64url");
  await assert.rejects(decode(`#run=a.py&code=${code}`), /cannot be read/);
});
