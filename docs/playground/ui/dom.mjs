/* Makes elements. Text always goes in as text: what programs print is never markup. */

/**
 * An element with attributes and children.
 * @param {string} tag
 * @param {object} attributes functions are listeners (`click: fn`), true is an empty attribute,
 *   false and null leave the attribute out
 * @param {...(Node|string|null)} children
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Shows `text` in `node`, and hides `node` when there is none. */
export function tell(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

/** Seconds, as people read them: 12.5 s, 0.35 s, 4.2 ms; below a millisecond, where it models nothing, steps. */
export function seconds(value) {
  if (value >= 9.995) return `${value.toFixed(1)} s`;
  if (value >= 0.00995 || value === 0) return `${value.toFixed(2)} s`;
  return value >= 9.95e-4 ? `${(value * 1e3).toPrecision(2)} ms` : `${Math.round(value * 1e7)} steps`;
}

let wanted = null;

/** Loads the style sheet of all this, once. */
export function style() {
  wanted ??= new Promise((resolve) => {
    const link = el("link", { rel: "stylesheet", href: new URL("run.css", import.meta.url).href });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  return wanted;
}
