/* The reader's own programs of the playground: kept in this browser, each under a name. */
import { ago } from "./ago.mjs";
import { button, el, tell } from "./dom.mjs";
import { get, set } from "./kept.mjs";

/** @import { Example } from "./example.mjs" */
/**
 * @typedef {object} Draft
 * @property {string} name of the reader's choice; the shelf has it once
 * @property {string} of the program that it began as, with its ending
 * @property {string} text
 * @property {number} at milliseconds, as Date.now() says
 *
 * @typedef {{name: string, source: string}} Source a program that is not the reader's
 */

const KEY = "drafts";
const CHOSEN = "draft-chosen"; // the one that was open last
const SOON = 300; // milliseconds after the last key
const NOT_KEPT = "This browser keeps no drafts: copy the link before you leave.";
/** What a draft's value in the menu begins with. */
export const MARK = "draft:";

/** All drafts, the newest first. @returns {Draft[]} */
export function drafts() {
  const found = get(KEY);
  const whole = (/** @type {any} */ one) =>
    typeof one?.name === "string" && typeof one.text === "string" && typeof one.of === "string";
  return Array.isArray(found) ? found.filter(whole) : [];
}

/** @param {string} name */
export function draft(name) {
  return drafts().find((one) => one.name === name) ?? null;
}

/**
 * Keeps a draft under its name, first of all.
 * @param {Draft} one
 */
export function keep(one) {
  return set(KEY, [one, ...drafts().filter(({ name }) => name !== one.name)]);
}

/** @param {string} name */
export function drop(name) {
  const left = drafts().filter((one) => one.name !== name);
  set(KEY, left.length ? left : null);
}

/**
 * Gives a draft another name.
 * @param {string} from
 * @param {string} to
 * @returns {string} why that cannot be; empty if it is done
 */
export function rename(from, to) {
  if (!to) return "A draft needs a name.";
  if (to !== from && draft(to)) return `There is a draft ${to} already.`;
  const kept = set(KEY, drafts().map((one) => (one.name === from ? { ...one, name: to } : one)));
  return kept ? "" : NOT_KEPT;
}

/**
 * A name that no draft has: "a.py", then "a 2.py".
 * @param {string} wanted
 */
export function unused(wanted) {
  const stem = wanted.replace(/\.py$/, "");
  let name = wanted;
  for (let count = 2; draft(name); count++) name = `${stem} ${count}.py`;
  return name;
}

/** The draft that was open when the reader left. @returns {Draft | null} */
export function last() {
  const name = get(CHOSEN);
  return typeof name === "string" ? draft(name) : null;
}

/** The shelf as it stands on the page: its part of the menu, and what can be done with a draft. */
export class Shelf {
  #menu;
  #example;
  #original;
  #group = el("optgroup", { label: "Your drafts" });
  /** @type {string | null} the draft that is open */
  #open = null;
  #quiet = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #told = el("span", { role: "status" });
  #rename = button("Rename", () => this.#ask());
  #delete = button("Delete", () => this.#drop());
  #form = el("span", { class: "run-menu-form" });
  #line = el("p", { class: "run-shelf" }, this.#told, this.#rename, this.#delete, this.#form);

  /**
   * @param {HTMLSelectElement} menu
   * @param {Example} example
   * @param {(name: string) => Promise<Source>} original the program of a name that is not the reader's
   */
  constructor(menu, example, original) {
    this.#menu = menu;
    this.#example = example;
    this.#original = original;
    menu.closest("p")?.after(this.#line);
    example.draft = this;
    addEventListener("pagehide", () => this.#timer && this.#keep());
    this.list();
    this.#show("");
  }

  // ---------------------------------------------------------------- what Example asks of a draft

  /** The reader typed. */
  typed() {
    if (this.#quiet) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), SOON);
  }

  /** @param {() => unknown} change puts in what the reader did not type */
  quietly(change) {
    this.#quiet = true;
    change();
    this.#quiet = false;
  }

  async restore() {}

  // ---------------------------------------------------------------- choosing

  /**
   * Another program is in the editor, and it is no draft (yet).
   * @param {string} [told]
   */
  leave(told = "") {
    this.#open = null;
    set(CHOSEN, null);
    this.#show(told);
  }

  /** What was typed last is kept at once: another program is about to come. */
  settle() {
    if (this.#timer) this.#keep();
  }

  /**
   * Opens a draft.
   * @param {Draft} one
   */
  async open(one) {
    const { name, source } = await this.#original(one.of);
    await this.#example.fill(name, source);
    this.quietly(() => (this.#example.listing.source = one.text));
    this.#chosen(one.name, `Your draft of ${ago(one.at, Date.now())} is here.`);
  }

  /** Begins an empty draft. */
  async begin() {
    this.settle();
    const one = { name: unused("program.py"), of: "program.py", text: "", at: Date.now() };
    const kept = keep(one);
    await this.open(one);
    this.#show(kept ? `A new draft, ${one.name}.` : NOT_KEPT);
    this.#example.listing.focus();
  }

  /**
   * @param {string} name
   * @param {string} told
   */
  #chosen(name, told) {
    this.#open = name;
    set(CHOSEN, name);
    this.list();
    this.#show(told);
  }

  // ---------------------------------------------------------------- keeping

  #keep() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { listing } = this.#example;
    if (!this.#open && !listing.edited) return;
    const name = this.#open ?? unused(listing.short);
    const fresh = !this.#open;
    const kept = keep({ name, of: listing.name, text: listing.source, at: Date.now() });
    if (!kept) this.#show(NOT_KEPT);
    else if (fresh) this.#chosen(name, `Kept in this browser as ${name}.`);
    else this.list();
  }

  async #drop() {
    const one = this.#open === null ? null : draft(this.#open);
    if (!one) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    drop(one.name);
    const { name, source } = await this.#original(one.of);
    await this.#example.fill(name, source);
    this.leave(`${one.name} is deleted.`);
    this.list();
    const back = button("Bring it back", async () => {
      keep(one);
      await this.open(one);
      this.#delete.focus();
    });
    this.#form.replaceChildren(back);
    back.focus();
  }

  #ask() {
    const field = el("input", { type: "text", "aria-label": "New name", maxlength: 60 });
    field.value = this.#open ?? "";
    const done = () => {
      const name = field.value.trim();
      const why = rename(this.#open ?? "", name);
      if (why) return tell(this.#told, why);
      this.#chosen(name, `It is called ${name} now.`);
      this.#rename.focus();
    };
    const end = (/** @type {string} */ told) => {
      this.#show(told);
      this.#rename.focus();
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") done();
      if (event.key === "Escape") end("");
    });
    this.settle();
    this.#rename.hidden = this.#delete.hidden = true;
    this.#form.replaceChildren(field, button("Keep this name", done), button("Cancel", () => end("")));
    field.focus();
    field.select();
  }

  // ---------------------------------------------------------------- showing

  /** @param {string} told */
  #show(told) {
    tell(this.#told, told);
    this.#rename.hidden = this.#delete.hidden = this.#open === null;
    this.#form.replaceChildren();
  }

  /** The menu's part, and what is chosen in it. */
  list() {
    const all = drafts();
    this.#group.replaceChildren(...all.map(({ name }) => el("option", { value: MARK + name }, name)));
    const first = [...this.#menu.querySelectorAll("optgroup")].find((one) => one !== this.#group);
    if (!all.length) this.#group.remove();
    else if (first) first.before(this.#group);
    else this.#menu.append(this.#group);
    this.#menu.value = this.#open === null ? this.#example.listing.name : MARK + this.#open;
    if (this.#menu.selectedIndex < 0) this.#menu.value = "";
  }
}
