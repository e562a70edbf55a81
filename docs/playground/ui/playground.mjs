/* The playground's page: a program, a menu of the programs of all pages, and the reader's own.
 * The same without a menu is what an <iframe> on someone else's page shows: embed.htm.
 *
 * A first visit loads this file and the list of programs, nothing more: the editor, Run and the
 * reader's drafts come when the reader turns to them, or has some. So this file imports nothing,
 * and takes what it needs of buttons.mjs as arguments.
 */

/** @import { Program } from "./programs.mjs" */
/** @typedef {import("./example.mjs").Example} Example */
/** @typedef {import("./shelf.mjs").Shelf} Shelf */
/** @typedef {{name: string, source: string}} Source a program: its name with the ending, its text */
/**
 * @typedef {object} Tools of buttons.mjs
 * @property {(root: HTMLElement) => boolean} equip gives a program its buttons
 * @property {<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, names?: string, text?: string)
 *   => HTMLElementTagNameMap[Tag]} make
 */

const EMPTY = { name: "program.py", source: "" };
const FIELD = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" };
const EXERCISE = "exercise.py"; // its name, without loading own_exercise.mjs
const CELL = "atomic/"; // how the programs of the table of single steps are named: examples/atomic.py
const DRAFT = "draft:"; // MARK of shelf.mjs, without loading that

/**
 * Puts the playground in the place of the program that the page shows without it.
 * @param {HTMLElement} root
 * @param {Tools} tools
 */
export async function open(root, tools) {
  if (root.classList.contains("playground--on")) return;
  root.classList.add("playground--on");
  const embedded = root.classList.contains("playground--embed");
  const start = shownIn(root) ?? EMPTY;
  const { made, field } = program(tools.make, start);
  const menu = embedded ? null : menuOf(tools.make);
  root.replaceChildren(...(menu ? [menu.line] : []), made);
  tools.equip(made);
  const listed = list();
  const page = new Page(made, start, listed, menu);
  // Without a network the plain text field stays.
  field.addEventListener("focus", () => page.example().catch(() => null), { once: true });
  addEventListener("hashchange", () => made.isConnected && page.another());
  const comes = location.hash.startsWith("#run=") ? page.follow() : menu && begun() ? page.reopen() : null;
  // A click now would be for the program that is about to go. (Inert, its editor took no text.)
  if (comes) made.style.pointerEvents = "none";
  await comes;
  made.style.pointerEvents = "";
  if (menu) await page.fill();
}

/**
 * The menu's entries: the programs that can run here, by their chapters, in order.
 * @param {Program[]} programs
 * @returns {Map<string, Program[]>}
 */
export function chapters(programs) {
  return Map.groupBy(programs.filter((one) => !one.without_run), ({ chapter }) => chapter);
}

/** Whether this browser keeps drafts of the playground: see shelf.mjs. */
function begun() {
  try {
    return "tdd:drafts" in localStorage;
  } catch {
    return false;
  }
}

/**
 * @param {string} [file] which list
 * @returns {Promise<Program[]>} empty where there is no network: the menu does without
 */
async function list(file = "programs.json") {
  try {
    return (await (await fetch(new URL(`../${file}`, import.meta.url))).json()).programs;
  } catch {
    return [];
  }
}

/**
 * The program that the page shows without JavaScript.
 * @param {HTMLElement} root
 * @returns {Source | null}
 */
function shownIn(root) {
  const block = root.querySelector(".example > .highlight");
  const name = (block?.querySelector(".run-name") ?? block?.querySelector(".filename"))?.textContent;
  const source = block?.querySelector("pre > code")?.textContent;
  return name && source ? { name: name.trim(), source } : null;
}

/**
 * @param {Tools["make"]} make
 * @param {Source} start
 */
function program(make, { name, source }) {
  const field = make("textarea", "run-textarea");
  for (const [key, value] of Object.entries(FIELD)) field.setAttribute(key, value);
  field.setAttribute("aria-label", `Program ${name}`);
  field.value = source.replace(/\n$/, "");
  const editor = make("div", "run-editor");
  editor.append(field);
  const pre = make("pre");
  pre.hidden = true;
  pre.append(make("code", "", source));
  const block = make("div", "language-python highlight");
  block.append(make("span", "filename", name), pre, editor);
  const made = make("div", "example schedules");
  made.append(block, make("div", "run"));
  return { made, field };
}

/** @param {Tools["make"]} make */
function menuOf(make) {
  const select = make("select");
  select.disabled = true;
  select.append(new Option("Loading the menu…"));
  const label = make("label", "", "Program ");
  label.append(select);
  const fresh = make("button", "run-button run-new", "New draft");
  fresh.setAttribute("type", "button");
  const line = make("p", "run-menu");
  line.append(label, fresh);
  return { line, select, fresh };
}

/** The page once it is open: which program is in its editor, and where that comes from. */
class Page {
  #made;
  #start;
  #listed;
  #menu;
  /** @type {Program[]} */
  #programs = [];
  /** @type {Promise<Example> | null} */
  #example = null;
  /** @type {Shelf | null} */
  #shelf = null;

  /**
   * @param {HTMLElement} made
   * @param {Source} start
   * @param {Promise<Program[]>} listed
   * @param {ReturnType<typeof menuOf> | null} menu
   */
  constructor(made, start, listed, menu) {
    this.#made = made;
    this.#start = start;
    this.#listed = listed;
    this.#menu = menu;
  }

  /** The example with its panel and its editor open, and the reader's drafts beside the menu. */
  example() {
    this.#example ??= this.#open().catch((error) => {
      this.#example = null;
      throw error;
    });
    return this.#example;
  }

  async #open() {
    const [{ exampleOf }, { Shelf }] = await Promise.all([import("./example.mjs"), import("./shelf.mjs")]);
    const example = exampleOf(this.#made);
    await Promise.all([example.open(), example.edit()]);
    if (this.#menu) this.#shelf = new Shelf(this.#menu.select, example, async (name) => (await this.#found(name)) ?? { name, source: "" });
    return example;
  }

  /**
   * A program that is not the reader's, by its name.
   * @param {string} file
   * @returns {Promise<Source | null>}
   */
  async #found(file) {
    if (file === EXERCISE) return (await import("./own_exercise.mjs")).OWN_EXERCISE;
    if (file === this.#start.name) return this.#start;
    const among = file.startsWith(CELL) ? await list("atomic.json") : this.#programs;
    const program = among.find(({ name }) => `${name}.py` === file);
    return program ? { name: file, source: program.source } : null;
  }

  /** Opens the draft that was open when the reader left. */
  async reopen() {
    this.#programs = await this.#listed;
    const { last } = await import("./shelf.mjs");
    const one = last();
    await this.example();
    if (one) await this.#shelf?.open(one);
  }

  /** The menu, once it is known what there is. */
  async fill() {
    if (!this.#menu) return;
    const { select, fresh } = this.#menu;
    this.#programs = await this.#listed;
    const groups = [...chapters(this.#programs)].map(([chapter, ones]) => {
      const group = document.createElement("optgroup");
      group.label = chapter;
      group.append(...ones.map(({ name }) => new Option(`${name.split("/").at(-1)}.py`, `${name}.py`)));
      return group;
    });
    select.replaceChildren(
      new Option("An empty one", ""), new Option("An exercise of your own", EXERCISE),
      ...select.querySelectorAll("optgroup"), ...groups,
    );
    select.disabled = false;
    select.value = this.#start.name;
    select.addEventListener("change", () => this.#choose(select.value));
    fresh.addEventListener("click", async () => {
      await this.example();
      await this.#shelf?.begin();
    });
    if (this.#example) {
      await this.#example;
      this.#shelf?.list();
    }
  }

  /** @param {string} value of the menu */
  async #choose(value) {
    const example = await this.example();
    this.#shelf?.settle();
    history.replaceState(history.state, "", location.pathname);
    if (value.startsWith(DRAFT)) {
      const { draft } = await import("./shelf.mjs");
      const one = draft(value.slice(DRAFT.length));
      if (one) await this.#shelf?.open(one);
      return;
    }
    const { name, source } = (await this.#found(value)) ?? EMPTY;
    await example.fill(name, source);
    this.#shelf?.leave();
  }

  /** Another link in the address bar of the open page. What the reader typed is kept first. */
  async another() {
    if (!location.hash.startsWith("#run=")) return;
    await this.example();
    this.#shelf?.settle();
    this.#shelf?.leave();
    await this.follow();
  }

  /** Opens what the address carries (see link.mjs); runs nothing. */
  async follow() {
    const example = await this.example();
    this.#programs = await this.#listed;
    try {
      const { decode } = await import("./link.mjs");
      const link = await decode(location.hash);
      if (!link) return;
      const own = await this.#found(link.name);
      if (own) await example.fill(own.name, own.source);
      else if (link.code === undefined) throw new Error(`There is no program ${link.name} here.`);
      else await example.fill(link.name || EMPTY.name, "");
      await example.follow(link);
    } catch (error) {
      example.panel.say(error instanceof Error ? error.message : String(error), "bad");
    }
  }
}
