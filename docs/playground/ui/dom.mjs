/* Makes and finds elements. Text always goes in as text: what programs print is never markup. */

/** @typedef {string | number | boolean | null | undefined | ((event: any) => unknown)} Attribute */

/**
 * An element with attributes and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes] functions are listeners (`click: fn`), true is an
 *   empty attribute, false and null leave the attribute out
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/**
 * The first element that a selector finds; one that must be there.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * Shows `text` in `node`, and hides `node` when there is none. The same text is not set again: a
 * screen reader would say it again.
 * @param {HTMLElement} node
 * @param {string} text
 */
export function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

/**
 * A sentence in which names stand in backticks, as nodes.
 * @param {string} text
 */
export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? el("code", {}, part) : part));
}

/**
 * A button without a picture.
 * @param {string} text
 * @param {() => unknown} click
 * @param {Record<string, Attribute>} [more] attributes
 */
export function button(text, click, more = {}) {
  return el("button", { type: "button", class: "run-plain", click, ...more }, text);
}

/**
 * A menu with its label before it.
 * @param {string} label
 * @param {[value: string, text: string][]} values
 * @param {string} chosen
 * @param {(value: string) => unknown} change
 */
export function choice(label, values, chosen, change) {
  const options = values.map(([value, text]) => el("option", { value, selected: value === chosen }, text));
  const select = el("select", {}, ...options);
  select.addEventListener("change", () => change(select.value));
  return el("label", {}, `${label} `, select);
}

/** @type {Map<string, {sheet: HTMLElement, loaded: Promise<boolean>}>} */
const styled = new Map();

/** Loads the style sheet of all this. */
export function style() {
  return sheet("run.css");
}

/**
 * Loads a style sheet, once a page: with a page the theme takes out what it had.
 * @param {string} name of a file beside this one
 * @returns {Promise<boolean>} whether it could be had
 */
export function sheet(name) {
  const known = styled.get(name);
  if (known?.sheet.isConnected) return known.loaded;
  /** @type {PromiseWithResolvers<boolean>} */
  const { promise: loaded, resolve } = Promise.withResolvers();
  const href = new URL(name, import.meta.url).href;
  // Without its style everything still works: an error is no reason to stop.
  const made = el("link", { rel: "stylesheet", href, load: () => resolve(true), error: () => resolve(false) });
  document.head.append(made);
  styled.set(name, { sheet: made, loaded });
  return loaded;
}
