/* What the reader typed into a program of a page: it is there again after leaving, Back or reload.
 *
 * One draft for each program. It is kept while the program is not the page's own, so Reset throws
 * it away. buttons.mjs looks whether there is one (`tdd:draft:` and the program's name), and then
 * calls `restore`; a page without drafts never loads this before the first click.
 */
import { ago } from "./ago.mjs";
import { button, el } from "./dom.mjs";
import { exampleOf } from "./example.mjs";
import { get, set } from "./kept.mjs";

/** @import { Listing } from "./listing.mjs" */
/** @typedef {{text: string, at: number}} Kept at: milliseconds, as Date.now() says */

const SOON = 300; // milliseconds after the last key

/**
 * Opens the drafts of a page's programs.
 * @param {HTMLElement[]} roots
 */
export async function restore(roots) {
  for (const root of roots) await exampleOf(root).draft?.restore();
}

export class Draft {
  #listing;
  #edit;
  #line = el("p", { class: "run-draft", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #quiet = false; // what comes into the editor is not the reader's
  /** @type {Kept | null} of an earlier visit, which the line tells of */
  #earlier = null;

  /**
   * @param {Listing} listing
   * @param {(text: string) => Promise<unknown>} edit opens the editor, if it is not open, with a text
   */
  constructor(listing, edit) {
    this.#listing = listing;
    this.#edit = edit;
    addEventListener("pagehide", () => this.#timer && this.#keep());
  }

  get #key() {
    return `draft:${this.#listing.name}`;
  }

  /** The reader typed, or something was put in as if typed: Reset, undo. */
  typed() {
    if (this.#quiet) return;
    this.#line.remove(); // it tells of an earlier visit
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), SOON);
  }

  /**
   * Changes the editor's text without making a draft of it: a link's program.
   * @param {() => unknown} change
   */
  quietly(change) {
    this.#quiet = true;
    change();
    this.#quiet = false;
  }

  #keep() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { edited, source: text, block } = this.#listing;
    if (set(this.#key, edited ? { text, at: Date.now() } : null) || !edited) return;
    this.#line.replaceChildren("This browser keeps no drafts: copy the link before you leave.");
    block.append(this.#line);
  }

  /** Puts the kept text into the editor and says so; where a link has put another, only says so. */
  async restore() {
    this.#earlier = /** @type {Kept | null} */ (get(this.#key));
    if (typeof this.#earlier?.text !== "string") return;
    if (this.#listing.edited) this.#tell(false);
    else await this.#show(true);
  }

  /** @param {boolean} mine whether the draft is to be shown, or the page's program */
  async #show(mine) {
    const text = (mine ? this.#earlier?.text : this.#listing.original) ?? "";
    if (this.#listing.editing) this.quietly(() => (this.#listing.source = text));
    else await this.#edit(text);
    this.#tell(mine);
  }

  /** @param {boolean} mine */
  #tell(mine) {
    const when = ago(this.#earlier?.at ?? 0, Date.now());
    const there = button(mine ? "The page’s program" : "Show it", async () => {
      await this.#show(!mine);
      this.#line.querySelector("button")?.focus();
    });
    const told = mine
      ? `Your draft of ${when} is here. Reset throws it away.`
      : `Your draft of ${when} is kept until you type.`;
    this.#line.replaceChildren(`${told} `, there);
    this.#listing.block.append(this.#line);
  }
}
