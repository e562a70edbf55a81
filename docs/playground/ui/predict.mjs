/* A question before an output: what was ticked is held against what the schedules came to.
 *
 * All of it stands on the page (src/examples/predictions.py): the form, and in a part that unfolds
 * without JavaScript, each option's answer with a schedule that comes to it. Loaded by the first
 * Check. What was ticked is kept; before.js brings it back on the next visit.
 */
import { button, el, find } from "./dom.mjs";
import { set } from "./kept.mjs";

/** @typedef {"yes" | "no" | "unseen"} Can whether an option can happen, as far as is known */

/**
 * Check and Again are one button: answers the question, or clears the answer.
 * @param {HTMLFormElement} form
 */
export function answer(form) {
  if ("checked" in form.dataset) again(form);
  else check(form);
}

/** @param {HTMLFormElement} form */
function check(form) {
  const options = partsOf(form, ".predict-options");
  const answers = partsOf(form, ".predict-answers ol");
  const boxes = boxesOf(form);
  const right = answers.filter((told, place) => {
    const box = boxes[place];
    const ticked = box?.checked ?? false;
    options[place]?.append(explained(form, told, ticked));
    return ticked === (told.dataset.can === "yes");
  });
  form.dataset.checked = "";
  form.onchange = () => open(form); // the verdicts are about other ticks now
  find(form, "[type=submit]").textContent = "Again";
  find(form, "[role=status]").textContent = score(right.length, answers.length);
  set(`predict:${form.dataset.key}`, boxes.flatMap((box, place) => (box.checked ? [place] : [])));
  unfold(form);
}

/** @param {HTMLFormElement} form */
function again(form) {
  open(form);
  for (const box of boxesOf(form)) box.checked = false;
  set(`predict:${form.dataset.key}`, null);
}

/**
 * Takes the verdicts away: the question is open again.
 * @param {HTMLFormElement} form
 */
function open(form) {
  delete form.dataset.checked;
  form.onchange = null;
  for (const told of form.querySelectorAll(".predict-told")) told.remove();
  find(form, "[type=submit]").textContent = "Check";
  find(form, "[role=status]").textContent = "";
}

/**
 * What was found of an option: right or not, in how many classes, why, and a schedule to look at.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} told
 * @param {boolean} ticked
 */
function explained(form, told, ticked) {
  const { can, witness, threads = "" } = told.dataset;
  const head = find(told, "strong").textContent;
  const words = [...told.childNodes].slice(1).map((node) => node.cloneNode(true));
  const verdict = el("strong", { class: `predict-verdict predict-verdict--${grade(can, ticked)}` });
  verdict.textContent = said(can, ticked, head);
  const made = el("div", { class: "predict-told" }, verdict, ...words);
  const root = form.closest(".example");
  if (witness && root instanceof HTMLElement && root.classList.contains("runs")) {
    const found = { witness, threads, ordered: "ordered" in form.dataset };
    made.append(" ", button("Show me", () => show(root, found), { "aria-label": `Show me a run: ${head}` }));
  }
  return made;
}

/**
 * Replays a schedule in the program's own panel.
 * @param {HTMLElement} root
 * @param {{witness: string, threads: string, ordered: boolean}} found
 */
async function show(root, found) {
  const { exampleOf } = await import("./example.mjs");
  await exampleOf(root).replay(found);
}

/**
 * The output is there once each question about it is answered.
 * @param {HTMLFormElement} form
 */
function unfold(form) {
  const all = form.parentElement;
  if (!all || all.querySelector("form:not([data-checked])")) return;
  const box = all.querySelector(".predict-show input");
  if (box instanceof HTMLInputElement) box.checked = true;
}

/**
 * @param {string | undefined} can
 * @param {boolean} ticked
 * @returns {"right" | "missed" | "wrong" | "unseen"}
 */
export function grade(can, ticked) {
  if (ticked === (can === "yes")) return "right";
  if (!ticked) return "missed";
  return can === "unseen" ? "unseen" : "wrong";
}

/**
 * The verdict on an option, in words.
 * @param {string | undefined} can
 * @param {boolean} ticked
 * @param {string} head what was found, as a sentence: "Not possible."
 */
export function said(can, ticked, head) {
  const graded = grade(can, ticked);
  const found = head.replace(/\.$/, "");
  if (graded === "unseen") return found; // it is no proof, so nobody is told that he is wrong
  return `${graded}: ${found.charAt(0).toLowerCase()}${found.slice(1)}`;
}

/**
 * @param {number} right
 * @param {number} all
 */
export function score(right, all) {
  return right === all ? `All ${all} right.` : `${right} of ${all} right.`;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} list
 * @returns {HTMLElement[]}
 */
function partsOf(form, list) {
  return [...form.querySelectorAll(/** @type {"li"} */ (`${list} > li`))];
}

/** @param {HTMLFormElement} form */
function boxesOf(form) {
  return [...form.querySelectorAll(/** @type {"input"} */ (".predict-options input"))];
}
