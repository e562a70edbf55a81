/* On every page: adds Run and Edit to its programs, where the browser can run them.
 *
 * Small on purpose, for it is the only part that loads before a click. All else is in
 * example.mjs, which the first click brings. A browser without JSPI, or without JavaScript,
 * shows the page as it is: no dead button.
 */
const ICONS = {
  run: "M8 5.14v14l11-7z",
  edit:
    "M20.71 7.04c.39-.39.39-1.04 0-1.41l-2.34-2.34c-.37-.39-1.02-.39-1.41 0l-1.84 1.83 3.75 3.75" +
    "M3 17.25V21h3.75L17.81 9.93l-3.75-3.75z",
  schedules: "M4 4h6v6H4zm10 0h6v6h-6zM4 14h6v6H4zm10 0h6v6h-6z",
};

// An example, or a solution that unfolds.
const PROGRAMS = ".example:not(.no-run), details:has(> .highlight > .filename)";

function enhance() {
  for (const example of document.querySelectorAll(PROGRAMS)) equip(example);
  const playground = document.querySelector(".playground");
  if (playground) load((ui) => ui.openPlayground(playground, equip));
  else if (location.hash.startsWith("#run=")) load((ui) => ui.openLink());
}

/** Gives an example its buttons, if it shows a program. */
function equip(example) {
  const title = example.querySelector(":scope > .highlight > .filename");
  const name = title?.textContent;
  if (!name?.endsWith(".py") || title.querySelector(".run-bar")) return;
  const bar = document.createElement("span");
  bar.className = "run-bar";
  const short = name.split("/").pop();
  add(bar, "run", "Run", `Run ${short}`);
  add(bar, "edit", "Edit", `Edit ${short}`);
  if (example.classList.contains("schedules"))
    add(bar, "schedules", "Every schedule", `Every schedule of ${short}`);
  title.append(bar);
  example.classList.add("runs");
  bar.addEventListener("click", ({ target }) => {
    const action = target.closest("button")?.dataset.action;
    if (action) start(example, action);
  });
  example.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    start(example, "rerun");
  });
}

function add(bar, action, label, name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `run-button run-button--${action}`;
  button.dataset.action = action;
  button.setAttribute("aria-label", name);
  button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[action]}"/></svg>`;
  const text = document.createElement("span");
  text.textContent = label;
  button.append(text);
  bar.append(button);
}

function start(example, action) {
  load((ui) => ui.exampleOf(example).act(action), example);
}

async function load(then, example) {
  let ui;
  try {
    ui = await import("./example.mjs");
  } catch {
    const bar = example?.querySelector(".run-bar");
    if (bar) bar.textContent = "Run could not be loaded: is there a network? Reload the page.";
    return;
  }
  then(ui);
}

if ("Suspending" in (globalThis.WebAssembly ?? {})) {
  // Material's stream of pages: now, and after each instant navigation.
  if (window.document$) window.document$.subscribe(enhance);
  else enhance();
}
