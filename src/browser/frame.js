/* The script of the sandboxed frame: keeps the runtime's bytes, starts and ends its workers.
 *
 * The frame has an origin of its own (sandbox without allow-same-origin) and a policy without any
 * connection, so it holds nothing that a program in its worker could steal, and the worker, made
 * from a blob, inherits both. The page and the frame talk through one MessagePort.
 */
"use strict";
/** @import {Arriving, FromPage, FromWorker, Kept, Library, Pack, ToWorker, Work} from "./messages.d.ts" */
{
  // What a worker may tell the page. All else is the frame's to say, and a program could forge it: a
  // snapshot, which later visits would start from, or that Python does not start.
  const ONWARDS = new Set(["ready", "output", "events", "progress", "picture", "result"]);
  const PATIENCE = 3000; // milliseconds until a worker that does not begin with a job is taken for deaf
  const MACHINE = "machine"; // the pack of Pyodide's code, which a worker of its own unpacks and compiles
  const text = document.getElementById("worker")?.textContent ?? "";
  const workerUrl = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  // The first two come into being while the page still asks for the packs.
  const unborn = new Map(["python", "compiler"].map((name) => [name, new Worker(workerUrl, { name })]));
  /** @type {MessagePort} */
  let port; // to the page
  /** @type {Worker} */
  let worker; // runs the programs
  /** @type {Worker | null} */
  let helper = null; // compiles while the other unpacks; no program comes near it
  let started = false; // has it ever?
  /** @type {Kept} */
  let kept; // what every worker after the first starts from
  let clean = true; // no program has run: what the worker says is to be believed
  let fresh = false; // the page has not got the kept packs yet
  let plain = false; // the memory does not fit this browser
  let waiting = false; // for the library, to start the plain way
  /** @type {Library | null} */
  let library = null;
  /** @type {Pack[]} */
  const later = []; // packs that came with a program: every later worker gets them too

  /** @type {Work | null} */
  let given = null; // a job that the worker has not begun with
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let deaf;

  addEventListener("message", ({ data, source, ports }) => {
    if (port || data !== "threading-deep-dive" || source !== parent) return;
    port = /** @type {MessagePort} */ (ports[0]);
    port.onmessage = fromPage;
    port.postMessage({ type: "hello" });
  });

  /** @param {MessageEvent<FromPage>} event */
  function fromPage({ data }) {
    if (data.type === "start") {
      kept = { packs: new Map(), module: null };
      fresh = data.fresh;
      for (const pack of data.packs) {
        if (pack.name === MACHINE) compile(pack);
        else if (pack.bytes instanceof Blob) kept.packs.set(pack.name, pack.bytes);
      }
      spawn(data.packs.filter(({ name }) => name !== MACHINE && !kept.packs.has(name)));
    } else if (data.type === "bytes") {
      const to = data.name === MACHINE ? helper : worker;
      if (to) tell(to, data);
    } else if (data.type === "restart") {
      spawn([]);
    } else if (data.type === "library") {
      arrive(data);
    } else {
      clean = false;
      later.push(...data.packs);
      give(data);
    }
  }

  /**
   * Gives the worker a job. A program may have made it deaf to all that comes later: then the next
   * worker gets the job.
   * @param {Work} job
   */
  function give(job) {
    given = job;
    tell(worker, job);
    clearTimeout(deaf);
    deaf = setTimeout(() => spawn([], job), PATIENCE);
  }

  /**
   * @param {Worker} to
   * @param {ToWorker} message
   */
  function tell(to, message) {
    to.postMessage(message, message.type === "bytes" && message.bytes ? [message.bytes] : []);
  }

  /**
   * Half of what is to be unpacked, and all that is to be compiled, beside the worker's own half.
   * @param {Pack | Arriving} pack
   */
  function compile(pack) {
    const mine = (helper = born("compiler"));
    mine.onmessage = ({ data }) => {
      if (data.type === "compiled") {
        kept.module = data.module;
        if (data.bytes) kept.packs.set(MACHINE, data.bytes);
        tell(worker, { type: "compiled", module: data.module, bytes: null });
        mine.terminate();
      } else {
        unusable(String(data.message));
      }
    };
    mine.onerror = (event) => unusable(event.message || "the worker failed");
    tell(mine, { type: "compile", pack, keep: fresh });
  }

  /** The library that a worker wants: the page brings it once. */
  function want() {
    if (library) tell(worker, library);
    else port.postMessage({ type: "wants" });
  }

  /** @param {Library} message */
  function arrive(message) {
    if (!message.error) library = message;
    if (waiting) {
      waiting = false;
      if (message.error) unusable(message.error);
      else spawn([], given);
    } else {
      tell(worker, message);
    }
  }

  /**
   * A worker that nobody has used.
   * @param {string} name
   */
  function born(name) {
    const made = unborn.get(name) ?? new Worker(workerUrl, { name });
    unborn.delete(name);
    return made;
  }

  /** @param {(Pack | Arriving)[]} packs what is not among the kept ones yet */
  function start(packs) {
    const made = born("python");
    const unpacked = [...kept.packs].flatMap(([name, bytes]) =>
      name === MACHINE ? [] : [{ name, encoding: /** @type {const} */ ("none"), bytes }],
    );
    const whole = plain && library ? library.packs : [];
    tell(made, { type: "start", packs: [...packs, ...unpacked, ...later, ...whole], module: kept.module, plain });
    return made;
  }

  /**
   * Ends the worker that there is, if any, and starts the next.
   * @param {(Pack | Arriving)[]} packs
   * @param {Work | null} job for the next one
   */
  function spawn(packs, job = null) {
    worker?.terminate();
    clearTimeout(deaf);
    given = job && { ...job, packs: [] }; // the worker has those from its start
    started = false;
    const mine = (worker = start(packs));
    // What a worker that was ended still had under way is no longer heard.
    mine.onmessage = ({ data }) => mine === worker && fromWorker(data);
    mine.onerror = (event) => mine === worker && broken(event.message || "the worker failed");
    mine.onmessageerror = () => mine === worker && broken("a message was unreadable");
  }

  /** @param {FromWorker} data untrusted, once the worker ran a program */
  function fromWorker(data) {
    if (data?.type === "kept") {
      for (const [name, bytes] of clean ? data.packs : []) kept.packs.set(name, bytes);
      return;
    }
    if (data?.type === "wants") {
      want();
      return;
    }
    if (data?.type === "fatal") {
      broken(String(data.message));
      return;
    }
    if (data?.type === "begun") {
      if (data.id !== given?.id) return;
      given = null;
      clearTimeout(deaf);
      return;
    }
    if (!ONWARDS.has(data?.type) || (data.type === "ready" && started)) return;
    started ||= data.type === "ready";
    if (data.type === "ready" && given) {
      give(given); // the page waits for its result, not for this
      return;
    }
    port.postMessage(data);
    if (data.type !== "result") return;
    if (data.bloated) spawn([]);
    show();
  }

  /** After the first program: the page keeps what was unpacked before it, for the next visit. */
  function show() {
    if (!fresh || plain) return; // what does not fit this browser is not kept
    fresh = false;
    port.postMessage({ type: "unpacked", packs: kept.packs });
    kept.packs.delete(MACHINE); // 10 MB that no worker needs, for the module is kept
  }

  /**
   * The worker cannot go on: begin anew, or say that Python does not start here.
   * @param {string} message
   */
  function broken(message) {
    if (started && given) {
      spawn([], given); // it broke before it began: an earlier program's doing
    } else if (started) {
      port.postMessage({ type: "fatal", message });
      spawn([]);
    } else if (!plain && kept.packs.size) {
      plain = waiting = true; // it does not fit this browser: start the plain way, from the library
      worker.terminate();
      want();
    } else {
      unusable(message);
    }
  }

  /** @param {string} message why Python does not start here */
  function unusable(message) {
    helper?.terminate();
    worker.terminate();
    port.postMessage({ type: "broken", message });
  }
}
