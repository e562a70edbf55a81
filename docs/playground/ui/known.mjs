/* What the reader answered to the items of "What do you know about threads?", in two rounds: kept
 * in this browser, carried elsewhere only by a link.
 *
 *   #before=sums.2,waits.0&after=sums.2          an item's key, and the option that was chosen
 */
import { get, set } from "./kept.mjs";

const KEPT = "know";
const HASH = "#before=";
const ANSWER = /^([a-z][a-z0-9_]*)\.(\d)$/;

/** @typedef {"before" | "after"} Round reading, that is */
/** @typedef {Record<string, number>} Answers of one round: the chosen option of each item */
/** @typedef {{before: Answers, after: Answers, round: Round}} Known `round` is the one that goes on */
/** @typedef {{key: string, right: number, options: number}} Item */
/** @typedef {"right" | "wrong" | "none"} Grade */

/** What this browser keeps. */
export function known() {
  const kept = get(KEPT) ?? {};
  /** @type {Known} */
  const made = {
    before: answers(Object.entries(kept.before ?? {})),
    after: answers(Object.entries(kept.after ?? {})),
    round: kept.round === "after" ? "after" : "before",
  };
  return made;
}

/**
 * Keeps both rounds.
 * @param {Known} all
 * @returns {boolean} whether that worked
 */
export function keep(all) {
  return set(KEPT, all);
}

/**
 * Both rounds as the fragment of an address.
 * @param {Pick<Known, "before" | "after">} all
 */
export function encode({ before, after }) {
  const text = (/** @type {Answers} */ round) => Object.entries(round).map((one) => one.join(".")).join();
  return `${HASH}${text(before)}&after=${text(after)}`;
}

/**
 * The rounds in a fragment; null if it is none of ours. What is no answer is left out.
 * @param {string} hash
 * @returns {Known | null}
 */
export function decode(hash) {
  if (!hash.startsWith(HASH)) return null;
  const parts = new URLSearchParams(hash.slice(1));
  const round = (/** @type {Round} */ name) =>
    answers((parts.get(name) ?? "").split(",").map((one) => ANSWER.exec(one)?.slice(1) ?? []));
  return { before: round("before"), after: round("after"), round: "after" };
}

/**
 * @param {unknown[][]} pairs
 * @returns {Answers}
 */
function answers(pairs) {
  /** @type {Answers} */
  const made = {};
  for (const [key, option] of pairs)
    if (typeof key === "string" && ANSWER.test(`${key}.${option}`)) made[key] = Number(option);
  return made;
}

/**
 * @param {Item} item
 * @param {Answers} round
 * @returns {Grade} an option that the item does not have is no answer
 */
export function grade({ key, right, options }, round) {
  const chosen = Object.hasOwn(round, key) ? round[key] : undefined;
  if (chosen === undefined || chosen >= options) return "none";
  return chosen === right ? "right" : "wrong";
}

/**
 * How a round went.
 * @param {Item[]} items
 * @param {Answers} round
 */
export function score(items, round) {
  const grades = items.map((item) => grade(item, round));
  const right = grades.filter((one) => one === "right").length;
  return { right, answered: grades.filter((one) => one !== "none").length };
}

/**
 * The two rounds beside each other, in words.
 * @param {Item[]} items
 * @param {Pick<Known, "before" | "after">} all
 */
export function compared(items, { before, after }) {
  const [first, second] = [score(items, before), score(items, after)];
  const parts = [told("Before reading", first, items.length)];
  if (second.answered) {
    const both = items.map((item) => `${grade(item, before)} ${grade(item, after)}`);
    const learned = both.filter((one) => one === "wrong right").length;
    const lost = both.filter((one) => one === "right wrong").length;
    parts.push(told("After reading", second, items.length), `${learned} learned, ${lost} forgotten.`);
  }
  return parts.join(" ");
}

/**
 * @param {string} when
 * @param {{right: number, answered: number}} how
 * @param {number} all
 */
function told(when, { right, answered }, all) {
  const rest = answered < all ? ` (${answered} of ${all} answered)` : "";
  return `${when}: ${right} right${rest}.`;
}
