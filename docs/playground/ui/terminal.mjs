/* What a terminal makes of printed text: lines of pieces, each with its stream and its style.
 *
 * "\r" goes back to the line's beginning and "\b" one place, and what follows overwrites; the
 * colours and weights of ANSI codes become styles, and all other codes are left out. No elements.
 */

/**
 * @typedef {object} Piece
 * @property {string} text without a line's end
 * @property {string} look the stream, then the styles: "out", "err bold c1"
 *
 * @typedef {Piece[]} Line
 */

// A whole code of the kind that sets styles, any other whole code, a lone control character.
// eslint-disable-next-line no-control-regex
const CODE = /\x1b\[([\d;:]*)m|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\r\n\b\x1b]|[^\r\n\b\x1b]+/g;
const CUT = /\x1b(?:\[[0-?]*[ -/]*)?$/; // eslint-disable-line no-control-regex
/** @type {Record<number, string>} */
const STYLES = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike" };

export class Terminal {
  /** @type {Line[]} whole lines that nobody has taken yet */
  #lines = [];
  /** @type {Line} the line that is being written */
  #line = [];
  /** @type {Cells | null} the same letter by letter, once some were overwritten */
  #cells = null;
  #length = 0; // of that line
  #column = 0;
  /** @type {Map<string, {rest: string, styles: Set<string>}>} by stream: a code that was cut, styles */
  #streams = new Map();

  /** The line that has no end yet. */
  get line() {
    return this.#cells?.line ?? this.#line;
  }

  /** The whole lines since the last call. */
  take() {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /**
   * @param {string} stream
   * @param {string} text
   */
  write(stream, text) {
    const state = this.#streams.get(stream) ?? { rest: "", styles: new Set() };
    this.#streams.set(stream, state);
    const all = state.rest + text;
    state.rest = CUT.exec(all)?.[0] ?? "";
    const whole = state.rest ? all.slice(0, -state.rest.length) : all;
    for (const found of whole.matchAll(CODE)) {
      const [part, styles] = found;
      if (styles !== undefined) style(state.styles, styles);
      else if (part === "\n") this.#end();
      else if (part === "\r") this.#column = 0;
      else if (part === "\b") this.#column = Math.max(0, this.#column - 1);
      else if (!part.startsWith("\x1b")) this.#put(part, [stream, ...state.styles].join(" "));
    }
  }

  #end() {
    this.#lines.push(this.line);
    this.#line = [];
    this.#cells = null;
    this.#length = this.#column = 0;
  }

  /**
   * @param {string} text
   * @param {string} look
   */
  #put(text, look) {
    if (this.#column < this.#length) this.#cells ??= new Cells(this.#line);
    if (this.#cells) this.#cells.put(this.#column, text, look);
    else add(this.#line, { text, look });
    this.#column += text.length;
    this.#length = Math.max(this.#length, this.#column);
  }
}

/** A line letter by letter: as numbers, for it may be a million letters long. */
class Cells {
  #letters = new Uint16Array(1024);
  #looks = new Uint16Array(1024); // places in the list
  /** @type {string[]} */
  #list = [];
  #length = 0;

  /** @param {Line} line */
  constructor(line) {
    for (const { text, look } of line) this.put(this.#length, text, look);
  }

  /**
   * @param {number} column
   * @param {string} text
   * @param {string} look
   */
  put(column, text, look) {
    const end = column + text.length;
    if (end > this.#letters.length) this.#grow(end);
    for (let index = 0; index < text.length; index++)
      this.#letters[column + index] = text.charCodeAt(index);
    let place = this.#list.indexOf(look);
    if (place < 0) place = this.#list.push(look) - 1;
    this.#looks.fill(place, column, end);
    this.#length = Math.max(this.#length, end);
  }

  /** @param {number} end */
  #grow(end) {
    const [letters, looks] = [this.#letters, this.#looks];
    this.#letters = new Uint16Array(2 * end);
    this.#looks = new Uint16Array(2 * end);
    this.#letters.set(letters);
    this.#looks.set(looks);
  }

  /** @returns {Line} in pieces of one look */
  get line() {
    /** @type {Line} */
    const made = [];
    for (let at = 0; at < this.#length; ) {
      const place = this.#looks[at] ?? 0;
      let end = at + 1;
      while (end < this.#length && this.#looks[end] === place) end++;
      made.push({ text: textOf(this.#letters.subarray(at, end)), look: this.#list[place] ?? "" });
      at = end;
    }
    return made;
  }
}

/** @param {Uint16Array} letters */
function textOf(letters) {
  let text = "";
  for (let at = 0; at < letters.length; at += 4096)
    text += String.fromCharCode(...letters.subarray(at, at + 4096));
  return text;
}

/**
 * Puts a piece to the end of a line.
 * @param {Line} line
 * @param {Piece} piece
 */
function add(line, { text, look }) {
  const last = line.at(-1);
  if (last?.look === look) last.text += text;
  else line.push({ text, look });
}

/**
 * Changes styles as a code says: 1 bold, 31 red (c1), 91 the same, 39 no colour, 0 nothing.
 * @param {Set<string>} styles
 * @param {string} codes
 */
function style(styles, codes) {
  const numbers = codes.split(/[;:]/).map(Number);
  for (let index = 0; index < numbers.length; index++) {
    const code = numbers[index] ?? 0;
    if (code === 38 || code === 48) index += numbers[index + 1] === 2 ? 4 : 2; // of many colours: none
    else if (code === 0) styles.clear();
    else if (STYLES[code]) styles.add(STYLES[code]);
    else if (code === 22) for (const name of ["bold", "dim"]) styles.delete(name);
    else if (code > 22 && code < 30) styles.delete(STYLES[code - 20] ?? "");
    else if ((code >= 30 && code < 40) || (code >= 90 && code < 98)) {
      for (const name of [...styles]) if (/^c\d$/.test(name)) styles.delete(name);
      if (code !== 39) styles.add(`c${code % 10}`);
    }
  }
}
