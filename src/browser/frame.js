/* The script of the sandboxed frame: keeps the runtime's bytes, starts and ends its workers.
 *
 * The frame has an origin of its own (sandbox without allow-same-origin) and a policy without any
 * connection, so it holds nothing that a program in its worker could steal, and the worker, made
 * from a blob, inherits both. The page and the frame talk through one MessagePort.
 */
"use strict";
{
  const workerUrl = URL.createObjectURL(
    new Blob([document.getElementById("worker").textContent], { type: "text/javascript" }),
  );
  let port; // to the page
  let worker = null; // runs the programs
  let started = false; // has it ever?
  let kept = null; // {files, module, snapshot}: what every worker after the first starts from
  let camera = null; // a worker that runs no program: makes the snapshot
  const later = []; // packs that came with a program: every later worker gets them too

  addEventListener("message", ({ data, source, ports }) => {
    if (port || data !== "threading-deep-dive" || source !== parent) return;
    port = ports[0];
    port.onmessage = fromPage;
    port.postMessage({ type: "hello" });
  });

  function fromPage({ data }) {
    if (data.type === "start") {
      kept = { files: new Map(), module: null, snapshot: data.snapshot };
      spawn(data.packs);
    } else if (data.type === "restart") {
      spawn([]);
    } else {
      for (const pack of data.packs) {
        later.push({ ...pack, bytes: pack.bytes.slice(0) });
      }
      worker.postMessage(data);
    }
  }

  function start(packs, photograph) {
    const made = new Worker(workerUrl, { name: "python" });
    made.postMessage({ type: "start", packs: [...packs, ...later], kept, photograph });
    return made;
  }

  function spawn(packs) {
    worker?.terminate();
    started = false;
    const mine = (worker = start(packs, false));
    mine.onmessage = ({ data }) => mine === worker && fromWorker(data);
    mine.onerror = (event) => mine === worker && broken(event.message || "the worker failed");
    mine.onmessageerror = () => mine === worker && broken("a message was unreadable");
  }

  function fromWorker(data) {
    if (data.type === "kept") {
      // Only the first worker unpacks, before it runs any program.
      if (!kept.module) Object.assign(kept, data.kept);
      return;
    }
    if (data.type === "fatal") {
      broken(data.message);
      return;
    }
    started ||= data.type === "ready";
    port.postMessage(data);
    if (data.bloated) spawn([]);
    if (data.type === "result") photograph();
  }

  /** After the first program, in the background: the memory that later workers start from. */
  function photograph() {
    if (camera || kept.snapshot) return;
    camera = start([], true);
    camera.onmessage = ({ data }) => {
      if (data.type === "snapshot") {
        kept.snapshot = data.bytes;
        port.postMessage(data);
      }
      camera.terminate(); // camera stays set: one attempt is enough
    };
    camera.onerror = () => camera.terminate();
  }

  function broken(message) {
    if (started) {
      port.postMessage({ type: "fatal", message });
      spawn([]);
    } else if (kept.snapshot) {
      kept.snapshot = null; // it does not fit this browser: start the plain way
      spawn([]);
    } else {
      worker.terminate();
      port.postMessage({ type: "broken", message });
    }
  }
}
