/* What the page says of a judged program: sentences only, no elements. */

/** @import { Ruling, Verdict } from "../runner.mjs" */

/** @type {Record<Ruling["state"], {sign: string, word: string}>} */
export const STATES = {
  holds: { sign: "✓", word: "holds" },
  fails: { sign: "✗", word: "broken" },
  open: { sign: "○", word: "not judged" },
};

/**
 * The verdict in a sentence.
 * @param {Pick<Verdict, "keeps" | "rulings" | "classes" | "complete" | "reasons">} verdict
 * @returns {string}
 */
export function sentence({ keeps, rulings, classes, complete, reasons }) {
  const all = ["", "the only class", "both classes"][classes] || `all ${counted(classes)}`;
  if (keeps) return `Mended: the contract holds in ${all} of schedules.`;
  const broken = first(rulings);
  if (!broken) return `Not proved: ${reasons.join("; ") || "not all classes were run"}.`;
  if (!broken.classes) return "The contract is broken.";
  if (!complete) return soFar(broken.classes, classes);
  if (broken.classes === classes) return classes === 1 ? "Broken in every run." : `Broken in ${all} of schedules.`;
  return `Broken in ${broken.classes.toLocaleString("en")} of ${counted(classes)} of schedules.`;
}

/**
 * In how many of the classes that were run a contract is broken; there are more.
 * @param {number} broken
 * @param {number} classes
 */
function soFar(broken, classes) {
  const first = `the first ${classes.toLocaleString("en")}`;
  if (broken < classes) return `Broken in ${counted(broken)} of ${first}.`;
  return classes === 1 ? "Broken in the first class." : `Broken in each of ${first} classes.`;
}

/**
 * What is said of several clauses that are open: once is enough.
 * @param {Pick<Ruling, "state" | "said">[]} rulings
 * @returns {string} empty where each has a reason of its own
 */
export function unjudged(rulings) {
  const open = rulings.filter(({ state }) => state === "open").map(({ said }) => said);
  return open.length > 1 && new Set(open).size === 1 ? (open[0] ?? "") : "";
}

/**
 * The clause that is told at length: the first that is broken in some schedule, else the first
 * that is broken.
 * @param {Ruling[]} rulings
 * @returns {Ruling | undefined}
 */
export function first(rulings) {
  const broken = rulings.filter(({ state }) => state === "fails");
  return broken.find(({ witness }) => witness) ?? broken[0];
}

/**
 * A text cut up at its backticks.
 * @param {string} text
 * @returns {{text: string, code: boolean}[]}
 */
export function pieces(text) {
  return text
    .split(/(`` .*? ``|`[^`]+`)/)
    .filter(Boolean)
    .map((part) => {
      const code = part.startsWith("`") && part.length > 2;
      return { text: code ? part.replace(/^(`` |`)|( ``|`)$/g, "") : part, code };
    });
}

/**
 * How many exercises are mended.
 * @param {number} done
 * @param {number} all
 */
export function progress(done, all) {
  return `${done} of ${all} mended`;
}

/** @param {number} count */
function counted(count) {
  return `${count.toLocaleString("en")} ${count === 1 ? "class" : "classes"}`;
}
