/* The playground's page: an empty program, and a menu of the programs of all pages.
 *
 * A first visit loads this file and the list of programs, nothing more: the editor and Run come
 * when the reader turns to them. So this file imports nothing, and takes what it needs of
 * buttons.mjs as arguments.
 */

/** @import { Program } from "./programs.mjs" */
/**
 * @typedef {object} Tools of buttons.mjs
 * @property {(root: HTMLElement) => boolean} equip gives a program its buttons
 * @property {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, names?: string, text?: string)
 *   => HTMLElementTagNameMap[Tag]} make
 */

const EMPTY = { name: "program.py", source: "" };
const FIELD = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" };

/**
 * Puts the playground in the place of the reason why there is none.
 * @param {HTMLElement} root
 * @param {Tools} tools
 */
export async function open(root, tools) {
  if (root.querySelector(".example")) return;
  const menu = tools.make("select");
  menu.disabled = true;
  menu.append(new Option("Loading the menu…"));
  const { made, field } = program(tools.make);
  root.replaceChildren(labelled(menu, tools.make), made);
  tools.equip(made);
  const example = async () => {
    const { exampleOf } = await import("./example.mjs");
    const one = exampleOf(made);
    await Promise.all([one.open(), one.edit()]);
    return one;
  };
  field.addEventListener("focus", example, { once: true });
  const listed = list();
  if (location.hash.startsWith("#run=")) await follow(await example(), listed);
  await fill(menu, await listed, example);
}

/**
 * The menu's entries: the programs that can run here, by their chapters, in order.
 * @param {Program[]} programs
 * @returns {Map<string, Program[]>}
 */
export function chapters(programs) {
  return Map.groupBy(programs.filter((one) => !one.without_run), ({ chapter }) => chapter);
}

/** @returns {Promise<Program[]>} empty where there is no network: the menu does without */
async function list() {
  try {
    return (await (await fetch(new URL("../programs.json", import.meta.url))).json()).programs;
  } catch {
    return [];
  }
}

/** @param {Tools["make"]} make */
function program(make) {
  const field = make("textarea", "run-textarea");
  for (const [name, value] of Object.entries(FIELD)) field.setAttribute(name, value);
  field.setAttribute("aria-label", `Program ${EMPTY.name}`);
  const editor = make("div", "run-editor");
  editor.append(field);
  const pre = make("pre");
  pre.hidden = true;
  pre.append(make("code"));
  const block = make("div", "language-python highlight");
  block.append(make("span", "filename", EMPTY.name), pre, editor);
  const made = make("div", "example schedules");
  made.append(block, make("div", "run"));
  return { made, field };
}

/**
 * @param {HTMLSelectElement} menu
 * @param {Tools["make"]} make
 */
function labelled(menu, make) {
  const label = make("label", "", "Program ");
  label.append(menu);
  const line = make("p", "run-menu");
  line.append(label);
  return line;
}

/** @typedef {import("./example.mjs").Example} Example */

/**
 * @param {HTMLSelectElement} menu
 * @param {Program[]} programs
 * @param {() => Promise<Example>} example with its panel and its editor open
 */
async function fill(menu, programs, example) {
  const groups = [...chapters(programs)].map(([chapter, ones]) => {
    const group = document.createElement("optgroup");
    group.label = chapter;
    group.append(...ones.map(({ name }) => new Option(`${name.split("/").at(-1)}.py`, `${name}.py`)));
    return group;
  });
  menu.replaceChildren(new Option("An empty one", ""), ...groups);
  menu.disabled = false;
  menu.addEventListener("change", async () => {
    const { name, source } = found(programs, menu.value) ?? EMPTY;
    history.replaceState(history.state, "", location.pathname);
    await (await example()).fill(name, source);
  });
  if (location.hash.startsWith("#run=")) menu.value = (await example()).name;
}

/**
 * @param {Program[]} programs
 * @param {string} file
 */
function found(programs, file) {
  const program = programs.find(({ name }) => `${name}.py` === file);
  return program ? { name: file, source: program.source } : null;
}

/**
 * Opens what the address carries (see link.mjs); runs nothing.
 * @param {Example} example
 * @param {Promise<Program[]>} listed
 */
async function follow(example, listed) {
  try {
    const { decode } = await import("./link.mjs");
    const link = await decode(location.hash);
    if (!link) return;
    const own = found(await listed, link.name);
    if (own) await example.fill(own.name, own.source);
    else if (link.code === undefined) throw new Error(`There is no program ${link.name} here.`);
    else await example.fill(link.name || EMPTY.name, "");
    await example.follow(link);
  } catch (error) {
    example.panel.say(error instanceof Error ? error.message : String(error), "bad");
  }
}
