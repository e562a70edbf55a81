/* The script of the sandboxed frame: keeps the runtime's bytes, starts and ends its workers.
 *
 * The frame has an origin of its own (sandbox without allow-same-origin) and a policy without any
 * connection, so it holds nothing that a program in its worker could steal, and the worker, made
 * from a blob, inherits both. The page and the frame talk through one MessagePort.
 */
"use strict";
/** @import {FromPage, FromWorker, Kept, Pack, ToWorker, Work} from "./messages.d.ts" */
{
  // What a worker may tell the page. All else is the frame's to say, and a program could forge it: a
  // snapshot, which later visits would start from, or that Python does not start.
  const ONWARDS = new Set(["ready", "output", "events", "progress", "picture", "result"]);
  const PATIENCE = 3000; // milliseconds until a worker that does not begin with a job is taken for deaf
  const text = document.getElementById("worker")?.textContent ?? "";
  const workerUrl = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  /** @type {MessagePort} */
  let port; // to the page
  /** @type {Worker} */
  let worker; // runs the programs
  let started = false; // has it ever?
  /** @type {Kept} */
  let kept; // what every worker after the first starts from
  /** @type {Worker | null} */
  let camera = null; // a worker that runs no program: makes the snapshot
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
      kept = { files: new Map(), module: null, snapshot: data.snapshot };
      spawn(data.packs);
    } else if (data.type === "restart") {
      spawn([]);
    } else {
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
    to.postMessage(message);
  }

  /**
   * @param {Pack[]} packs what is not among the kept files yet
   * @param {boolean} photograph only make a snapshot
   */
  function start(packs, photograph) {
    const made = new Worker(workerUrl, { name: "python" });
    tell(made, { type: "start", packs: [...packs, ...later], kept, photograph });
    return made;
  }

  /**
   * Ends the worker that there is, if any, and starts the next.
   * @param {Pack[]} packs
   * @param {Work | null} job for the next one
   */
  function spawn(packs, job = null) {
    worker?.terminate();
    clearTimeout(deaf);
    given = job && { ...job, packs: [] }; // the worker has those from its start
    started = false;
    const mine = (worker = start(packs, false));
    // What a worker that was ended still had under way is no longer heard.
    mine.onmessage = ({ data }) => mine === worker && fromWorker(data);
    mine.onerror = (event) => mine === worker && broken(event.message || "the worker failed");
    mine.onmessageerror = () => mine === worker && broken("a message was unreadable");
  }

  /** @param {FromWorker} data untrusted, once the worker ran a program */
  function fromWorker(data) {
    if (data?.type === "kept") {
      // Only the first worker unpacks, before it runs any program.
      if (!kept.module) Object.assign(kept, data.kept);
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
    photograph();
  }

  /** After the first program, in the background: the memory that later workers start from. */
  function photograph() {
    if (camera || kept.snapshot) return;
    const mine = (camera = start([], true)); // camera stays set: one attempt is enough
    mine.onmessage = (/** @type {MessageEvent<FromWorker>} */ { data }) => {
      if (data.type === "snapshot") {
        kept.snapshot = data.bytes;
        port.postMessage(data);
      }
      mine.terminate();
    };
    mine.onerror = () => mine.terminate();
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
    } else if (kept.snapshot) {
      kept.snapshot = null; // it does not fit this browser: start the plain way
      spawn([], given);
    } else {
      worker.terminate();
      port.postMessage({ type: "broken", message });
    }
  }
}
