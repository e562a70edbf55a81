/* Whether a message of the frame is as its type says: a program can forge what its worker sends.
 *
 * Texts may say anything, for they are shown as text. What is no text, no number, no list where one
 * is due would break the page in the middle of showing it; such a message ends its program.
 */

/** @typedef {(value: any) => boolean} Kind whether a value is of a kind */

/** @type {Kind} */
const text = (value) => typeof value === "string";
/** @type {Kind} */
const number = (value) => Number.isFinite(value);
/** @type {Kind} */
const flag = (value) => typeof value === "boolean";

/** @param {Kind} kind @returns {Kind} */
const orNull = (kind) => (value) => value === null || kind(value);
/** @param {Kind} kind @returns {Kind} */
const maybe = (kind) => (value) => value === undefined || kind(value);
/** @param {Kind} kind @returns {Kind} */
const list = (kind) => (value) => Array.isArray(value) && value.every(kind);
/** @param {...string} words @returns {Kind} */
const oneOf = (...words) => (value) => words.includes(value);

/**
 * An object by its fields; others may be there, too.
 * @param {Record<string, Kind>} fields
 * @returns {Kind}
 */
function record(fields) {
  const entries = Object.entries(fields);
  return (value) => plain(value) && entries.every(([name, kind]) => kind(value[name]));
}

/** @param {Kind} kind of each value @returns {Kind} */
const table = (kind) => (value) => plain(value) && Object.values(value).every(kind);

/** @type {Kind} */
const plain = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const CHUNK = record({ time: number, thread: text, stream: oneOf("out", "err", "note"), text });
const OUTCOME = record({
  kind: oneOf("finished", "error", "deadlock", "endless", "step limit"),
  text, classes: number, late: flag, witness: text, sentence: text, breaks: text, fails: text,
});
const RULING = record({
  text, words: text, state: oneOf("holds", "fails", "open"), said: text, how: text, classes: number, witness: text,
});
const VERDICT = record({
  keeps: flag, rulings: list(RULING), classes: number, complete: flag, reasons: list(text),
});
/** @type {Kind} */
const FRAME = (value) =>
  Array.isArray(value) && text(value[0]) && number(value[1]) && table(text)(value[2]);
const STEP = record({
  thread: number, name: text, line: number, kind: text, words: text, time: number, event: number,
  text: maybe(text),
  shared: maybe(table(orNull(text))),
  threads: maybe(table(record({ name: text, doing: text, line: number, frames: list(FRAME) }))),
  locks: maybe(table(record({ holder: orNull(number), waiters: list(number) }))),
});
const LOG = record({ outcome: text, report: text, cut: text, steps: list(STEP) });
const GAME = record({
  log: LOG,
  choices: list(record({ thread: number, name: text, words: text, forces: flag })),
  forced: number, witness: text, kind: text, text, fails: flag,
});
/** What a page shows of a result; the statuses that Python gives. */
const RESULT = record({
  status: oneOf("ok", "error", "syntax", "exit", "deadlock", "endless", "limit", "refused"),
  message: text,
  line: maybe(orNull(number)),
  fit: maybe(orNull(record({ fits: flag, why: text }))),
  badge: maybe(orNull(record({ shown: flag, told: text, badge: text }))),
  timeline: maybe(text),
  elapsed: maybe(number),
  classes: maybe(number),
  complete: maybe(flag),
  reasons: maybe(list(text)),
  random: maybe(text),
  outcomes: maybe(list(OUTCOME)),
  verdict: maybe(VERDICT),
  log: maybe(LOG),
  game: maybe(GAME),
});

/** @type {Record<string, Kind>} by the type of a message, of which one field is looked at */
const MESSAGES = {
  output: list(CHUNK),
  events: list(plain),
  picture: text,
  progress: record({ classes: number, outcomes: maybe(list(OUTCOME)), reasons: maybe(list(text)) }),
  result: RESULT,
};

/**
 * @param {{type: string, [field: string]: unknown}} message
 * @returns {boolean} true as well for a type that carries nothing from a program
 */
export function sound(message) {
  const kind = Object.hasOwn(MESSAGES, message.type) ? MESSAGES[message.type] : null;
  return !kind || kind(message[message.type]);
}
