/* A program as it stands on the page: its text, its editor, the line that is marked in it.
 *
 * The program is read from the page: what is run is what the reader sees.
 */
import { el, find } from "./dom.mjs";
import { editorIn, library, taken } from "./editor.mjs";

/** @import { Editor } from "./editor.mjs" */
/**
 * @typedef {object} Mark threads that are at a line of the program
 * @property {number} line
 * @property {{text: string, name: string, colour: number}[]} tags
 */

const HINT = "Tab indents; press Esc, then Tab to leave the editor. Ctrl+Enter runs.";
let count = 0;

export class Listing {
  /** @type {() => unknown} when the reader types */
  oninput = () => {};
  /** @type {Editor | null} */
  #editor = null;
  /** @type {HTMLElement | null} */
  #hint = null;
  #band = el("span", { class: "run-band", "aria-hidden": "true" });
  #pre;

  /** @param {HTMLElement} block a highlighted program with its title, or a text field with one */
  constructor(block) {
    this.block = block;
    this.#pre = find(block, "pre");
    /** The page's program: its name with the ending, and its text. */
    this.name = find(block, ".run-name").textContent.trim();
    this.original = find(this.#pre, "code").textContent;
    const field = block.querySelector("textarea");
    if (field) this.#use(taken(field)); // the playground has an editor from the start
  }

  /** The name without its folder. */
  get short() {
    return this.name.split("/").at(-1) ?? this.name;
  }

  /** The program as it stands there now. */
  get source() {
    return this.#editor ? this.#editor.value : this.original;
  }

  set source(text) {
    if (this.#editor) this.#editor.value = text;
  }

  get edited() {
    return this.source.trimEnd() !== this.original.trimEnd();
  }

  get editing() {
    return this.#editor !== null;
  }

  /**
   * The text of a line, the first is 1; "" for one that is not there.
   * @param {number} line
   */
  line(line) {
    return this.source.split("\n")[line - 1]?.trim() ?? "";
  }

  /**
   * Another program in the place of this one. It is put in as if typed: undo brings the old back.
   * @param {string} name
   * @param {string} source
   */
  adopt(name, source) {
    this.name = name;
    this.original = source;
    const [folder, file] = find(this.block, ".run-name").children;
    folder?.replaceChildren(name.slice(0, -this.short.length));
    file?.replaceChildren(this.short);
    this.source = source;
  }

  /**
   * Opens the editor, or puts a better one in the place of a plain text field.
   * @param {string} [text] in place of the program
   */
  async edit(text) {
    const found = await library();
    const before = this.#editor;
    if (before && (before.rich || !found)) return; // a second click, or there is no better one
    const writing = document.activeElement === before?.textarea;
    const box = el("div", { class: "run-editor" });
    if (before) before.textarea.parentElement?.replaceWith(box);
    else this.#pre.after(box);
    const editor = editorIn(box, text ?? this.source, found);
    this.#use(editor);
    this.#pre.hidden = true;
    if (before) editor.textarea.setSelectionRange(before.textarea.selectionStart, before.textarea.selectionEnd);
    if (writing) this.focus();
  }

  /** Takes the editor away: the page's program is there again. */
  close() {
    this.#editor?.textarea.closest(".run-editor")?.remove();
    this.#hint?.remove();
    this.#editor = this.#hint = null;
    this.#pre.hidden = false;
  }

  /** Beside a longer run the program stays in view: of one higher than the screen, its end. */
  stay() {
    const { style, offsetHeight } = this.block;
    style.setProperty("--stays", `min(3rem, calc(100vh - ${offsetHeight}px))`);
  }

  focus() {
    this.#editor?.textarea.focus();
  }

  /** Back to the page's program; undo brings the reader's back. */
  reset() {
    this.source = this.original;
    this.focus();
  }

  /**
   * Highlights a line of the program (null: none). `firmly`: brings it into view.
   * @param {number | null} line
   * @param {string} [kind] "bad": an error is there
   * @param {boolean} [firmly]
   */
  mark(line, kind = "", firmly = false) {
    if (this.#editor) return this.#editor.mark(line, kind, firmly);
    if (!line) return this.#band.remove();
    const { top, height } = place(find(this.#pre, "code"), line);
    this.#band.className = `run-band ${kind && `run-band--${kind}`}`;
    this.#band.style.top = `${top - this.#pre.getBoundingClientRect().top}px`;
    this.#band.style.height = `${height}px`;
    this.#pre.append(this.#band);
    if (firmly) this.#band.scrollIntoView({ block: "nearest" });
  }

  /**
   * Shows where threads are, in a gutter that opens beside the program; null closes it.
   * @param {Mark[] | null} marks
   */
  threads(marks) {
    for (const old of this.block.querySelectorAll(".run-marks")) old.remove();
    this.#pre.classList.toggle("run-gutter", marks !== null);
    const made = (marks ?? []).map(({ line, tags }) => {
      const element = el("span", { class: "run-marks", "aria-hidden": "true" }, ...tags.map(tagged));
      return { line, element };
    });
    if (this.#editor) {
      for (const { line, element } of made) this.#editor.lineElement(line)?.append(element);
      return;
    }
    // All places first: each look after a change would lay the page out anew.
    const code = find(this.#pre, "code");
    const top = this.#pre.getBoundingClientRect().top;
    const tops = made.map(({ line }) => place(code, line).top - top);
    made.forEach(({ element }, index) => {
      element.style.top = `${tops[index]}px`;
    });
    this.#pre.append(...made.map(({ element }) => element));
  }

  /** @param {Editor} editor names it, and says below it how the keyboard leaves it */
  #use(editor) {
    this.#editor = editor;
    const hint = this.block.querySelector(".run-hint") ?? el("p", { class: "run-hint" }, HINT);
    hint.id ||= `run-hint-${++count}`;
    if (!hint.isConnected) editor.textarea.closest(".run-editor")?.after(hint);
    this.#hint = /** @type {HTMLElement} */ (hint);
    editor.textarea.setAttribute("aria-label", `Program ${this.short}`);
    editor.textarea.setAttribute("aria-describedby", hint.id);
    editor.textarea.addEventListener("input", () => this.oninput());
  }
}

/** @param {Mark["tags"][number]} tag */
function tagged({ text, name, colour }) {
  return el("span", { class: `step-tag step-thread-${colour}`, title: name }, text);
}

/**
 * Where a line of a program is on the screen. On a phone long lines fold: none has a fixed height.
 * @param {HTMLElement} code
 * @param {number} line
 */
function place(code, line) {
  const lines = code.textContent.split("\n");
  const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const range = document.createRange();
  range.setStart(...at(code, from));
  range.setEnd(...at(code, from + (lines[line - 1] ?? "").length));
  return range.getBoundingClientRect();
}

/**
 * The text node that holds a character of an element, and where in it.
 * @param {HTMLElement} element
 * @param {number} index
 * @returns {[Node, number]}
 */
function at(element, index) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let rest = index;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const { length } = /** @type {Text} */ (node);
    if (rest <= length) return [node, rest];
    rest -= length;
  }
  return [element, element.childNodes.length];
}
