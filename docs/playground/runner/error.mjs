/** What keeps the runtime from starting: `reason` for programs, `message` for people. */
export class RunnerError extends Error {
  /**
   * @param {"unsupported" | "no-runtime" | "network" | "start"} reason
   * @param {string} message a sentence
   */
  constructor(reason, message) {
    super(message);
    this.name = "RunnerError";
    this.reason = reason;
  }
}

/**
 * The text of whatever was thrown.
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
