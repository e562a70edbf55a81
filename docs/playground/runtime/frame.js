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
  let worker = null;
  let kept = null; // {files, module, snapshot}: what every worker after the first starts from
  let touched = false; // has this worker seen a reader's program?

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
      touched = true;
      for (const pack of data.packs ?? []) later.push(pack);
      worker.postMessage(data);
    }
  }

  const later = []; // packs that came with a program: every later worker gets them too

  function spawn(packs) {
    worker?.terminate();
    touched = false;
    worker = new Worker(workerUrl, { name: "python" });
    const mine = worker;
    mine.onmessage = ({ data }) => mine === worker && fromWorker(data);
    mine.onerror = (event) => mine === worker && broken(event.message || "the worker failed");
    mine.onmessageerror = () => mine === worker && broken("a message was unreadable");
    mine.postMessage({ type: "start", packs: [...packs, ...later], kept });
  }

  function fromWorker(data) {
    // What is kept for later workers is taken only from a worker that ran no program yet.
    if (data.type === "kept") {
      if (!touched) Object.assign(kept, data.kept);
    } else if (data.type === "snapshot") {
      if (touched) return;
      kept.snapshot = data.bytes;
      port.postMessage(data);
    } else if (data.type === "no-snapshot") {
      kept.snapshot = null; // it did not fit: this and later workers start the plain way
      spawn([]);
    } else if (data.type === "fatal") {
      broken(data.message);
    } else {
      port.postMessage(data);
    }
  }

  function broken(message) {
    if (touched) {
      port.postMessage({ type: "fatal", message });
      spawn([]);
    } else if (kept.snapshot) {
      kept.snapshot = null;
      spawn([]);
    } else {
      worker.terminate();
      port.postMessage({ type: "broken", message });
    }
  }
}
