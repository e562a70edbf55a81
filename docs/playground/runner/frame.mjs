/* The sandboxed frame that Python lives in: see src/browser/README.md. */
import { RunnerError } from "./error.mjs";

const PATIENCE = 10_000; // milliseconds

/**
 * Opens the frame; resolves when it answers. It is there at once, so that it can be taken away.
 * @param {URL} url
 * @param {(data: any) => unknown} onmessage what comes later; untrusted
 * @returns {{frame: HTMLIFrameElement, opened: Promise<MessagePort>}}
 */
export function openFrame(url, onmessage) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts"); // no allow-same-origin: an origin of its own
  frame.src = url.href;
  frame.title = "Python runtime";
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  /** @type {PromiseWithResolvers<MessagePort>} */
  const { promise, resolve, reject } = Promise.withResolvers();
  frame.onload = () => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(
      () => reject(new RunnerError("start", "The frame that Python runs in did not answer.")),
      PATIENCE,
    );
    port1.onmessage = (event) => {
      if (event.data.type !== "hello") return;
      clearTimeout(timer);
      port1.onmessage = ({ data }) => onmessage(data);
      resolve(port1);
    };
    frame.contentWindow?.postMessage("threading-deep-dive", "*", [port2]);
  };
  document.documentElement.append(frame);
  return { frame, opened: promise };
}
