/* The one Python of the page: whoever runs has it, the next one ends what runs before. */
import { Runner } from "../runner.mjs";

const runner = new Runner();
let owner = null;

runner.addEventListener("state", ({ detail }) => owner?.onstate?.(detail));
runner.addEventListener("progress", ({ detail }) => owner?.onprogress?.(detail));

/** Null where programs can run, else a sentence that says why not. */
export const unsupported = Runner.unsupported;

/**
 * Runs or explores; a job of another owner is stopped first.
 * @param {object} who gets onstate and onprogress while the job lasts
 * @param {"run"|"explore"} kind
 */
export async function start(who, kind, source, name, options, callbacks) {
  if (owner) await end(owner);
  owner = who;
  try {
    return await runner[kind](source, name, options, callbacks);
  } finally {
    if (owner === who) owner = null;
  }
}

/** Ends what `who` runs, if it runs anything. */
export async function end(who) {
  if (owner !== who || !who) return;
  owner = null;
  await runner.stop();
}

/** Whether `who` runs something now. */
export const busy = (who) => owner === who;
