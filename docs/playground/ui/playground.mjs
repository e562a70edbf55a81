/* The playground's page: an empty editor, and a menu of the programs of all pages.
 *
 * The menu is made from the pages themselves (those that the navigation lists), so it never
 * lacks a program and never has an old one.
 */
import { el } from "./dom.mjs";
import { exampleOf, read } from "./example.mjs";
import { decode } from "./link.mjs";

const EMPTY = { name: "program.py", source: "", promise: {} };

/** Puts the playground in the place of the reason why there is none. */
export async function open(root, equip) {
  if (root.querySelector(".example")) return;
  const menu = el("select", { disabled: true }, el("option", {}, "Loading the menu…"));
  const title = el("span", { class: "filename" }, EMPTY.name);
  const program = el("div", { class: "language-python highlight" }, title, el("pre", {}, el("code")));
  const made = el("div", { class: "example" }, program, el("div", { class: "run" }));
  root.replaceChildren(
    el("p", { class: "run-settings run-menu" }, el("label", {}, "Program ", menu)),
    made,
  );
  equip(made);
  const example = exampleOf(made);
  let link = null;
  let problem = "";
  try {
    link = await decode(location.hash);
  } catch (error) {
    problem = error.message;
  }
  example.adopt({ ...EMPTY, name: link?.name ?? EMPTY.name });
  await example.open();
  await example.edit();
  if (problem) example.say(problem, "bad");
  if (link?.code !== undefined) await example.follow(link);

  const programs = await collect();
  const groups = Map.groupBy(programs, (program) => program.chapter);
  menu.replaceChildren(
    el("option", { value: "" }, "An empty one"),
    ...[...groups].map(([chapter, ones]) =>
      el("optgroup", { label: chapter }, ...ones.map(({ name }) => el("option", { value: name }, name.split("/").pop()))),
    ),
  );
  menu.disabled = false;
  menu.addEventListener("change", () => {
    example.fill(programs.find(({ name }) => name === menu.value) ?? EMPTY);
    history.replaceState(history.state, "", location.pathname);
  });
  const named = link && link.code === undefined && programs.find(({ name }) => name === link.name);
  if (named) {
    menu.value = named.name;
    example.fill(named);
    await example.follow(link);
  }
}

/** The programs of all pages that the navigation lists, in its order. */
async function collect() {
  const links = document.querySelectorAll(".md-nav--primary .md-nav__link[href]");
  const addresses = new Set([...links].map(({ href }) => href.split("#")[0]));
  addresses.delete(location.href.split("#")[0]);
  const pages = await Promise.all([...addresses].map(programsOf));
  return pages.flat();
}

async function programsOf(address) {
  try {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const chapter = page.querySelector("h1")?.firstChild.textContent.trim() ?? address;
    const examples = [...page.querySelectorAll(".example:not(.no-run), details:has(> .highlight)")];
    const whole = examples.filter((one) =>
      one.querySelector(":scope > .highlight > .filename")?.textContent.trim().endsWith(".py"),
    );
    return whole.map((one) => ({ ...read(one), chapter }));
  } catch {
    return []; // a page that cannot be had now: the menu does without it
  }
}
