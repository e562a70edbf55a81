/* The editor: prism-code-editor where editor.py brought it, else a plain text field.
 *
 * Both are a real <textarea>, so that keyboards, screen readers and phones work as usual. Tab
 * indents; Esc, then Tab leaves.
 */
import { el, style } from "./dom.mjs";

const LIBRARY = new URL("../editor/", import.meta.url);
const HINT = "Tab indents; press Esc, then Tab to leave the editor. Ctrl+Enter runs.";
let loading = null;
let count = 0;

/**
 * Puts an editor in the place of `pre`.
 * @returns {Promise<{value: string, oninput, focus(), close(), mark(line, kind, firmly)}>}
 */
export async function edit(pre, source, label) {
  await style();
  loading ??= load().catch(() => null);
  const library = await loading;
  const hint = el("p", { class: "run-hint", id: `run-hint-${++count}` }, HINT);
  const box = el("div", { class: "run-editor" });
  pre.hidden = true;
  pre.after(box, hint);
  const made = library ? rich(library, box, source) : simple(box, source);
  made.textarea.setAttribute("aria-label", label);
  made.textarea.setAttribute("aria-describedby", hint.id);
  made.textarea.addEventListener("input", () => made.oninput?.());
  made.focus = () => made.textarea.focus();
  made.close = () => {
    box.remove();
    hint.remove();
    pre.hidden = false;
  };
  return made;
}

async function load() {
  const paths = ["index.js", "extensions/commands/index.js", "utils/index.js"];
  const languages = ["prism/languages/python.js", "languages/python.js"];
  const sheet = el("link", { rel: "stylesheet", href: new URL("layout.css", LIBRARY).href });
  const styled = new Promise((resolve, reject) => Object.assign(sheet, { onload: resolve, onerror: reject }));
  document.head.append(sheet);
  const [core, commands, utils] = await Promise.all(
    [...paths, ...languages].map((path) => import(new URL(path, LIBRARY))),
  );
  await styled;
  return { ...core, ...commands, ...utils };
}

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
  const { textarea } = editor;
  // Before the library's own keys: it would insert a line.
  box.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.stopPropagation();
        event.preventDefault();
        box.parentNode.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
      } else if (event.key === "Escape") setIgnoreTab(true);
      else if (event.key !== "Tab" && event.key !== "Shift") setIgnoreTab(false);
    },
    { capture: true },
  );
  textarea.addEventListener("focus", () => setIgnoreTab(false));
  let marked = null;
  return {
    textarea,
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
    mark(line, kind, firmly) {
      marked?.classList.remove("run-band", "run-band--bad");
      marked = line ? editor.lines[line] : null;
      marked?.classList.add("run-band", ...(kind ? [`run-band--${kind}`] : []));
      if (firmly) marked?.scrollIntoView({ block: "nearest" });
    },
  };
}

function simple(box, source) {
  const textarea = el("textarea", { class: "run-textarea", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off" });
  textarea.value = source.replace(/\n$/, "");
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
  box.append(textarea);
  return {
    textarea,
    get value() {
      return textarea.value;
    },
    set value(text) {
      textarea.value = text.replace(/\n$/, "");
      fit();
      textarea.dispatchEvent(new Event("input"));
    },
    mark(line, kind, firmly) {
      if (!line || !firmly) return;
      const lines = textarea.value.split("\n");
      const at = lines.slice(0, line - 1).join("\n").length + (line > 1);
      textarea.focus();
      textarea.setSelectionRange(at, at + lines[line - 1].length);
    },
  };
}
