/* The editor: prism-code-editor where the build brought it, else a plain text field.
 *
 * Both are a real <textarea>, so that keyboards, screen readers and phones work as usual. Tab
 * indents; Esc, then Tab leaves.
 */
import { el, sheet, style } from "./dom.mjs";

/**
 * @typedef {object} Editor
 * @property {HTMLTextAreaElement} textarea
 * @property {boolean} rich the library's: there is no better one
 * @property {string} value
 * @property {(line: number | null, kind: string, firmly: boolean) => void} mark highlights a line
 *   (null: none); firmly: brings it into view
 * @property {(line: number) => HTMLElement | null} lineElement what shows a line; null where there is
 *   no such thing
 */

const LIBRARY = new URL("../editor/", import.meta.url);
/** @type {Promise<any> | null} */
let loading = null;

/**
 * The editor's library; null where there is none.
 * @returns {Promise<any>}
 */
export async function library() {
  loading ??= load().catch(() => null);
  const [found, styled] = await Promise.all([loading, sheet("../editor/layout.css"), style()]);
  return styled ? found : null;
}

/**
 * Puts an editor into an element of the page.
 * @param {HTMLElement} box
 * @param {string} source
 * @param {any} found the library, or null
 * @returns {Editor}
 */
export function editorIn(box, source, found) {
  return found ? rich(found, box, source) : plain(box, source);
}

async function load() {
  const paths = ["index.js", "extensions/commands/index.js", "utils/index.js"];
  const languages = ["prism/languages/python.js", "languages/python.js"];
  const [core, commands, utils] = await Promise.all(
    [...paths, ...languages].map((path) => import(new URL(path, LIBRARY).href)),
  );
  return { ...core, ...commands, ...utils };
}

/**
 * @param {any} library
 * @param {HTMLElement} box
 * @param {string} source
 * @returns {Editor}
 */
function rich(library, box, source) {
  const { createEditor, defaultCommands, editHistory, setIgnoreTab, insertText } = library;
  const editor = createEditor(
    box,
    {
      value: source.replace(/\n$/, ""),
      language: "python",
      tabSize: 4,
      insertSpaces: true,
      lineNumbers: matchMedia("(min-width: 45em)").matches,
    },
    defaultCommands(),
    editHistory(),
  );
  /** @type {HTMLTextAreaElement} */
  const textarea = editor.textarea;
  /** @param {KeyboardEvent} event before the library's own keys: it would insert a line */
  const key = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.stopPropagation();
      event.preventDefault();
      const again = new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true });
      box.parentNode?.dispatchEvent(again);
    } else if (event.key === "Escape") setIgnoreTab(true);
    else if (event.key !== "Tab" && event.key !== "Shift") setIgnoreTab(false);
  };
  box.addEventListener("keydown", key, { capture: true });
  textarea.addEventListener("focus", () => setIgnoreTab(false));
  /** @type {HTMLElement | null} */
  let marked = null;
  return {
    textarea,
    rich: true,
    get value() {
      return editor.value;
    },
    set value(text) {
      const fresh = text.replace(/\n$/, "");
      if (fresh === editor.value) return;
      // As if typed, so that undo brings the old text back.
      textarea.focus();
      insertText(editor, fresh, 0, editor.value.length, 0);
    },
    lineElement(line) {
      return editor.lines[line] ?? null;
    },
    mark(line, kind, firmly) {
      marked?.classList.remove("run-band", "run-band--bad");
      marked = line ? (editor.lines[line] ?? null) : null;
      marked?.classList.add("run-band", ...(kind ? [`run-band--${kind}`] : []));
      if (firmly) marked?.scrollIntoView({ block: "nearest" });
    },
  };
}

/**
 * @param {HTMLElement} box
 * @param {string} source
 * @returns {Editor}
 */
function plain(box, source) {
  const off = { spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" };
  const textarea = el("textarea", { class: "run-textarea", ...off });
  textarea.value = source.replace(/\n$/, "");
  box.append(textarea);
  return taken(textarea);
}

/**
 * A text field of the page as an editor.
 * @param {HTMLTextAreaElement} textarea
 * @returns {Editor}
 */
export function taken(textarea) {
  const fit = () => (textarea.rows = Math.max(8, textarea.value.split("\n").length + 1));
  fit();
  let leaving = false;
  textarea.addEventListener("input", fit);
  textarea.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && !leaving && !event.shiftKey) {
      event.preventDefault();
      textarea.setRangeText("    ", textarea.selectionStart, textarea.selectionEnd, "end");
    }
    if (event.key !== "Tab") leaving = event.key === "Escape";
  });
  return {
    textarea,
    rich: false,
    get value() {
      return textarea.value;
    },
    set value(text) {
      textarea.value = text.replace(/\n$/, "");
      textarea.dispatchEvent(new Event("input"));
    },
    lineElement: () => null,
    mark(line, _kind, firmly) {
      if (!line || !firmly) return;
      const lines = textarea.value.split("\n");
      const at = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
      textarea.focus();
      textarea.setSelectionRange(at, at + (lines[line - 1] ?? "").length);
    },
  };
}
