/* In the copy of the site for reading without a network, in the place of buttons.mjs.
 *
 * Pages opened from a folder (file://) may load no module, and Python could not be loaded either:
 * Run says in one line what it needs. Where a server serves the copy, it works as on the site. A
 * classic script, because that loads from a folder, too.
 */
"use strict";
{
  const HELP =
    "Run needs a server. In the folder of this copy: python -m http.server, then open " +
    "http://localhost:8000/";

  /** Gives each program a Run button that tells what is needed. */
  const tell = () => {
    for (const title of document.querySelectorAll(":is(.example, details) > .highlight > .filename")) {
      const name = title.textContent.trim();
      if (!name.endsWith(".py")) continue;
      const words = document.createElement("span");
      words.className = "run-name";
      words.append(name);
      const bar = document.createElement("span");
      bar.className = "run-bar";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "run-button run-button--run";
      button.textContent = "Run";
      button.setAttribute("aria-label", `Run ${name}`);
      const line = document.createElement("p");
      line.className = "run-offline";
      line.setAttribute("role", "status");
      button.addEventListener("click", () => (line.textContent = HELP));
      bar.append(button);
      title.replaceChildren(words, bar);
      title.classList.add("named");
      title.after(line);
    }
  };

  const script = document.currentScript;
  if (location.protocol === "file:") {
    // Questions stand there as without JavaScript, with their answers, and fold no output.
    document.documentElement.classList.add("folder");
    addEventListener("DOMContentLoaded", tell);
  } else if (script instanceof HTMLScriptElement) {
    const buttons = document.createElement("script");
    buttons.type = "module";
    buttons.src = new URL("buttons.mjs", script.src).href;
    script.after(buttons);
  }
}
