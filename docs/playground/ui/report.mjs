/* What the page says of a run: sentences only, no elements. */
import { seconds } from "./time.mjs";

/** @import { Result } from "../runner.mjs" */
/** @typedef {{text: string, line: number | null}} Piece words, or a "line 8" that can be shown */

const GOOD = ["ok", "exit", "stopped"];
const SHORTEST = 0.9995e-3; // seconds that are told as a time
const LONGEST = 600; // characters of what a program says that a sentence quotes

/**
 * A text that a sentence can hold: a program may have printed a line of a million characters.
 * @param {string} text
 * @param {number} [most] characters
 */
export function shortened(text, most = LONGEST) {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  const left = (text.length - 2 * half).toLocaleString("en");
  return `${text.slice(0, half)} … (${left} characters) … ${text.slice(-half)}`;
}

/**
 * One line about how a run ended.
 * @param {Result} result
 * @returns {{text: string, bad: boolean}}
 */
export function ending(result) {
  const { status } = result;
  // Ticks say nothing to who only wants to know how it ended.
  const took = (result.elapsed ?? 0) >= SHORTEST ? ` after ${seconds(result.elapsed ?? 0)}` : "";
  /** @type {Record<string, string>} */
  const said = {
    ok: `Finished${took}`,
    exit: `Left with exit status ${result.code}${took}`,
    error: `Ended by an exception${took}`,
    syntax: "Not a Python program",
    deadlock: `Deadlock${took}`,
    endless: `Endless${took}`,
    limit: "Ended: too many steps",
    stopped: "Stopped",
    refused: "Not run",
    fatal: "Python broke",
  };
  return { text: said[status] ?? status, bad: !GOOD.includes(status) };
}

/**
 * What went wrong: a sentence and, for a deadlock, a line for each thread; null: nothing to explain.
 * @param {Result} result
 * @returns {{sentence: Piece[], points: Piece[][]} | null}
 */
export function failure({ status, message, line, code }) {
  if (!message || status === "ok" || status === "stopped" || (status === "exit" && code)) return null;
  const [first = "", ...others] = message.split("\n").map((line) => shortened(line));
  // The status line says "Deadlock" already.
  const sentence = pieces(status === "deadlock" ? first.replace(/^Deadlock: e/, "E") : first);
  const points = others.map((other) => pieces(status === "deadlock" ? waits(other) : other));
  const named = [sentence, ...points].flat().some((piece) => piece.line);
  if (line && !named) sentence.push({ text: " ", line: null }, { text: `line ${line}`, line });
  return { sentence, points };
}

/**
 * A line of the engine's report on a deadlock, as a sentence.
 * @param {string} line `there: line 10: Lock.acquire(b), held by back`
 */
export function waits(line) {
  const found = /^(.+?): (line \d+): ([\w.]+)\((.*?)\)(, held by .+)?$/.exec(line);
  if (!found) return line;
  const [, thread, where, operation = "", object, held = ""] = found;
  const target = operation.endsWith(".acquire") ? object : operation.endsWith(".join") && `the end of ${object}`;
  return object && target ? `${thread} waits in ${where} for ${target}${held}` : `${thread} waits in ${where}: ${operation}(${object})${held}`;
}

/**
 * A text cut up so that each "line 8" stands alone.
 * @param {string} text
 * @returns {Piece[]}
 */
export function pieces(text) {
  return text.split(/(\bline \d+)/).filter(Boolean).map((part) => {
    const found = /^line (\d+)$/.exec(part);
    return { text: part, line: found ? Number(found[1]) : null };
  });
}

/**
 * @typedef {object} Verdict
 * @property {"expected" | "lucky" | "fits" | "misfit" | "none"} kind
 * @property {string} strong what it comes to, in a few words
 * @property {string} more
 */

/**
 * What a run came to, in words that nobody takes for praise of a broken program; null: nothing to say.
 * @param {Result} result
 * @param {boolean} edited the program is not the page's own: it made no promise
 * @param {boolean} promised the page's promise could be had
 * @param {boolean} [every] there is a button that tries every schedule
 * @returns {Verdict | null}
 */
export function verdict({ status, fit, badge }, edited, promised, every = true) {
  if (!fit) return status === "ok" && !promised ? { kind: "none", strong: "", more: UNJUDGED } : null;
  // The reason begins with the name of the guarantee's file, which the reader does not know.
  const why = shortened(fit.why.replace(/^[^:]*: /, ""));
  if (edited) return GOOD.includes(status) ? changed(fit.fits, why) : null; // what went wrong is told below
  if (!fit.fits) {
    return { kind: "misfit", strong: "This run does not fit what every run shows", more: `: ${why}` };
  }
  if (badge?.shown) return { kind: "expected", strong: `As expected, this run ${badge.told}.`, more: "" };
  if (badge) {
    const more = ` In some other schedules: “${badge.badge}”. ${every ? "Try Every schedule." : "Try to make it fail."}`;
    return { kind: "lucky", strong: "This time nothing went wrong.", more };
  }
  return { kind: "fits", strong: "This run fits what every run shows.", more: "" };
}

/**
 * What became of a program that the reader changed. It is told, not judged.
 * @param {boolean} same
 * @param {string} why what the original does not print
 * @returns {Verdict}
 */
function changed(same, why) {
  const strong = "Your version.";
  const more = same
    ? " It prints what the original prints, too."
    : ` It does not print what the original prints: ${why}`;
  return { kind: "none", strong, more };
}

const UNJUDGED = "What every run shows could not be loaded, so this run is not held against it.";

/**
 * The state of loading, as a sentence.
 * @param {{stage: string, loaded: number, total: number}} progress
 */
export function loading({ stage, loaded, total }) {
  const mega = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  if (stage !== "download" || !total) return "Starting Python…";
  return `Loading Python, once: ${mega(loaded)} of ${mega(total)} MB`;
}
