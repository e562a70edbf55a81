/* On every page: adds to each program a link to it, a download, and, where the browser can run
 * it, Run and Edit.
 *
 * Small on purpose, for it is the only part that loads before a click. All else is in
 * example.mjs, which the first click brings. Without JavaScript the page is as it is: no dead
 * button.
 */
const ICONS = {
  run: "M8 5.14v14l11-7z",
  edit:
    "M20.71 7.04c.39-.39.39-1.04 0-1.41l-2.34-2.34c-.37-.39-1.02-.39-1.41 0l-1.84 1.83 3.75 3.75" +
    "M3 17.25V21h3.75L17.81 9.93l-3.75-3.75z",
  judge: "M12 3 5.5 5.2 2 14h7L6.3 7.1l4.7-1.6V19H7v2h10v-2h-4V5.5l4.7 1.6L15 14h7l-3.5-8.8z",
  schedules: "M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h6v6h-6z",
  break: "M13 3 4 14h6l-1 7 9-11h-6z",
  download: "M5 20h14v-2H5zM19 9h-4V3H9v6H5l7 7z",
};
/** @typedef {{name: string, short: string, root: HTMLElement}} Shown a program on the page */

const SVG = "http://www.w3.org/2000/svg";
// An example, or a solution that unfolds.
const PROGRAMS = ".example, details:has(> .highlight > .filename)";
const NOT_HERE = /^# Not in the browser: /m; // WITHOUT_RUN of contract.mjs, without loading that
const SWITCHES = "Suspending" in (globalThis.WebAssembly ?? {}); // stacks (JSPI): what Run needs

function enhance() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll(PROGRAMS);
  const running = [...all].filter(equip);
  /** @type {HTMLElement | null} */
  const playground = document.querySelector(".playground");
  const progress = document.querySelector(".mend-progress");
  if (progress) load(import("./progress.mjs").then(({ show }) => show(progress)));
  /** @type {HTMLElement | null} */
  const know = document.querySelector(".know-board");
  if (know) load(import("./know.mjs").then(({ show }) => show(know)));
  if (playground && !SWITCHES) playground.classList.add("playground--off");
  else if (playground) load(import("./playground.mjs").then(({ open }) => open(playground, { equip, make })));
  else open(running);
}

/**
 * What the address carries, then what the reader had typed here.
 * @param {HTMLElement[]} running
 */
async function open(running) {
  if (running[0] && location.hash.startsWith("#run="))
    await load(import("./follow.mjs").then(({ follow }) => follow(running)), running[0]);
  const begun = running.filter(drafted);
  if (begun[0]) await load(import("./drafts.mjs").then(({ restore }) => restore(begun)), begun[0]);
}

/**
 * Whether this browser keeps a draft of a program: see drafts.mjs.
 * @param {HTMLElement} root
 */
function drafted(root) {
  try {
    return `tdd:draft:${root.querySelector(".run-name")?.textContent}` in localStorage;
  } catch {
    return false; // storage that may not be touched
  }
}

/**
 * Gives an example its buttons, if it shows a program.
 * @param {HTMLElement} root
 * @returns {boolean} whether it can run here
 */
function equip(root) {
  const title = root.querySelector(":scope > .highlight > .filename");
  const name = title?.querySelector(".run-name")?.textContent ?? title?.textContent.trim() ?? "";
  if (!title || !name.endsWith(".py")) return false;
  const runs = SWITCHES && !NOT_HERE.test(textOf(root));
  if (title.childElementCount) return runs; // it has them already
  const shown = { name, short: name.split("/").at(-1) ?? name, root };
  title.replaceChildren(named(shown), ...about(shown));
  title.classList.add("named");
  if (!runs) {
    if (!SWITCHES && root.querySelector(".badge:not(.unrecorded)")) title.append(recorded(shown));
    return false;
  }
  title.append(bar(shown));
  root.classList.add("runs");
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    act(root, "rerun");
  });
  return true;
}

/**
 * A program's name, whose folder gives way where there is no room.
 * @param {Shown} shown
 */
function named({ name, short }) {
  const made = make("span", "run-name");
  const whole = make("span");
  whole.append(...short.split(/(?<=_)/).flatMap((part) => [document.createElement("wbr"), part])); // a phone breaks it there
  made.append(make("span", "run-folder", name.slice(0, -short.length)), whole);
  return made;
}

/**
 * The link to an example, and its download.
 * @param {Shown} shown
 */
function about({ root, short }) {
  const save = button("download", "", `Download ${short}`);
  save.addEventListener("click", () =>
    load(import("./download.mjs").then(({ download }) => download(short, textOf(root))), root));
  if (!root.id) return [save];
  const link = make("a", "run-link", "#");
  link.setAttribute("href", `#${root.id}`);
  link.setAttribute("aria-label", `Link to ${short}`);
  return [link, save];
}

/**
 * Run and what belongs to it.
 * @param {Shown} shown
 */
function bar({ root, short }) {
  const made = make("span", "run-bar");
  const edit = button("edit", "Edit", `Edit ${short}`);
  edit.hidden = root.querySelector("textarea") !== null; // the playground has its editor already
  const mend = root.classList.contains("mend");
  if (mend) made.append(button("judge", "Judge", `Judge ${short}`));
  made.append(button("run", "Run", `Run ${short}`), edit);
  if (root.classList.contains("schedules"))
    made.append(button("schedules", "Every schedule", `Every schedule of ${short}`));
  if (root.classList.contains("level")) made.append(button("break", "Play", `Play ${short}: you are the scheduler`));
  // What a click needs is on its way while the pointer comes, and Python from when it is pressed.
  made.addEventListener("pointerenter", () => example().catch(() => {}), { once: true });
  made.addEventListener("pointerdown", () => example().then(({ session }) => session.prepare(), () => {}), { once: true });
  made.addEventListener("click", ({ target, detail }) => {
    // The second click of a double click is no wish to stop, to reset or to begin anew.
    const action = detail < 2 && target instanceof Element && target.closest("button")?.dataset.action;
    if (action) act(root, action);
  });
  return made;
}

/**
 * Where the browser cannot run it: a failing run that was recorded, step by step.
 * @param {Shown} shown
 */
function recorded({ root, short }) {
  const made = button("run", "Step", `Step through a failing run of ${short}`);
  made.dataset.act = "step";
  made.addEventListener("click", () => load(import("./recorded.mjs").then(({ open }) => open(root)), root));
  return made;
}

/**
 * The program as it stands there, edited or not.
 * @param {HTMLElement} root
 */
function textOf(root) {
  const block = root.querySelector(":scope > .highlight");
  return block?.querySelector("textarea")?.value ?? block?.querySelector("pre > code")?.textContent ?? "";
}

/**
 * @param {keyof typeof ICONS} action
 * @param {string} label
 * @param {string} name for screen readers, and where the label has no room
 */
function button(action, label, name) {
  const made = make("button", `run-button run-button--${action}`);
  made.setAttribute("type", "button");
  made.setAttribute("aria-label", name);
  made.title = name;
  made.dataset.action = action;
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  icon.append(document.createElementNS(SVG, "path"));
  icon.firstElementChild?.setAttribute("d", ICONS[action]);
  made.append(icon, make("span", "", label));
  return made;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [names] classes
 * @param {string} [text]
 */
function make(tag, names = "", text = "") {
  const made = document.createElement(tag);
  made.className = names;
  made.textContent = text;
  return made;
}

/**
 * @param {HTMLElement} root
 * @param {string} action
 */
function act(root, action) {
  /** @type {HTMLInputElement | null} */
  const show = root.querySelector(".predict-show input");
  if (show) show.checked = true; // whoever runs it wants to see what it prints
  load(example().then(({ exampleOf }) => exampleOf(root).act(action)), root);
}

/** @type {Promise<typeof import("./example.mjs")> | null} */
let examples = null;

/** What a click needs, asked for at once and not file by file as each names the next. All clicks share
 * one promise: two imports of one file may come in either order. */
function example() {
  import("./ahead.mjs").catch(() => {});
  examples ??= import("./example.mjs").catch((error) => {
    examples = null; // the next click may have a network
    throw error;
  });
  return examples;
}

/**
 * @param {Promise<unknown>} loading
 * @param {HTMLElement} [root] where to say that it failed
 */
async function load(loading, root) {
  try {
    await loading;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a mistake of ours, no missing file
    const made = root?.querySelector(".run-bar, .predict-do > [role=status]");
    if (made) made.textContent = "This could not be loaded: is there a network? Reload the page.";
  }
}

// A question before an output: its Check.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.act !== "predict") return;
  event.preventDefault();
  load(import("./predict.mjs").then(({ answer }) => answer(form)), form);
});

/** @type {{document$?: {subscribe(enhance: () => void): unknown}}} */
const { document$ } = /** @type {any} */ (window);
// Material's stream of pages: now, and after each instant navigation.
if (document$) document$.subscribe(() => setTimeout(enhance)); // a task of its own: the theme's is long
else enhance();
