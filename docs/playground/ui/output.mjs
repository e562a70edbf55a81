/* What a program printed, in the page: as in a terminal, and never so much that the page stands.
 *
 * Of many lines the first and the last are shown; the others come with a button, in portions that
 * the browser lays out only where they are in sight.
 */
import { el } from "./dom.mjs";
import { Terminal } from "./terminal.mjs";

/** @import { Chunk } from "../runner.mjs" */
/** @import { Line } from "./terminal.mjs" */

const FIRST = 500; // lines that are shown from the start
const LAST = 100; // and from the end, beyond those
const LONGEST = 10_000; // characters of one line that are shown
const COLOURFUL = 3; // pieces of one line: one with more counts as several lines
const MOST_COLOURS = 100; // pieces of one line that have a look of their own
const SLICE = 8; // milliseconds of work on what was printed before the page has its turn
const PIECE = 2_048; // characters that are looked at between two looks at the clock
const AT_ONCE = 60; // lines, by their weight, that are laid out at once
const CALM = 100; // milliseconds between two looks at the end of a long output
const PORTION = 200; // lines that are laid out at once

export class Output {
  #box;
  #terminal = new Terminal();
  #head = el("span");
  #open = el("span"); // the line without an end
  #gap = el("button", { type: "button", class: "run-more", hidden: true, click: () => this.#showAll() });
  #tail = el("span");
  /** @type {Line[]} lines beyond the first */
  #more = [];
  #shown = 0; // lines in the head, by their weight
  /** @type {boolean | null} whether the reader looked at the end before what came since it was drawn */
  #below = null;
  #all = false; // the reader wants to see everything
  #drawn = 0; // when the end was drawn last
  #empty = true;
  /** @type {Pick<Chunk, "stream" | "text">[]} what was printed and is not looked at yet */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} of what is waiting */
  #next;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {HTMLElement} box that scrolls */
  constructor(box) {
    this.#box = box;
    this.clear();
  }

  /** Whether nothing was printed. */
  get empty() {
    return this.#empty;
  }

  clear() {
    clearTimeout(this.#later);
    clearTimeout(this.#next);
    this.#later = this.#next = undefined;
    this.#waiting = [];
    this.#terminal = new Terminal();
    this.#more = [];
    this.#shown = this.#drawn = 0;
    this.#below = null;
    this.#all = false;
    this.#empty = true;
    for (const part of [this.#head, this.#open, this.#tail]) part.replaceChildren();
    this.#gap.hidden = true;
    this.#box.replaceChildren(this.#head, this.#gap, this.#tail, this.#open);
  }

  /** @param {Pick<Chunk, "stream" | "text">[]} chunks */
  print(chunks) {
    for (const chunk of chunks) {
      this.#waiting.push(chunk);
      if (chunk.text) this.#empty = false;
    }
    if (this.#next === undefined) this.#work();
  }

  /** Looks at what was printed, a little at a time: codes of colours are much work. */
  #work() {
    this.#next = undefined;
    const until = performance.now() + SLICE;
    let done = 0; // chunks
    let from = 0; // in the text of the next one
    let drawn = 0; // lines, by their weight
    while (done < this.#waiting.length && performance.now() < until && drawn < AT_ONCE) {
      const { stream, text } = /** @type {Chunk} */ (this.#waiting[done]);
      this.#terminal.write(stream, text.slice(from, from + PIECE));
      drawn += this.#show();
      from += PIECE;
      if (from < text.length) continue;
      from = 0;
      done += 1;
    }
    this.#waiting.splice(0, done);
    const first = this.#waiting[0];
    if (first && from) this.#waiting[0] = { ...first, text: first.text.slice(from) };
    if (performance.now() - this.#drawn > CALM) this.#end();
    else this.#later ??= setTimeout(() => this.#end(), CALM);
    if (first) this.#next = setTimeout(() => this.#work());
  }

  /**
   * Shows the lines that the terminal has now, if they are of the first.
   * @returns {number} the weight of those
   */
  #show() {
    const lines = this.#terminal.take();
    this.#below ??= this.#atEnd(); // lays out the page: not for each message
    const first = this.#more.length ? 0 : fitting(lines, FIRST - this.#shown);
    for (const line of lines.slice(first)) this.#more.push(line);
    if (!first) return 0;
    const added = weight(lines.slice(0, first));
    this.#head.append(drawn(lines.slice(0, first)));
    this.#shown += added;
    return added;
  }

  /** Nothing more comes: what was put off is shown. */
  end() {
    if (this.#later !== undefined && this.#next === undefined) this.#end();
  }

  /** Whether the reader looks at the end. */
  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#box;
    return scrollHeight - scrollTop - clientHeight < 8;
  }

  /** Shows how it ends now. */
  #end() {
    const below = this.#below ?? this.#atEnd();
    this.#below = null;
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#drawn = performance.now();
    this.#open.replaceChildren(drawn([this.#terminal.line], ""));
    if (this.#all) this.#portion();
    else {
      const last = fitting(this.#more.slice(-LAST).reverse(), LAST);
      this.#tail.replaceChildren(drawn(this.#more.slice(this.#more.length - last)));
      const hidden = this.#more.length - last;
      this.#gap.hidden = hidden <= 0;
      const more = `${hidden.toLocaleString("en")} more ${hidden === 1 ? "line" : "lines"}`;
      this.#gap.textContent = hidden > 0 ? `Show all: ${more}` : "";
    }
    if (below) this.#box.scrollTop = this.#box.scrollHeight;
  }

  #showAll() {
    this.#all = true;
    this.#gap.hidden = true;
    this.#gap.textContent = "";
    this.#tail.replaceChildren();
    this.#portion();
    this.#box.focus();
  }

  /** Lays out what is there beyond the first lines, a little at a time. */
  #portion() {
    const until = performance.now() + 8;
    while (this.#more.length && performance.now() < until) {
      const lines = this.#more.splice(0, Math.max(1, fitting(this.#more.slice(0, PORTION), PORTION)));
      const part = el("span", { class: "run-portion" }, drawn(lines));
      part.style.setProperty("--lines", String(lines.length));
      this.#tail.append(part);
    }
    if (!this.#more.length) return;
    this.#below = false;
    this.#later ??= setTimeout(() => this.#end());
  }
}

/**
 * How many lines the browser has to do with: one in many colours is as much as several.
 * @param {Line[]} lines
 */
export function weight(lines) {
  return lines.reduce((sum, line) => sum + 1 + Math.floor(Math.min(line.length, MOST_COLOURS) / COLOURFUL), 0);
}

/**
 * How many of some lines weigh no more than so much.
 * @param {Line[]} lines
 * @param {number} most
 */
export function fitting(lines, most) {
  let left = most;
  const over = lines.findIndex((line) => (left -= weight([line])) < 0);
  return over < 0 ? lines.length : over;
}

/**
 * Lines as few elements: neighbours of one look are one.
 * @param {Line[]} lines
 * @param {string} end of each line
 */
function drawn(lines, end = "\n") {
  /** @type {{look: string, texts: string[]}[]} */
  const runs = [];
  const add = (/** @type {string} */ look, /** @type {string} */ text) => {
    const last = runs.at(-1);
    if (last && (last.look === look || !text.trim())) last.texts.push(text);
    else runs.push({ look, texts: [text] });
  };
  for (const line of lines) {
    let room = LONGEST;
    line.forEach(({ text, look }, place) => {
      if (room > 0) add(place < MOST_COLOURS ? look : "out", text.slice(0, room));
      room -= text.length;
    });
    if (room < 0) add("note", ` … and ${(-room).toLocaleString("en")} more characters`);
    if (end) add("out", end);
  }
  const made = document.createDocumentFragment();
  for (const { look, texts } of runs) {
    const [stream, ...styles] = look.split(" ");
    const names = styles.map((style) => `run-ansi-${style}`).join(" ");
    made.append(el("span", { "data-stream": stream, class: names || null }, texts.join("")));
  }
  return made;
}
