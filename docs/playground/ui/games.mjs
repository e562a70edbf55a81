/* Games in which the reader is the scheduler: what is asked, and what is said. No page in here. */

/** @import { Log } from "./steps.mjs" */
/**
 * @typedef {object} Choice a thread that could go next
 * @property {number} thread its number
 * @property {string} name
 * @property {string} words what it would do
 * @property {boolean} forces another thread loses its turn by it, though it could go on
 *
 * @typedef {object} Game as far as it has come
 * @property {Log} log
 * @property {Choice[]} choices empty when it is over
 * @property {number} forced switches so far
 * @property {string} witness the schedule so far
 * @property {string} kind how it ended; "" if it has not
 * @property {string} text what it came to
 * @property {boolean} fails
 *
 * @typedef {object} Task what the reader is to do with a program
 * @property {string} badge how it fails, "loses updates"
 * @property {string} [shows] how that shows, in marks
 * @property {string} [lacks]
 * @property {number} [par] the fewest forced switches with which it fails; of a cure there is none
 * @property {string} [witness] a schedule with so many
 * @property {number | null} [classes] of a cure: how many classes of schedules hold; null: not known
 */

export const RULE =
  "A switch is forced when a thread loses its turn although it could go on. " +
  "The par is the fewest with which the program fails.";
export const HONEST = 3; // games after which a reader is told that nobody can

/** @type {Promise<Record<string, Task>> | null} */
let wanted = null;

/**
 * What the reader is to do with a program of this site.
 * @param {string} file its name with its ending
 * @returns {Promise<Task | null>} null for any other program, and where it cannot be had now
 */
export async function taskOf(file) {
  wanted ??= fetch(new URL("../games.json", import.meta.url)).then((response) => response.json());
  try {
    const all = await wanted;
    const name = file.replace(/\.py$/, "");
    return Object.hasOwn(all, name) ? (all[name] ?? null) : null;
  } catch {
    wanted = null;
    return null;
  }
}

/**
 * What is asked.
 * @param {Task | null} task
 */
export function asked(task) {
  if (!task) return "You are the scheduler: choose who goes next.";
  if (task.par === undefined) return "You are the scheduler. This program is said to be cured: try to break it.";
  return `You are the scheduler. Make it fail: “${task.badge}”. Par: ${switches(task.par)}.`;
}

/**
 * What a game that is over is for the reader: who was to make a program fail has won when it does.
 * @param {Pick<Game, "fails">} game
 * @param {Task | null} task
 * @returns {"won" | "broken" | "held"}
 */
export function sign({ fails }, task) {
  if (!fails) return "held";
  return task?.par === undefined ? "broken" : "won";
}

/**
 * How a game that is over ended.
 * @param {Pick<Game, "fails" | "forced" | "kind">} game
 * @param {Task | null} task
 * @param {number} played games that the reader has come to the end of
 */
export function verdict({ fails, forced, kind }, task, played) {
  const how = `with ${switches(forced)}`;
  if (!fails) {
    if (task && task.par === undefined) return played < HONEST ? `It held, ${how}. Try again.` : nobody(task);
    return kind === "finished" ? `It held, ${how}: nothing went wrong. Try again.` : `It ended ${how}.`;
  }
  if (task?.par === undefined) return `You broke it, ${how}.`;
  const done = `You made it fail, ${how}`;
  if (forced > task.par) return `${done}; the par is ${task.par}.`;
  return `${done}: that is par. No schedule does it with fewer.`;
}

/**
 * Why a cure cannot be broken.
 * @param {Task} task
 */
export function nobody({ classes }) {
  if (!classes) return "It held. Whether anybody can break it is not proved: there are too many schedules.";
  const all = classes === 1 ? "the only class of schedules holds" : `all ${classes} classes of schedules hold`;
  return `Nobody can break it: ${all}.`;
}

/** @param {number} count */
export function switches(count) {
  if (!count) return "no forced switch";
  return count === 1 ? "1 forced switch" : `${count} forced switches`;
}
