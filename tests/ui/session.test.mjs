import assert from "node:assert/strict";
import { test } from "node:test";

import { Session } from "../../docs/playground/ui/session.mjs";

/** @import { Result } from "../../docs/playground/runner.mjs" */

/** A Runner whose programs end when told to; like the real one it refuses a second. */
class FakeRunner extends EventTarget {
  /** @type {string[]} */
  log = [];
  /** @type {((result: Result) => void) | null} */
  #end = null;

  async prepare() {
    this.dispatchEvent(new CustomEvent("state", { detail: { state: "loading", message: "" } }));
  }

  /** @param {string} source @returns {Promise<Result>} */
  run(source) {
    if (this.#end) throw new Error("a program is running already");
    this.log.push(source);
    return new Promise((resolve) => (this.#end = resolve));
  }

  explore = this.run;
  judge = this.run;
  step = this.run;
  play = this.run;

  /** @param {Result["status"]} status */
  finish(status = "ok") {
    const end = this.#end;
    this.#end = null;
    end?.({ status, message: "", output: [], events: [] });
  }

  async stop() {
    this.log.push("stop");
    await later();
    this.finish("stopped");
    await later();
  }
}

const later = () => new Promise((resolve) => setTimeout(resolve, 2));

/** @param {string} source */
const job = (source) => ({ source, filename: "p.py", options: {}, callbacks: {} });

class Owner {
  /** @type {string[]} */
  told = [];
  /** @param {{state: string}} news */
  onstate({ state }) {
    this.told.push(state);
  }
  onprogress() {
    this.told.push("progress");
  }
}

function scene() {
  const runner = new FakeRunner();
  return { runner, session: new Session(runner), a: new Owner(), b: new Owner(), c: new Owner() };
}

test("a program runs, and its owner is busy meanwhile", async () => {
  const { runner, session, a, b } = scene();
  const result = session.start(a, "run", job("A"));
  assert.ok(session.busy(a) || (await later(), session.busy(a)));
  await later();
  assert.ok(!session.busy(b));
  runner.finish();
  assert.equal((await result).status, "ok");
  assert.ok(!session.busy(a));
  assert.deepEqual(runner.log, ["A"]); // nothing ran: nothing was stopped
});

test("the next one stops what runs", async () => {
  const { runner, session, a, b } = scene();
  const first = session.start(a, "run", job("A"));
  await later();
  const second = session.start(b, "run", job("B"));
  assert.equal((await first).status, "stopped");
  while (!runner.log.includes("B")) await later();
  assert.ok(session.busy(b));
  runner.finish();
  assert.equal((await second).status, "ok");
  assert.deepEqual(runner.log, ["A", "stop", "B"]);
});

test("of three quick clicks the last one wins, and nobody is left waiting", async () => {
  const { runner, session, a, b, c } = scene();
  const results = [a, b, c].map((who, index) => session.start(who, "run", job("ABC"[index] ?? "")));
  while (!runner.log.includes("C")) await later();
  runner.finish();
  const statuses = (await Promise.all(results)).map(({ status }) => status);
  assert.deepEqual(statuses, ["stopped", "stopped", "ok"]);
  assert.ok(![a, b, c].some((who) => session.busy(who)));
});

test("of three clicks while the first runs the last one wins, too", async () => {
  const { runner, session, a, b, c } = scene();
  const first = session.start(a, "run", job("A"));
  await later();
  const second = session.start(b, "run", job("B"));
  const third = session.start(c, "run", job("C"));
  assert.equal((await first).status, "stopped");
  assert.equal((await second).status, "stopped");
  while (!runner.log.includes("C")) await later();
  runner.finish();
  assert.equal((await third).status, "ok");
  assert.deepEqual(runner.log, ["A", "stop", "C"]); // one stop serves both
  assert.deepEqual(b.told, []); // who lost its turn hears nothing of Python
});

test("the same program again is stopped first", async () => {
  const { runner, session, a } = scene();
  const first = session.start(a, "run", job("A"));
  await later();
  const again = session.start(a, "run", job("A2"));
  assert.equal((await first).status, "stopped");
  while (!runner.log.includes("A2")) await later();
  assert.ok(session.busy(a));
  runner.finish();
  assert.equal((await again).status, "ok");
});

test("who ends before its turn came does not run", async () => {
  const { runner, session, a } = scene();
  /** @type {(options: {}) => void} */
  let give = () => {};
  const options = new Promise((resolve) => (give = resolve));
  const result = session.start(a, "run", { ...job("A"), options });
  await later();
  await session.end(a);
  give({});
  assert.equal((await result).status, "stopped");
  assert.deepEqual(runner.log, []);
});

test("only what one runs oneself can be ended", async () => {
  const { runner, session, a, b } = scene();
  const result = session.start(a, "run", job("A"));
  await later();
  await session.end(b);
  assert.deepEqual(runner.log, ["A"]);
  await session.end(a);
  assert.equal((await result).status, "stopped");
});

test("news go to whose turn it is", async () => {
  const { runner, session, a, b } = scene();
  const news = (/** @type {string} */ state) =>
    runner.dispatchEvent(new CustomEvent("state", { detail: { state, message: "" } }));
  news("nobody");
  const result = session.start(a, "run", job("A"));
  await later();
  assert.deepEqual(a.told.splice(0), ["loading"]);
  news("one");
  runner.finish();
  await result;
  news("over");
  assert.deepEqual([a.told, b.told], [["one"], []]);
});

test("a runner that throws leaves nobody busy", async () => {
  const { runner, session, a } = scene();
  runner.run = () => {
    throw new Error("no");
  };
  await assert.rejects(session.start(a, "run", job("A")), /no/);
  assert.ok(!session.busy(a));
});

test("whose options cannot be had has nothing under way", async () => {
  const { runner, session, a, b } = scene();
  const options = Promise.reject(new Error("no network"));
  await assert.rejects(session.start(a, "judge", { ...job("A"), options }), /no network/);
  assert.equal(session.busy(a), false);
  const result = session.start(b, "run", job("B"));
  await later();
  runner.finish();
  assert.equal((await result).status, "ok");
  assert.deepEqual(runner.log, ["B"]);
});
